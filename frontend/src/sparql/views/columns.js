import { kindOf, placeOf } from "./terms.js";

/**
 * @typedef {import("./terms.js").Kind} Kind
 * @typedef {import("./terms.js").Row} Row
 * @typedef {{name: string, kind: Kind, filled: number, distinct: number}} Column
 * @typedef {{type: "line"|"bar", x: string, y: string, series: string, merge: "mean"|"sum"|"max"|"min", zero: boolean}} Choice
 */

/** In place of a column for values: how many rows there are. */
export const COUNT = "#count";
/** In place of a column for series: every column of numbers is one. */
export const EACH = "#each";
/** Most series that are told apart. */
export const MOST_SERIES = 12;
/** More values than this do not even begin to be series. */
const TOO_MANY = 5 * MOST_SERIES;
/** Part of a column's values that must be of one kind for the column to be of it. */
const MOSTLY = 0.9;
const YEARS = /^(year|years|år|ar|.*(Year|_year|_?år))$/i;
/** What a column of units of measure is called. */
const UNITS = /^(unit|units|unitOfMeasure|enhet|måttenhet|mattenhet)$/i;
const EARLIEST = 1500, LATEST = 2500;

/**
 * What every column of a result holds.
 * @param {string[]} names
 * @param {Row[]} rows
 * @returns {Column[]}
 */
export const columnsOf = (names, rows) => names.map((name) => describe(name, rows));

/** @param {string} name @param {Row[]} rows @returns {Column} */
function describe(name, rows) {
  const terms = rows.flatMap((row) => row[name] ?? []);
  const counts = /** @type {Map<Kind, number>} */ (new Map());
  for (const term of terms) counts.set(kindOf(term), (counts.get(kindOf(term)) || 0) + 1);
  const [kind, count] = [...counts].sort((a, b) => b[1] - a[1])[0] || ["text", 0];
  const distinct = new Set(terms.map((term) => term.value)).size;
  const agreed = count >= terms.length * MOSTLY ? kind : "text";
  return { name, kind: looksLikeYears(name, agreed, terms) ? "year" : agreed, filled: terms.length, distinct };
}

/** Whole numbers under a name that says so are years: sums and averages of them mean nothing. */
function looksLikeYears(name, kind, terms) {
  if (kind !== "number" || !YEARS.test(name)) return false;
  return terms.every(({ value }) => /^\d{4}$/.test(value) && +value >= EARLIEST && +value <= LATEST);
}

/** @param {Column} column */
export const isTime = ({ kind }) => kind === "year" || kind === "date";
/** @param {Column} column */
const isGroup = ({ kind, distinct }) => (kind === "thing" || kind === "text" || kind === "boolean") && distinct > 0;

/** Columns that values can come from. @param {Column[]} columns */
export const measures = (columns) => columns.filter(({ kind, filled }) => kind === "number" && filled > 0);
/** Columns that rows can be grouped by. @param {Column[]} columns */
export const axes = (columns) => columns.filter(({ filled }) => filled > 0);

/**
 * The chart that suits a result best.
 * @param {Column[]} columns
 * @param {Row[]} rows
 * @returns {Choice|null} null when nothing in it can be drawn
 */
export function suggest(columns, rows) {
  const numbers = measures(columns);
  const groups = columns.filter(isGroup);
  if (unlike(columns)) return counted(groups.filter(isUnit), undefined, rows.length);
  const time = columns.find((column) => isTime(column) && column.distinct > 1 && follows(column, groups, rows));
  const rest = { merge: /** @type {const} */ ("mean"), zero: false };
  if (!numbers.length) return counted(groups, columns.find(isTime), rows.length);
  const x = time || preferred(groups) || columns.find((column) => isTime(column)) || (numbers.length > 1 ? numbers[0] : null);
  if (!x) return null;
  const y = numbers.find((column) => column !== x) || numbers[0];
  const series = seriesFor(x, groups, rows) || (numbers.filter((n) => n !== x).length > 1 ? EACH : "");
  return { type: time || x.kind === "number" ? "line" : "bar", x: x.name, y: y.name, series, ...rest };
}

/** @param {Column} column */
const isUnit = ({ name, kind }) => UNITS.test(name) && kind === "text";

/** Whether the numbers are of several units of measure, so that no axis fits them all. @param {Column[]} columns */
export const unlike = (columns) => measures(columns).length > 0 && columns.some((column) => isUnit(column) && column.distinct > 1);

/** Whether rows follow each other in time. Where each is about something else, lines would be a point each. */
function follows(time, groups, rows) {
  if (time.distinct === rows.length) return true;
  const told = tellingApart(time, groups, rows)[0];
  return !told || told.distinct < rows.length;
}

/** Without numbers there are still rows to count, where some share a value. */
function counted(groups, time, rows) {
  const shared = [...groups, ...(time ? [time] : [])].filter(({ distinct, filled }) => distinct < filled);
  const x = time && shared.includes(time) ? time : shared.sort((a, b) => a.distinct - b.distinct)[0];
  if (!x || !rows) return null;
  return { type: "bar", x: x.name, y: COUNT, series: "", merge: "mean", zero: false };
}

/** What people call the thing says more than its IRI. */
const preferred = (groups) =>
  groups.filter(({ distinct }) => distinct > 1).sort((a, b) => b.distinct - a.distinct || (a.kind === "text" ? -1 : 1))[0] || groups[0];

/** A column that tells rows of the same x apart; one whose values can all be drawn comes first among equals. */
function seriesFor(x, groups, rows) {
  if (x.distinct === rows.length) return "";
  return tellingApart(x, groups.filter(({ distinct }) => distinct <= TOO_MANY), rows)[0]?.name || "";
}

/** Columns that tell rows of the same x apart, best first. */
function tellingApart(x, groups, rows) {
  const pairs = (g) => new Set(rows.map((row) => JSON.stringify([row[x.name]?.value, row[g.name]?.value]))).size;
  return groups.filter((g) => g !== x && g.distinct > 1).map((g) => ({ g, pairs: pairs(g) }))
    .sort((a, b) => b.pairs - a.pairs || a.g.distinct - b.g.distinct).map(({ g }) => g);
}
