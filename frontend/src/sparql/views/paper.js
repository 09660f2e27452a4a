import { measuring, wrap } from "./fitting.js";
import { bar, hatching, line, marker } from "./marks.js";
import { at, freshId, s } from "./svg.js";

/**
 * What a chart is drawn on.
 * @typedef {object} Paper
 * @property {number} width pixels
 * @property {number} em the reader's text size in pixels
 * @property {string} font the reader's font
 * @property {string} title
 * @property {string} description
 * @property {string} xLabel
 * @property {string} yLabel
 * @property {(n: number) => string} number
 * @property {(place: number, unit?: string) => string} place an x as text
 */

/** Text in charts, seen from the reader's own size. */
export const SIZE = 0.82;
const INK = "#17262c", FAINT = "#4a5c64", GRID = "#dbe4e5";

/** @param {Paper} paper */
export const measureOn = ({ em, font }, weight = 400) => measuring(`${weight} ${em * SIZE}px ${font}`, em * SIZE);

/** @param {Paper} paper @param {number} x @param {number} y @param {string} text @param {Record<string, any>} [more] */
export const label = (paper, x, y, text, more = {}) =>
  s("text", { x: at(x), y: at(y), "font-size": at(paper.em * SIZE), "font-family": "system-ui, sans-serif", fill: FAINT, class: "label", ...more }, text);

/** @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 @param {boolean} [strong] */
export const rule = (x1, y1, x2, y2, strong) =>
  s("path", { class: strong ? "axis" : "grid", d: `M${at(x1)} ${at(y1)}L${at(x2)} ${at(y2)}`, stroke: strong ? FAINT : GRID, "stroke-width": 1 });

/**
 * An empty picture with its title, description and legend at the top.
 *
 * @param {Paper} paper
 * @param {"line"|"bar"} type
 * @param {{label: string}[]} series a legend is drawn when there is more than one
 * @returns {{root: SVGSVGElement, top: number, hatch: string, close: (height: number) => SVGSVGElement}} `top` is where drawing can begin
 */
export function begin(paper, type, series) {
  const [titleId, descriptionId, hatch] = [freshId("chart"), freshId("chart"), freshId("hatch")];
  const { em, width } = paper;
  const root = s("svg", { xmlns: "http://www.w3.org/2000/svg", class: "chart", role: "img", "aria-labelledby": titleId, "aria-describedby": descriptionId },
    s("title", { id: titleId }, paper.title), s("desc", { id: descriptionId }, paper.description),
    type === "bar" && s("defs", {}, ...series.map((_, i) => hatching(i, hatch))));
  const lines = wrap(paper.title, width, 3, measureOn(paper, 700));
  lines.forEach((text, i) => root.append(label(paper, 0, em * (1 + i * 1.2), text, { class: "title", fill: INK, "font-weight": 700 })));
  let top = em * (0.6 + lines.length * 1.2);
  if (series.length > 1) top = legend(paper, root, type, series, hatch, top + em * 0.4);
  const close = (height) => {
    for (const [name, value] of Object.entries({ viewBox: `0 0 ${at(width)} ${at(height)}`, width: at(width), height: at(height) })) root.setAttribute(name, value);
    return root;
  };
  return { root, top, hatch, close };
}

/** What every series looks like, in as many rows as it takes. Gives where it ends. */
function legend(paper, root, type, series, hatch, top) {
  const { em, width } = paper;
  const measure = measureOn(paper);
  const swatch = em * 2.2;
  let [x, y] = [0, top + em * 0.7];
  series.forEach((one, i) => {
    const lines = wrap(one.label, width - swatch, 2, measure);
    const room = swatch + Math.max(...lines.map(measure)) + em * 1.2;
    if (x && x + room - em > width) [x, y] = [0, y + em * 1.4];
    if (type === "bar") root.append(bar(i, hatch, { x: x + 1, y: y - em * 0.45, width: swatch - em * 0.7, height: em * 0.9 }));
    else root.append(line(i, `M${at(x)} ${at(y)}H${at(x + swatch - em * 0.4)}`), marker(i, x + (swatch - em * 0.4) / 2, y));
    lines.forEach((text, n) => root.append(label(paper, x + swatch, y + em * (0.28 + n * 1.1), text, { class: "label strong", fill: INK })));
    x += room;
    if (lines.length > 1) [x, y] = [width, y + em * 1.1];
  });
  return y + em * 1.1;
}
