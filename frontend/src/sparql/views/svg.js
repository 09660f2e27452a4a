/** SVG built with DOM calls: attributes carry a light look of their own, classes let the page's stylesheet change it. */

export const NS = "http://www.w3.org/2000/svg";

/**
 * @param {string} tag
 * @param {Record<string, string|number|null|undefined>} [attributes]
 * @param {...(Node|string|null|undefined|false)} children
 * @returns {any}
 */
export function s(tag, attributes = {}, ...children) {
  const node = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) node.setAttribute(name, String(value));
  }
  node.append(.../** @type {any} */ (children.filter((child) => child || child === "")));
  return node;
}

/** A coordinate: two decimals are finer than any screen. @param {number} n */
export const at = (n) => String(Math.round(n * 100) / 100);

let made = 0;
/** An id that no other picture on the page has. @param {string} name */
export const freshId = (name) => `${name}-${++made}`;

/**
 * Hands the picture over as a file that needs no stylesheet.
 * @param {SVGSVGElement} picture
 * @param {string} name of the file
 * @param {{x: number, y: number, width: number, height: number}} [box] what of it, else what is seen
 */
export function download(picture, name, box = picture.viewBox.baseVal) {
  const copy = /** @type {SVGSVGElement} */ (picture.cloneNode(true));
  const { x, y, width, height } = box;
  for (const [key, value] of Object.entries({ viewBox: `${x} ${y} ${width} ${height}`, width, height })) copy.setAttribute(key, String(value));
  copy.prepend(s("rect", { x, y, width, height, fill: "#fff" }));
  const source = new XMLSerializer().serializeToString(copy);
  const url = URL.createObjectURL(new Blob([source], { type: "image/svg+xml" }));
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  // The browser reads the address after the click; a minute is plenty.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Letters, figures and dashes of a title, for the name of a file. @param {string} title */
export const fileName = (title) =>
  title.normalize("NFC").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 60) || "styrkompassen";
