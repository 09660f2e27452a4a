import { at } from "./svg.js";

/** Which part of a picture is seen, through its viewBox: moved and magnified by buttons, keys, dragging and Ctrl + wheel. */

/** Largest and smallest size, and how much one step changes it. */
const LARGEST = 2.5, SMALLEST = 0.04, STEP = 1.25;
/** Part of the view that one step moves, and pixels a pointer moves before it drags rather than clicks. */
const MOVE = 0.15, DRAG = 5;
/**
 * Smaller than the first, text is hard to read: a large graph begins with a part of it instead. It may be a
 * little smaller when all its columns then fit beside each other.
 */
const LEGIBLE = 0.75, SMALL = 0.58;

export class Viewport {
  /**
   * @param {SVGSVGElement} svg
   * @param {{width: number, height: number}} world
   * @param {{x: number, y: number}} heart what to show first when not all can be read
   */
  constructor(svg, world, heart) {
    Object.assign(this, { svg, world, heart, scale: 1, x: 0, y: 0, moved: false });
    this.pad = 16;
    svg.addEventListener("keydown", (event) => this.key(event));
    svg.addEventListener("pointerdown", (event) => this.grab(event));
    svg.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    svg.addEventListener("click", (event) => this.moved && event.preventDefault(), true);
    this.start();
  }

  get size() {
    const { clientWidth: width, clientHeight: height } = this.svg;
    return { width: width || 640, height: height || 400 };
  }

  /** The scale at which everything is seen, never larger than life. */
  fitting() {
    const { width, height } = this.size;
    return Math.max(SMALLEST, Math.min(1, (width - 2 * this.pad) / this.world.width, (height - 2 * this.pad) / this.world.height));
  }

  /** As much as can be read, around the heart of it, and no empty room beside it. */
  start() {
    const { width, height } = this.size;
    const columns = (width - 2 * this.pad) / this.world.width;
    const scale = Math.max(this.fitting(), columns >= SMALL ? Math.min(columns, LEGIBLE) : LEGIBLE);
    const along = (whole, seen, wanted) => (whole <= seen ? whole / 2 : Math.min(Math.max(wanted, seen / 2 - this.pad), whole - seen / 2 + this.pad));
    this.centre(scale, { x: along(this.world.width, width / scale, this.heart.x), y: along(this.world.height, height / scale, this.heart.y) });
  }

  fit() {
    this.centre(this.fitting(), this.middle());
  }

  middle() {
    return { x: this.world.width / 2, y: this.world.height / 2 };
  }

  /** @param {number} scale @param {{x: number, y: number}} point */
  centre(scale, { x, y }) {
    const { width, height } = this.size;
    this.scale = Math.min(LARGEST, Math.max(SMALLEST, scale));
    Object.assign(this, { x: x - width / this.scale / 2, y: y - height / this.scale / 2 });
    this.apply();
  }

  /** @param {number} steps in when positive, out when negative */
  zoom(steps) {
    const { width, height } = this.size;
    this.centre(this.scale * STEP ** steps, { x: this.x + width / this.scale / 2, y: this.y + height / this.scale / 2 });
  }

  /** @param {number} right @param {number} down steps */
  move(right, down) {
    const { width, height } = this.size;
    this.x += (right * MOVE * width) / this.scale;
    this.y += (down * MOVE * height) / this.scale;
    this.apply();
  }

  /** Brings a box into view, if it is not. @param {{x: number, y: number, width: number, height: number}} box */
  reveal({ x, y, width, height }) {
    const { width: w, height: h } = this.size;
    const seen = x >= this.x && y >= this.y && x + width <= this.x + w / this.scale && y + height <= this.y + h / this.scale;
    if (!seen) this.centre(this.scale, { x: x + width / 2, y: y + height / 2 });
  }

  /** Some of the picture always stays in sight. */
  apply() {
    const { width, height } = this.size;
    const [w, h] = [width / this.scale, height / this.scale];
    this.x = Math.min(Math.max(this.x, -w * 0.75), this.world.width - w * 0.25);
    this.y = Math.min(Math.max(this.y, -h * 0.75), this.world.height - h * 0.25);
    this.svg.setAttribute("viewBox", [this.x, this.y, w, h].map(at).join(" "));
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = {
      ArrowLeft: () => this.move(-1, 0), ArrowRight: () => this.move(1, 0), ArrowUp: () => this.move(0, -1), ArrowDown: () => this.move(0, 1),
      "+": () => this.zoom(1), "=": () => this.zoom(1), "-": () => this.zoom(-1), 0: () => this.fit(),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  /** @param {WheelEvent} event */
  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return; // plain scrolling belongs to the page
    event.preventDefault();
    this.zoom(event.deltaY < 0 ? 1 : -1);
  }

  /** @param {PointerEvent} down */
  grab(down) {
    this.moved = false;
    if (down.button) return;
    const start = { x: this.x, y: this.y };
    const drag = (event) => {
      const [right, below] = [event.clientX - down.clientX, event.clientY - down.clientY];
      if (!this.moved && Math.hypot(right, below) < DRAG) return;
      if (!this.moved) this.svg.setPointerCapture(down.pointerId);
      this.moved = true;
      Object.assign(this, { x: start.x - right / this.scale, y: start.y - below / this.scale });
      this.apply();
    };
    const stop = () => {
      this.svg.removeEventListener("pointermove", drag);
      for (const type of ["pointerup", "pointercancel"]) this.svg.removeEventListener(type, stop);
    };
    this.svg.addEventListener("pointermove", drag);
    for (const type of ["pointerup", "pointercancel"]) this.svg.addEventListener(type, stop);
  }
}
