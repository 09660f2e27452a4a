/**
 * What every part of the page shares.
 * @typedef {object} Context
 * @property {"sv"|"en"} lang
 * @property {import("./texts.js").Translate} t
 * @property {import("./api.js").Api} api
 * @property {import("./vocabulary.js").Vocabulary} vocabulary replaced by the real one when it has come
 * @property {Promise<void>} [ready] when it has come, or will not
 * @property {import("./labels.js").Labels} labels
 * @property {(n: number) => string} count
 * @property {(text: string) => void} say to those who listen, once
 */

/**
 * Words in the reader's language, else in the other.
 * @param {{sv?: string, en?: string}|null|undefined} words
 * @param {string} lang
 */
export const inWords = (words, lang) => words?.[lang] || words?.sv || words?.en || "";
