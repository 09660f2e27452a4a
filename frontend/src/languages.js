import sv from "./texts.sv.js";

/* global LANGUAGES -- put in by build.mjs: the code of every texts.<code>.js */

/** @typedef {keyof typeof sv | keyof typeof import("./texts.sv.js").more} TextKey */
/** @typedef {string} Lang */

/** Words by language. Swedish is here from the start, others come when somebody reads them. */
export const TEXTS = { sv };

/** Another file of the widget's, from where the widget itself came. @param {string} part */
export const part = (part) => import(new URL(`widget.${part}.js`, import.meta.url).href);

/**
 * The language to speak: English for "en", "en-GB" and so on, Swedish for one that there are no words in.
 * @param {string|null|undefined} tag
 * @returns {Lang}
 */
export function langOf(tag) {
  const code = (tag || "").toLowerCase().split("-")[0];
  return LANGUAGES.includes(code) ? code : "sv";
}

/**
 * Sees to it that there are words in a language.
 * @param {string|undefined} lang
 * @returns {Promise<Lang|undefined>} the language, unless its words are not to be had
 */
export async function learn(lang) {
  if (lang && !TEXTS[lang] && LANGUAGES.includes(lang)) {
    await part(lang).then((words) => { TEXTS[lang] = { ...words.default, ...words.more }; }, () => {});
  }
  return lang && TEXTS[lang] ? lang : undefined;
}

/** What follows a finished answer, with its Swedish words. Nothing when it is not to be had. */
export const learnMore = () =>
  part("more").then((more) => { Object.assign(TEXTS.sv, more.words); return more; }, () => undefined);
