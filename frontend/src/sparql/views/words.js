/** Numbers and dates as the reader's language writes them. */

/**
 * A text with its `{name}` marks filled. A translator that fills them itself is given the values too.
 * @param {(key: string, values?: Record<string, string|number>) => string} t
 * @param {string} key
 * @param {Record<string, string|number>} values
 */
export const filled = (t, key, values) => t(key, values).replace(/\{(\w+)\}/g, (mark, name) => String(values[name] ?? mark));

const LOCALES = { sv: "sv-SE", en: "en-GB" };
const UNITS = { year: { year: "numeric" }, month: { year: "numeric", month: "short" }, day: { year: "numeric", month: "short", day: "numeric" } };

/** @param {string} lang */
export function formats(lang) {
  const locale = LOCALES[lang] || LOCALES.sv;
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 4 });
  const dates = Object.fromEntries(Object.entries(UNITS).map(([unit, options]) => [unit, new Intl.DateTimeFormat(locale, /** @type {any} */ ({ ...options, timeZone: "UTC" }))]));
  return {
    /** @param {number} n */
    number: (n) => numbers.format(n),
    /** @param {number} place @param {string} kind @param {string} [unit] */
    place: (place, kind, unit = "day") => (kind === "date" ? dates[unit].format(place) : kind === "year" ? String(place) : numbers.format(place)),
  };
}
