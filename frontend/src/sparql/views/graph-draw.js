import { STEP_ICONS } from "../../icons.js";
import { measuring, shorten, wrap } from "./fitting.js";
import { layout } from "./layout.js";
import { at, freshId, s } from "./svg.js";
import { filled } from "./words.js";

/**
 * @typedef {import("./graph-data.js").Graph} Graph
 * @typedef {import("./graph-data.js").Node} Node
 * @typedef {{em: number, font: string, t: (key: string) => string, link: (href: string|null) => string|null}} Pen
 * @typedef {{root: SVGSVGElement, boxes: Map<SVGElement, {x: number, y: number, width: number, height: number}>, width: number, height: number}} Drawing
 */

/** Measures of a box in the reader's text size. */
const BOX = 13.5, PAD = 0.75, LINE = 1.2, ACROSS = 12, DOWN = 0.9, TEXT = 0.9, SMALL = 0.74;
/** More arrows than this show their names only for the box that is pointed at or has focus. */
export const CROWDED = 70;

/**
 * The graph as a picture: boxes are links, arrows carry their names.
 * @param {Graph} graph
 * @param {Pen} pen
 * @returns {Drawing}
 */
export function drawGraph({ nodes, edges }, pen) {
  const { em } = pen;
  const boxes = nodes.map((node) => boxOf(node, pen));
  const index = new Map(nodes.map(({ id }, i) => [id, i]));
  const pairs = edges.map(({ from, to }) => /** @type {[number, number]} */ ([index.get(from), index.get(to)]));
  const sizes = boxes.map(({ height }) => ({ width: BOX * em, height }));
  const { places, routes, width, height } = layout(sizes, pairs, { across: ACROSS * em, down: DOWN * em });
  const arrow = freshId("arrow");
  const lines = edges.map((edge, i) => arrowOf(edge, routes[i], pairs[i], pen, arrow));
  const shapes = boxes.map((box, i) => boxShape(nodes[i], box, places[i], pen, i));
  const root = s("svg", { xmlns: "http://www.w3.org/2000/svg", class: `graph${edges.length > CROWDED ? " crowded" : ""}` },
    s("defs", {}, s("marker", { id: arrow, viewBox: "0 0 10 10", refX: 9, refY: 5, markerWidth: 8, markerHeight: 8, orient: "auto" },
      s("path", { class: "head", d: "M0 1L9 5L0 9z", fill: "#66797f" }))),
    s("g", {}, ...lines.filter(Boolean)), s("g", {}, ...shapes));
  const found = new Map(shapes.map((shape, i) => [shape, { ...places[i], ...sizes[i] }]));
  light(root);
  return { root, boxes: found, width, height };
}

/** The words of a box and how high it becomes. @param {Node} node @param {Pen} pen */
function boxOf(node, { em, font }) {
  const room = (BOX - 2 * PAD) * em;
  const lines = wrap(node.title, room, 2, measuring(`600 ${em * TEXT}px ${font}`, em * TEXT));
  const kind = node.type && shorten(node.type, room - 1.2 * em, measuring(`${em * SMALL}px ${font}`, em * SMALL));
  return { lines, kind, height: (2 * PAD - 0.3 + lines.length * LINE * TEXT + (kind ? 1.15 : 0)) * em };
}

function boxShape(node, { lines, kind, height }, { x, y }, { em, t, link }, i) {
  const text = (dx, dy, words, more) => s("text", { x: at(dx), y: at(dy), "font-family": "system-ui, sans-serif", ...more }, words);
  const href = link(node.href);
  const name = filled(t, node.type ? "graph_node" : "graph_node_untyped", { title: node.title, type: node.type, out: node.out, in: node.in });
  const first = (PAD + 0.62 + (kind ? 1.15 : 0)) * em;
  return s(href ? "a" : "g", { class: "node", "data-node": i, href, ...(href ? { target: "_blank", rel: "noopener" } : { tabindex: 0, role: "img", "aria-label": name }), transform: `translate(${at(x)} ${at(y)})` },
    s("title", {}, name),
    s("rect", { class: "box", width: at(BOX * em), height: at(height), rx: at(em * 0.45), fill: "#fff", stroke: "#0b5a66", "stroke-width": 1.4 }),
    kind && icon(node.typeIri, PAD * em, (PAD - 0.25) * em, em * 0.95),
    kind && text((PAD + 1.25) * em, (PAD + 0.48) * em, kind, { class: "kind", "font-size": at(em * SMALL), fill: "#4a5c64" }),
    ...lines.map((line, n) => text(PAD * em, first + n * LINE * TEXT * em, line, { class: "name", "font-size": at(em * TEXT), "font-weight": 600, fill: href ? "#0b5a66" : "#17262c" })));
}

/** The shape that the class has in the chat too; a ring for all others. */
function icon(type, x, y, size) {
  const d = STEP_ICONS[type.split("#").pop() || ""] || "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z";
  return s("path", { class: "shape", d, transform: `translate(${at(x)} ${at(y)}) scale(${at(size / 24)})`, fill: "none", stroke: "#0b5a66", "stroke-width": 2.2, "stroke-linejoin": "round" });
}

function arrowOf(edge, route, [from, to], { em, font }, arrow) {
  if (!route) return null;
  const way = route.turned ? [...route.points].reverse() : route.points;
  const middle = { x: (way[0].x + way[1].x) / 2, y: (way[0].y + way[1].y) / 2 };
  const size = em * SMALL;
  const words = shorten(edge.label, (ACROSS - 1.6) * em, measuring(`${size}px ${font}`, size));
  return s("g", { class: "edge", "data-from": from, "data-to": to },
    s("path", { class: "arrow", d: curve(way), fill: "none", stroke: "#66797f", "stroke-width": 1.3, "marker-end": `url(#${arrow})` }),
    s("text", { class: "relation", x: at(middle.x), y: at(middle.y + size * 0.3), "font-size": at(size), "font-family": "system-ui, sans-serif", "text-anchor": "middle",
      fill: "#4a5c64", stroke: "#fff", "stroke-width": 4, "paint-order": "stroke", "stroke-linejoin": "round" }, words, s("title", {}, edge.label)));
}

/** A smooth way through points, level where it meets them. @param {{x: number, y: number}[]} points */
function curve(points) {
  let d = `M${at(points[0].x)} ${at(points[0].y)}`;
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]];
    const middle = (a.x + b.x) / 2;
    d += `C${at(middle)} ${at(a.y)} ${at(middle)} ${at(b.y)} ${at(b.x)} ${at(b.y)}`;
  }
  return d;
}

/** Arrows of the box that is pointed at, or has focus, stand out. @param {SVGSVGElement} root */
function light(root) {
  const mark = (event, lit) => {
    const node = event.target.closest?.("[data-node]");
    if (!node) return;
    const i = node.dataset.node;
    for (const edge of root.querySelectorAll(`[data-from="${i}"], [data-to="${i}"]`)) edge.classList.toggle("lit", lit);
  };
  for (const type of ["focusin", "pointerover"]) root.addEventListener(type, (event) => mark(event, true));
  for (const type of ["focusout", "pointerout"]) root.addEventListener(type, (event) => mark(event, false));
}
