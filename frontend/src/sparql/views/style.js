import css from "./views.css";

/** The views' styles, for a constructable stylesheet. They stand on the colours that `.styr` sets. */
export const VIEW_CSS = css;

/** @type {CSSStyleSheet|undefined} */
let sheet;

/**
 * Gives the page or shadow tree that holds a node the views' styles, once.
 * @param {Node} node
 */
export function adopt(node) {
  const root = /** @type {any} */ (node.getRootNode());
  if (!root.adoptedStyleSheets) return;
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
  }
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
