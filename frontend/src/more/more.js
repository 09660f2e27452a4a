/**
 * What follows a finished answer: copying it, a link to it, and "was this right?". A file of its own,
 * widget.more.js, which is fetched when somebody has asked: it must not take part in loading a page.
 */
import { h } from "../dom.js";
import { more } from "../texts.sv.js";
import { copy } from "./copy.js";
import { feedbackForm } from "./form.js";
import { linkTo } from "./link.js";
import css from "./more.css";
import { asText } from "./text.js";

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

export const words = more;

/** Puts it below an answer. @param {import("../exchange.js").Exchange} exchange */
export function follow(exchange) {
  const root = /** @type {ShadowRoot} */ (exchange.element.getRootNode());
  if (!root.adoptedStyleSheets) return; // the conversation was started over meanwhile
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  exchange.after.append(actions(exchange));
}

function actions(exchange) {
  const { t, around, answer, question } = exchange;
  const link = linkTo(around.base, question, answer);
  const copied = h("p", { className: "copied", "aria-live": "polite" });
  return h("div", { className: "actions", role: "group", "aria-label": t("actions") },
    copyButton(exchange, copied, "copy", "copied", () => asText(answer.understood || question.question, answer, t, around.url, link)),
    link && copyButton(exchange, copied, "copy_link", "copied_link", () => link), copied,
    around.feedback && rightOrNot(exchange));
}

const button = (text, click, more = {}) => h("button", { type: "button", className: "quiet", on: { click }, ...more }, text);

function copyButton({ t }, told, key, done, text) {
  const click = async ({ target }) => {
    told.textContent = t(await copy(text(), target) ? done : "not_copied");
    setTimeout(() => { told.textContent = ""; }, 4000);
  };
  return button(t(key), click);
}

/** "Was this right?": yes is sent at once, no opens the form. */
function rightOrNot(exchange) {
  const { t, id } = exchange;
  const place = h("div", { className: "right", role: "group", "aria-labelledby": `${id}-right` });
  const ask = (back) => {
    const no = button(t("no"), () => place.replaceChildren(feedbackForm(exchange, thank, () => ask(true))), { "aria-describedby": `${id}-right` });
    const yes = button(t("yes"), () => sendYes(exchange, thank), { "aria-describedby": `${id}-right` });
    place.replaceChildren(h("span", { id: `${id}-right` }, t("right")), yes, no);
    if (back) no.focus();
  };
  const thank = () => {
    const said = h("p", { tabIndex: -1 }, t("thanks"));
    place.replaceChildren(said);
    said.focus();
  };
  ask(false);
  return place;
}

/** Nothing is done about a failure: there is nothing the reader could do. */
function sendYes({ around, answer, lang }, thank) {
  send(around, judged(answer, lang, { right: true })).catch(() => {});
  thank();
}

/** What is sent with every judgement: never the question. */
export const judged = (answer, lang, judgement) => ({
  lang, verdict: answer.verdict, version: answer.version,
  shown: (answer.strategies || []).map(({ iri }) => iri),
  things: [...new Set((answer.strategies || []).flatMap(({ path }) => (path || []).map(({ iri }) => iri)))].slice(0, 30),
  ...judgement,
});

/** @returns {Promise<Response>} */
export const send = ({ base, credentials }, body) =>
  fetch(`${base}/api/feedback?lang=${body.lang}`, {
    method: "POST", credentials, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
