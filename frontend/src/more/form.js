import { h } from "../dom.js";
import { judged, send } from "./more.js";

const REASONS = ["strategy", "missing", "invented", "source", "unclear", "other"];
/** Longest comment, in characters. */
const LONGEST = 1000;

const option = (value, text) => h("option", { value }, text);
const field = (name, text, control, fault) => h("div", { className: "field" }, h("label", {}, text, control), fault);

/**
 * What was wrong, and what would be right.
 * @param {import("../exchange.js").Exchange} exchange
 * @param {() => void} thank when it has been sent
 * @param {() => void} cancel
 */
export function feedbackForm(exchange, thank, cancel) {
  const { t, around, question } = exchange;
  const fault = h("p", { id: `${exchange.id}-why`, className: "wrong" });
  const reason = h("select", { "aria-describedby": fault.id }, option("", t("choose")), ...REASONS.map((each) => option(each, t(`reason_${each}`))));
  const strategy = h("select", {}, option("", t("strategy_unknown")), option("none", t("strategy_none")));
  const comment = h("textarea", { rows: 2, maxLength: LONGEST, dir: "auto" });
  const consent = h("input", { type: "checkbox" });
  const problem = h("p", { className: "wrong", role: "alert" });
  const body = () => judged(exchange.answer, exchange.lang, {
    right: false, reason: reason.value, strategy: strategy.value, comment: comment.value,
    ...(consent.checked && { consent: true, question: question.question }),
  });
  const submit = async (event) => {
    event.preventDefault();
    problem.textContent = "";
    fault.textContent = reason.value ? "" : t("choose_reason");
    reason.setAttribute("aria-invalid", String(!reason.value));
    if (!reason.value) return reason.focus();
    const response = await send(around, body()).catch(() => null);
    if (response?.ok) return thank();
    const said = await response?.json().catch(() => null);
    problem.textContent = said?.detail || t("not_sent");
  };
  offer(strategy, around, exchange.lang);
  const form = h("form", { className: "feedback", "aria-labelledby": `${exchange.id}-no`, on: { submit } },
    h("h4", { id: `${exchange.id}-no` }, t("right")),
    field("reason", t("reason"), reason, fault), field("strategy", t("right_strategy"), strategy), field("comment", t("comment"), comment),
    h("p", { className: "field" }, h("label", { className: "check" }, consent, h("span", {}, t("consent")))),
    h("p", { className: "small" }, t("privacy")), problem,
    h("div", { className: "row" },
      h("button", { type: "submit", className: "main" }, t("send_feedback")),
      h("button", { type: "button", className: "quiet", on: { click: cancel } }, t("cancel"))));
  queueMicrotask(() => reason.focus());
  return form;
}

/** Fills in the strategies there are; without them the reader can still say the rest. */
async function offer(select, { base, credentials }, lang) {
  const found = await fetch(`${base}/api/strategies?lang=${lang}`, { credentials })
    .then((response) => (response.ok ? response.json() : { strategies: [] })).catch(() => ({ strategies: [] }));
  select.append(...found.strategies.map(({ iri, title }) => option(iri, title)));
}
