import { tokens } from "./tokens.js";
import { score, WELL_KNOWN } from "./vocabulary.js";
import { declare } from "./declare.js";
import { fold } from "./fold.js";

/**
 * The offset of a place. The server counts characters, the editor half pairs of them.
 * @param {import("@codemirror/state").Text} doc @param {number} line @param {number} column both from 1
 */
export function offsetOf(doc, line, column) {
  const found = doc.line(Math.min(Math.max(line || 1, 1), doc.lines));
  const before = Array.from(found.text)
    .slice(0, Math.max((column || 1) - 1, 0))
    .join("").length;
  return found.from + Math.min(before, found.length);
}

/** @param {any[]} errors @param {import("@codemirror/state").Text} doc @param {import("./context.js").Context} ctx */
export function diagnosticsOf(errors, doc, ctx) {
  return errors.map((error) => {
    const from = offsetOf(doc, error.line, error.column);
    const end = error.end_line ? offsetOf(doc, error.end_line, error.end_column) : from;
    const to = Math.max(end, Math.min(from + 1, doc.length));
    const severity = error.severity === "warning" ? "warning" : "error";
    return { from, to, severity, message: error.message, actions: actions(doc.toString(), from, error.message, ctx) };
  });
}

/** What can be mended with one press: a missing PREFIX line, or a term that the message suggests instead. */
function actions(text, from, message, { t, vocabulary }) {
  const token = tokens(text).find((each) => each.type === "name" && each.from <= from && from < each.to);
  if (!token) return [];
  const prefix = token.text.slice(0, token.text.indexOf(":"));
  if (WELL_KNOWN[prefix] && !vocabulary.prefixMap.has(prefix)) {
    const apply = (view) => view.dispatch({ changes: declare(view.state.doc.toString(), prefix, WELL_KNOWN[prefix]) });
    return [{ name: t("add_prefix", { prefix }), apply }];
  }
  return suggested(message, token.text, vocabulary).map((name) => ({
    name: t("change_to", { name }),
    apply: (view) => view.dispatch({ changes: { from: token.from, to: token.to, insert: name } }),
  }));
}

/** Terms of the ontology that a message names, other than the one it is about. */
function suggested(message, written, vocabulary) {
  const known = [...vocabulary.classes, ...vocabulary.properties];
  const named = tokens(message)
    .filter((each) => each.type === "name" && each.text !== written)
    .map((each) => each.text);
  return [...new Set(named)].filter((name) => known.some((entry) => score(entry, fold(name)) === 100)).slice(0, 3);
}
