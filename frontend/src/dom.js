/**
 * Building DOM without ever parsing HTML: everything a server says becomes text.
 */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Creates an element. Properties named with a dash, `role`, `for` or `lang` are
 * set as attributes, `on` holds listeners, the rest are DOM properties. A value of
 * `null`, `undefined` or `false` leaves the property alone.
 *
 * @param {string} tag
 * @param {Record<string, any>} [props]
 * @param {...(Node|string|null|undefined|false)} children
 * @returns {any}
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "on") {
      for (const [type, listener] of Object.entries(value)) node.addEventListener(type, listener);
    } else if (key.includes("-") || key === "role" || key === "for" || key === "lang") {
      node.setAttribute(key, value);
    } else {
      node[key] = value;
    }
  }
  node.append(...children.filter((child) => child || child === ""));
  return node;
}

/**
 * A decorative picture from one path on a 24 × 24 grid; the words beside it carry the meaning.
 *
 * @param {string} d
 * @param {string} [className]
 * @returns {SVGSVGElement}
 */
export function svg(d, className = "icon") {
  const root = document.createElementNS(SVG, "svg");
  root.setAttribute("viewBox", "0 0 24 24");
  root.setAttribute("class", className);
  root.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", d);
  root.append(path);
  return root;
}
