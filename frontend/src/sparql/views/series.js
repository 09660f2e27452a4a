import { COUNT, EACH, isTime, measures, MOST_SERIES } from "./columns.js";
import { placeOf, textOf } from "./terms.js";

/**
 * @typedef {import("./columns.js").Choice} Choice
 * @typedef {import("./columns.js").Column} Column
 * @typedef {{key: string, label: string, place: number|null}} Point
 * @typedef {{key: string, label: string, values: (number|null)[]}} Series
 * @typedef {{xs: Point[], series: Series[], xKind: "year"|"date"|"number"|"group", merged: boolean, skipped: number, moreSeries: number, moreXs: number}} Data
 */

/** Most groups and most points that are drawn; the table of the result has them all. */
export const MOST_GROUPS = 60, MOST_POINTS = 2000;

const MERGE = {
  sum: (numbers) => numbers.reduce((a, b) => a + b, 0),
  mean: (numbers) => MERGE.sum(numbers) / numbers.length,
  max: (numbers) => numbers.reduce((a, b) => Math.max(a, b), -Infinity),
  min: (numbers) => numbers.reduce((a, b) => Math.min(a, b), Infinity),
};

/**
 * The numbers to draw, one for each x and series.
 *
 * @param {import("./terms.js").Row[]} rows
 * @param {Column[]} columns
 * @param {Choice} choice
 * @param {import("./terms.js").Labels} labels
 * @param {{count: string, none: string}} words for the number of rows, and for rows without a series
 * @returns {Data} `skipped` rows lack x or value; `moreSeries` and `moreXs` did not fit
 */
export function dataOf(rows, columns, choice, labels, words) {
  const column = columns.find(({ name }) => name === choice.x);
  const xKind = column && (isTime(column) || column.kind === "number") ? column.kind : "group";
  const found = gather(rows, columns, choice, xKind, labels, words);
  const xs = [...found.xs.values()];
  if (xKind !== "group") xs.sort((a, b) => (a.place ?? 0) - (b.place ?? 0));
  const shown = xs.slice(0, choice.type === "bar" ? MOST_GROUPS : MOST_POINTS);
  const all = [...found.series.values()];
  const merge = MERGE[choice.merge];
  const series = all.slice(0, MOST_SERIES).map(({ key, label, numbers }) => (
    { key, label, values: shown.map((x) => (numbers.has(x.key) ? merge(numbers.get(x.key)) : null)) }));
  return {
    xs: shown, series, xKind: /** @type {Data["xKind"]} */ (xKind), merged: found.merged, skipped: found.skipped,
    moreSeries: all.length - series.length, moreXs: xs.length - shown.length,
  };
}

function gather(rows, columns, choice, xKind, labels, words) {
  const found = { xs: new Map(), series: new Map(), merged: false, skipped: 0 };
  for (const row of rows) {
    const term = row[choice.x];
    const place = xKind === "group" ? null : placeOf(term, xKind);
    const values = valuesOf(row, columns, choice, labels, words);
    if (!term || (xKind !== "group" && place === null) || !values.length) {
      found.skipped++;
      continue;
    }
    const key = xKind === "group" ? `${term.type} ${term.value}` : String(place);
    if (!found.xs.has(key)) found.xs.set(key, { key, label: textOf(term, labels), place });
    for (const value of values) put(found, key, value, choice.y === COUNT);
  }
  return found;
}

/** @returns {{key: string, label: string, number: number}[]} */
function valuesOf(row, columns, choice, labels, words) {
  if (choice.series === EACH) {
    return measures(columns).filter(({ name }) => name !== choice.x).flatMap(({ name }) => {
      const number = placeOf(row[name], "number");
      return number === null ? [] : [{ key: name, label: name, number }];
    });
  }
  const number = choice.y === COUNT ? 1 : placeOf(row[choice.y], "number");
  if (number === null) return [];
  const term = choice.series ? row[choice.series] : undefined;
  const alone = choice.y === COUNT ? words.count : choice.y;
  const label = choice.series ? textOf(term, labels) || words.none : alone;
  return [{ key: term ? `${term.type} ${term.value}` : "", label, number }];
}

function put(found, x, { key, label, number }, counting) {
  if (!found.series.has(key)) found.series.set(key, { key, label, numbers: new Map() });
  const { numbers } = found.series.get(key);
  const before = numbers.get(x);
  if (!before) numbers.set(x, [number]);
  else if (counting) before[0] += number;
  else {
    before.push(number);
    found.merged = true;
  }
}
