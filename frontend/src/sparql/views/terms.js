/**
 * Terms of a SPARQL result (https://www.w3.org/TR/sparql11-results-json/): what kind each is, and its value.
 *
 * @typedef {{type: "uri"|"literal"|"bnode"|"typed-literal", value: string, datatype?: string, "xml:lang"?: string}} Term
 * @typedef {"number"|"year"|"date"|"boolean"|"thing"|"text"} Kind
 * @typedef {Record<string, Term|undefined>} Row
 * @typedef {{head: {vars?: string[]}, results?: {bindings: Row[]}, boolean?: boolean}} Result
 * @typedef {Record<string, {title?: string, type?: {iri: string, label: string}|null, href?: string|null}>} Labels
 */

const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMBERS = new Set(
  ["integer", "decimal", "double", "float", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger",
    "negativeInteger", "nonPositiveInteger", "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"]
    .map((name) => XSD + name));
const DATES = new Set(["date", "dateTime", "dateTimeStamp", "gYearMonth"].map((name) => XSD + name));
/** A number without a datatype, as `STR()` and `GROUP_CONCAT` leave it. */
const PLAIN_NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** @param {Term} term @returns {Kind} */
export function kindOf(term) {
  if (term.type === "uri" || term.type === "bnode") return "thing";
  const { datatype } = term;
  if (datatype === `${XSD}gYear`) return "year";
  if (datatype === `${XSD}boolean`) return "boolean";
  if (NUMBERS.has(datatype || "")) return "number";
  if (DATES.has(datatype || "")) return "date";
  const plain = (!datatype || datatype === `${XSD}string`) && !term["xml:lang"];
  return plain && PLAIN_NUMBER.test(term.value) ? "number" : "text";
}

/**
 * The place of a term on an axis: the number itself, the year, or milliseconds since 1970 (UTC).
 * Its time zone moves no date to another day.
 *
 * @param {Term|undefined} term
 * @param {Kind} kind
 * @returns {number|null} null for what has no place there
 */
export function placeOf(term, kind) {
  if (!term) return null;
  const { value } = term;
  const place = kind === "year" ? Number(/^-?\d{4,}/.exec(value)?.[0] ?? NaN)
    : kind === "date" ? Date.parse(value.includes("T") ? value : value.slice(0, /^\d{4}-\d\d(?!-)/.test(value) ? 7 : 10))
      : kind === "number" ? Number(value) : NaN;
  return Number.isFinite(place) ? place : null;
}

/**
 * The last part of an IRI, for what has no title.
 * @param {string} iri
 */
export function shortName(iri) {
  const last = /([^/#:]+)[/#]?$/.exec(iri)?.[1] || iri;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/**
 * A term as people read it.
 * @param {Term|undefined} term
 * @param {Labels} labels
 */
export const textOf = (term, labels) =>
  !term ? "" : term.type === "uri" ? labels[term.value]?.title || shortName(term.value) : term.value;
