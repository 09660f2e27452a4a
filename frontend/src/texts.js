/**
 * The language to speak: English for "en", "en-GB" and so on, else Swedish.
 * @param {string|null|undefined} tag
 * @returns {"sv"|"en"}
 */
export const langOf = (tag) => (/^en\b/i.test(tag || "") ? "en" : "sv");

/**
 * Fills `{name}` marks in a text.
 * @param {string} text
 * @param {Record<string, string|number>} values
 */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => String(values[key] ?? ""));
