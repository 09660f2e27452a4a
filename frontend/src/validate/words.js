/**
 * The page's texts, which the server puts in its frame in the reader's language.
 *
 * @param {Record<string, string>} texts
 * @returns {(key: string, values?: Record<string, unknown>) => string}
 */
export const translator = (texts) => (key, values = {}) =>
  (texts[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));

/**
 * How many of each severity, in words: `3 regelbrott och 1 varning`.
 *
 * @param {(key: string, values?: Record<string, unknown>) => string} t
 * @param {Record<string, number>} counts by severity, the most severe first
 */
export function counted(t, counts) {
  const parts = Object.entries(counts).filter(([, n]) => n).map(([severity, n]) => t(`${severity}_${n === 1 ? "one" : "many"}`, { n }));
  if (parts.length < 2) return parts.join("");
  return t("and", { before: parts.slice(0, -1).join(", "), last: parts.at(-1) });
}
