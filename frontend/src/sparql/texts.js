import en from "../texts.sparql.en.js";
import sv from "../texts.sparql.sv.js";
import { fill } from "../texts.js";
import { VIEW_TEXTS } from "./views/texts.js";

/** @typedef {(key: string, values?: Record<string, string|number>) => string} Translate */

const TEXTS = { sv: { ...VIEW_TEXTS.sv, ...sv }, en: { ...VIEW_TEXTS.en, ...en } };

/** @param {"sv"|"en"} lang @returns {Translate} */
export const translator = (lang) => (key, values) => {
  const text = TEXTS[lang][key] ?? key;
  return values ? fill(text, values) : text; // without values the marks stay, for who fills them later
};

/** CodeMirror's own phrases in the reader's language. @param {Translate} t */
export const phrases = (t) => ({
  Completions: t("cm_completions"),
  Diagnostics: t("cm_diagnostics"),
  "No diagnostics": t("cm_none"),
  close: t("close"),
  "Selection deleted": t("cm_deleted"),
  "Control character": t("cm_control"),
});

/** Whole numbers with their thousands apart. @param {string} lang @returns {(n: number) => string} */
export const counter = (lang) => {
  const format = new Intl.NumberFormat(lang === "sv" ? "sv-SE" : "en-GB");
  return (n) => format.format(n);
};
