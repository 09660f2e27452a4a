import { at, s } from "./svg.js";

/** Series are told apart by shape, dash and hatching first, by colour second. */

/** Colours of a picture without stylesheet (views.css has the same, and darker ones for dark pages). */
export const COLOURS = ["#0b5a66", "#a1441b", "#5a4a9c", "#4a6a17", "#96305f", "#2a5da6"];
const DASHES = [null, "7 4", "2 3", "10 3 2 3", "14 4", "4 2 1 2 1 2"];
const SHAPES = [
  "M0-4a4 4 0 1 0 0 8a4 4 0 1 0 0-8z", "M-3.6-3.6h7.2v7.2h-7.2z", "M0-5L5 0L0 5L-5 0z",
  "M0-4.8L4.8 3.8H-4.8z", "M0 4.8L-4.8-3.8H4.8z", "M-1.5-4.5h3v3h3v3h-3v3h-3v-3h-3v-3h3z",
];
/** Hatchings on a square of six; the first series is filled. */
const HATCHES = [null, "M-1 1l2-2M0 6l6-6M5 7l2-2", "M1 3a1 1 0 1 0 4 0a1 1 0 1 0-4 0", "M0 3h6", "M3 0v6", "M-1 5l2 2M0 0l6 6M5-1l2 2"];

const colour = (i) => COLOURS[i % COLOURS.length];
const name = (i) => `c${(i % COLOURS.length) + 1}`;
/** The second round of the same shapes is drawn hollow. */
const hollow = (i) => i >= SHAPES.length;

/** @param {number} i which series @param {number} x @param {number} y @param {...(Node|false)} inside */
export const marker = (i, x, y, ...inside) => s("path", {
  class: `marker ${name(i)}${hollow(i) ? " hollow" : ""}`, d: SHAPES[i % SHAPES.length], transform: `translate(${at(x)} ${at(y)})`,
  fill: hollow(i) ? "#fff" : colour(i), stroke: colour(i), "stroke-width": 1.5,
}, ...inside);

/** @param {number} i @param {string} d */
export const line = (i, d) => s("path", {
  class: `line ${name(i)}`, d, fill: "none", stroke: colour(i), "stroke-width": 2, "stroke-dasharray": DASHES[i % DASHES.length],
  "stroke-linejoin": "round",
});

/** The hatching of a series, to be put in `<defs>`. @param {number} i @param {string} id */
export const hatching = (i, id) => s("pattern", { id: `${id}-${i}`, width: 6, height: 6, patternUnits: "userSpaceOnUse" },
  s("rect", { class: "paper", width: 6, height: 6, fill: "#fff" }),
  HATCHES[i % HATCHES.length] && s("path", { class: `hatch ${name(i)}`, d: HATCHES[i % HATCHES.length], fill: "none", stroke: colour(i), "stroke-width": 1.6 }));

/** @param {number} i @param {string} id of the hatchings @param {{x: number, y: number, width: number, height: number}} box */
export const bar = (i, id, { x, y, width, height }, ...inside) => s("rect", {
  class: `bar ${name(i)}${i ? " hatched" : ""}`, x: at(x), y: at(y), width: at(Math.max(width, 0.5)), height: at(Math.max(height, 0.5)),
  fill: i ? `url(#${id}-${i})` : colour(i), stroke: colour(i), "stroke-width": 1.2,
}, ...inside);
