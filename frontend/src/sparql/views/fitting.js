/**
 * Text into the room there is: cut between what people see as characters, with an ellipsis.
 * `measure(text)` gives the width of a text.
 */

const segmenter = typeof Intl !== "undefined" && Intl.Segmenter ? new Intl.Segmenter(undefined, { granularity: "grapheme" }) : null;
/** Longer texts than this are cut before anything is measured. */
const LONGEST = 400;

/** @param {string} text @returns {string[]} */
const characters = (text) => (segmenter ? Array.from(segmenter.segment(text), ({ segment }) => segment) : Array.from(text));

/**
 * The text, or its beginning and "…".
 * @param {string} text
 * @param {number} width
 * @param {(text: string) => number} measure
 */
export function shorten(text, width, measure) {
  if (text.length <= LONGEST && measure(text) <= width) return text;
  const all = characters(text.slice(0, LONGEST));
  let low = 0, high = all.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measure(`${all.slice(0, middle).join("").trimEnd()}…`) <= width) low = middle;
    else high = middle - 1;
  }
  return `${all.slice(0, low).join("").trimEnd()}…`;
}

/**
 * The text in lines, the last one shortened when there are more words.
 * @param {string} text
 * @param {number} width
 * @param {number} most lines
 * @param {(text: string) => number} measure
 * @returns {string[]}
 */
export function wrap(text, width, most, measure) {
  const words = text.trim().split(/\s+/);
  const lines = [];
  while (words.length && lines.length < most - 1) {
    let line = /** @type {string} */ (words.shift());
    while (words.length && measure(`${line} ${words[0]}`) <= width) line += ` ${words.shift()}`;
    lines.push(shorten(line, width, measure));
  }
  if (words.length) lines.push(shorten(words.join(" "), width, measure));
  return lines;
}

/** @type {CanvasRenderingContext2D|null|undefined} */
let canvas;

/**
 * How wide text becomes in a font, from the browser, or about so without one.
 * @param {string} font as in CSS
 * @param {number} size in pixels
 */
export function measuring(font, size) {
  if (canvas === undefined) canvas = typeof document === "undefined" ? null : document.createElement("canvas").getContext("2d");
  return (/** @type {string} */ text) => {
    if (!canvas) return Array.from(text).length * size * 0.56;
    canvas.font = font;
    return canvas.measureText(text).width;
  };
}
