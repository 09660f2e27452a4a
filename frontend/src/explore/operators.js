/**
 * How each kind of value can be compared, and what a typed value means.
 *
 * @typedef {"thing"|"concept"|"text"|"number"|"date"|"year"|"boolean"} Kind
 * @typedef {import("./state.js").Op} Op
 */

const ALWAYS = /** @type {Op[]} */ (["exists", "missing"]);
const ORDERED = /** @type {Op[]} */ (["ge", "le", "gt", "lt", "is", "is_not", ...ALWAYS]);
/** @type {Record<Kind, Op[]>} */
const OPERATORS = {
  text: ["contains", "starts", "is", "is_not", ...ALWAYS],
  concept: ["is", "is_not", ...ALWAYS],
  thing: ["is", "is_not", "contains", ...ALWAYS],
  boolean: ["is", ...ALWAYS],
  number: ORDERED,
  date: ORDERED,
  year: ORDERED,
};

/** @param {Kind} kind the likeliest first */
export const operators = (kind) => OPERATORS[kind] ?? OPERATORS.text;

/** @param {Op} op */
export const needsValue = (op) => !ALWAYS.includes(op);

/** What kind of value an operator compares with: part of a title for "contains" of things. @param {Op} op @param {Kind} kind @returns {Kind} */
export const comparedWith = (op, kind) => (op === "contains" || op === "starts" ? "text" : kind);

/** The key of an operator's words: "more than" of numbers is "after" of dates. @param {Op} op @param {Kind} kind */
export const wordsOf = (op, kind) =>
  (["gt", "ge", "lt", "le"].includes(op) ? `op_${op}_${kind === "number" ? "number" : "time"}` : op === "contains" && kind === "thing" ? "op_titled" : `op_${op}`);

/**
 * What a person typed as the service takes it: "1 234,5" is 1234.5.
 * @param {string} typed
 * @param {Kind} kind
 * @returns {string|null} null when it is nothing of that kind
 */
export function valueOf(typed, kind) {
  const text = typed.trim();
  if (kind === "number") {
    const number = text.replace(/[\s\u00a0\u202f]/g, "").replace(",", ".").replace("−", "-");
    return /^[+-]?(\d+(\.\d+)?|\.\d+)$/.test(number) ? number.replace(/^([+-]?)\./, "$10.") : null;
  }
  if (kind === "year") return /^-?\d{4}$/.test(text) ? text : null;
  if (kind === "date") return /^\d{4}-\d\d-\d\d$/.test(text) ? text : null;
  return text || null;
}
