import { h, svg } from "../dom.js";

const ICONS = { up: "M12 19V5M6 11l6-6 6 6", down: "M12 5v14M6 13l6 6 6-6", remove: "M5 5l14 14M19 5 5 19" };

/** The chosen columns in their order, to be moved and removed. */
export class Chosen {
  /**
   * @param {import("../sparql/context.js").Context} ctx
   * @param {{move: (from: number, to: number) => void, remove: (at: number) => void}} on
   */
  constructor(ctx, on) {
    Object.assign(this, { ctx, on });
    this.list = h("ol", { className: "chosen-columns", "aria-labelledby": "chosen-heading" });
    this.element = h("div", { className: "chosen-box", hidden: true }, h("h3", { id: "chosen-heading" }, ctx.t("columns_chosen")), this.list);
  }

  /** @param {string[]} names in words */
  show(names) {
    const focus = this.#focus();
    this.element.hidden = !names.length;
    this.list.replaceChildren(...names.map((name, i) => h("li", {}, h("bdi", {}, name), h("span", { className: "moves" },
      this.#button("up", name, i > 0, () => this.on.move(i, i - 1)),
      this.#button("down", name, i < names.length - 1, () => this.on.move(i, i + 1)),
      this.#button("remove", name, true, () => this.on.remove(i))))));
    if (focus) this.#refocus(focus);
  }

  #button(act, name, possible, click) {
    return h("button", { type: "button", className: "quiet square", "data-act": act, "aria-disabled": possible ? null : "true", on: { click: possible ? click : () => {} } },
      svg(ICONS[act]), h("span", { className: "hidden" }, this.ctx.t(`column_${act}`, { name })));
  }

  #focus() {
    const active = /** @type {any} */ (this.list.getRootNode()).activeElement;
    if (!this.list.contains(active)) return null;
    const row = [...this.list.children].findIndex((item) => item.contains(active));
    return { act: active.dataset.act, row };
  }

  /** Focus follows a column that moves, and goes to the next when one is removed. */
  #refocus({ act, row }) {
    const to = act === "up" ? row - 1 : act === "down" ? row + 1 : row;
    const item = this.list.children[Math.min(Math.max(to, 0), this.list.children.length - 1)];
    /** @type {HTMLElement|null|undefined} */ (item?.querySelector(`[data-act="${act}"]`))?.focus();
  }
}
