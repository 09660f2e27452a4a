import { h } from "../dom.js";

/** Lines before and after the place that are shown of a file. */
const AROUND = 200;

/**
 * Selects a line of a text field and brings it into view.
 * @param {HTMLTextAreaElement} field @param {number} line from 1
 */
export function selectLine(field, line) {
  const lines = field.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  field.focus();
  field.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  const height = parseFloat(getComputedStyle(field).lineHeight) || 20;
  field.scrollTop = Math.max(0, (line - 3) * height);
  field.scrollIntoView({ block: "center" });
}

/**
 * The part of a text around a line.
 * @param {string} text @param {number} line from 1
 * @returns {{number: number, text: string, here: boolean}[]}
 */
export function around(text, line) {
  const first = Math.max(line - AROUND, 1);
  return text.split("\n").slice(first - 1, line + AROUND)
    .map((each, i) => ({ number: first + i, text: each.replace(/\r$/, ""), here: first + i === line }));
}

/** A file's text in a dialog, with a line marked. @param {string} name @param {string} text @param {number} line @param {Function} t */
export function showSource(name, text, line, t) {
  const lines = around(text, line);
  const list = h("ol", { className: "source", start: lines[0]?.number ?? 1 },
    ...lines.map((each) => h("li", { className: each.here ? "here" : "" }, h("code", {}, each.here ? h("mark", {}, each.text || " ") : each.text || " "))));
  const close = h("button", { type: "button", className: "quiet", on: { click: () => dialog.close() } }, t("close"));
  const dialog = h("dialog", { className: "source-view", "aria-labelledby": "kalla" },
    h("div", { className: "head" }, h("h2", { id: "kalla" }, t("source_of", { name, line })), close),
    h("div", { className: "scroll", tabIndex: 0, role: "region", "aria-labelledby": "kalla" }, list));
  dialog.addEventListener("close", () => dialog.remove());
  document.querySelector(".validate").append(dialog);
  dialog.showModal();
  list.querySelector(".here")?.scrollIntoView({ block: "center" });
}
