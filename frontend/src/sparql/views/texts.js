import en from "./views.texts.en.js";
import sv from "./views.texts.sv.js";

export const VIEW_TEXTS = { sv, en };
