/** Axes: even numbers and whole units of time to mark, and where a value stands. */

const DAY = 86_400_000;
const YEAR = 365.25 * DAY, MONTH = YEAR / 12;

/**
 * Even steps over an interval (1, 2 or 5 times a power of ten).
 * @param {number} low
 * @param {number} high
 * @param {number} most how many ticks there is room for
 * @param {number} [least] the smallest step, 1 for whole numbers
 */
export function stepOf(low, high, most, least = 0) {
  const rough = (high - low || Math.abs(high) || 1) / Math.max(most - 1, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough * (1 - 1e-9)) || 10 * power;
  return Math.max(step, least);
}

/**
 * Ticks that take in the whole interval: the first is at or below `low`, the last at or above `high`.
 * @returns {number[]}
 */
export function ticks(low, high, most, least = 0) {
  const step = stepOf(low, high, most, least);
  const first = Math.floor(low / step + 1e-9), last = Math.ceil(high / step - 1e-9);
  // Multiplied by whole numbers, since adding 0.1 again and again drifts.
  return Array.from({ length: Math.max(last - first, 1) + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/**
 * Ticks inside the interval only, for an axis that ends where the data do: as many as there is room for.
 * @returns {number[]}
 */
export function within(low, high, most, least = 0) {
  const inside = (step) => Math.floor(high / step + 1e-9) - Math.ceil(low / step - 1e-9) + 1;
  let power = 10 ** Math.floor(Math.log10((high - low || 1) / most));
  for (;; power *= 10) {
    const step = [1, 2, 5].map((n) => n * power).find((n) => n >= least && inside(n) <= most);
    if (step) return Array.from({ length: inside(step) }, (_, i) => Number(((Math.ceil(low / step - 1e-9) + i) * step).toPrecision(12)));
  }
}

/**
 * Ticks on whole days, months or years.
 * @param {number} low milliseconds
 * @param {number} high
 * @param {number} most
 * @returns {{at: number[], unit: "year"|"month"|"day"}}
 */
export function dateTicks(low, high, most) {
  const span = Math.max(high - low, DAY);
  if (span / YEAR >= 2) return { at: years(low, high, stepOf(0, span / YEAR, most, 1)), unit: "year" };
  const months = [1, 3, 6].find((n) => span / MONTH / n <= most - 1);
  if (span / MONTH >= 3 && months) return { at: monthly(low, high, months), unit: "month" };
  const step = Math.max(1, Math.ceil(span / DAY / Math.max(most - 1, 1))) * DAY;
  const first = Math.ceil(low / DAY) * DAY;
  return { at: Array.from({ length: Math.floor((high - first) / step) + 1 }, (_, i) => first + i * step), unit: "day" };
}

function years(low, high, step) {
  const found = [];
  const first = Math.ceil(new Date(low).getUTCFullYear() / step) * step;
  for (let year = first; Date.UTC(year, 0) <= high; year += step) if (Date.UTC(year, 0) >= low) found.push(Date.UTC(year, 0));
  return found;
}

function monthly(low, high, step) {
  const found = [];
  const start = new Date(low);
  const first = Math.floor(start.getUTCMonth() / step) * step;
  for (let i = first; Date.UTC(start.getUTCFullYear(), i) <= high; i += step) {
    const at = Date.UTC(start.getUTCFullYear(), i);
    if (at >= low) found.push(at);
  }
  return found;
}

/**
 * From a value to a place.
 * @param {[number, number]} from
 * @param {[number, number]} to
 */
export const linear = ([low, high], [start, end]) => (value) =>
  high === low ? (start + end) / 2 : start + ((value - low) / (high - low)) * (end - start);
