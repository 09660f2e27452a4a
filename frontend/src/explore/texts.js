import { fill } from "../texts.js";
import sparqlEn from "../texts.sparql.en.js";
import sparqlSv from "../texts.sparql.sv.js";
import { VIEW_TEXTS } from "../sparql/views/texts.js";
import en from "./texts.en.js";
import sv from "./texts.sv.js";

export const EXPLORE_TEXTS = { sv, en };

/** The page's own words, and those of the result, which it shares with the editor. */
const TEXTS = { sv: { ...VIEW_TEXTS.sv, ...sparqlSv, ...sv }, en: { ...VIEW_TEXTS.en, ...sparqlEn, ...en } };

/** @param {"sv"|"en"} lang @returns {import("../sparql/texts.js").Translate} */
export const translator = (lang) => (key, values = {}) => fill(TEXTS[lang][key] ?? key, values);
