import { h, svg } from "./dom.js";
import { ICONS, VERDICT_ICONS } from "./icons.js";
import { badge, linked, pathList } from "./path.js";
import { fill } from "./texts.js";

/** @typedef {import("./client.js").Answer} Answer */
/** @typedef {import("./client.js").Sources} Sources */
/** @typedef {import("./client.js").Citation} Citation */
/** @typedef {import("./client.js").Strategy} Strategy */
/**
 * What rendering one answer needs to know.
 * @typedef {object} Context
 * @property {string} id unique in the page, the stem of ids inside the answer
 * @property {(key: string) => string} t
 * @property {(href?: string|null) => string|null} url
 * @property {(n: number, text: string) => HTMLElement} cite link to source n
 * @property {Citation[]} citations
 */

/** @param {any} value @returns {any[]} */
const list = (value) => (Array.isArray(value) ? value : []);

/** Fills in what a sparse answer leaves out. @param {any} from @returns {Sources} */
export const sourcesOf = (from) => ({
  strategies: list(from.strategies),
  values: list(from.values),
  citations: list(from.citations),
});

/** @param {Pick<Context, "id"|"t"|"url">} base @param {Citation[]} citations @returns {Context} */
export function context(base, citations) {
  return { ...base, citations, cite: (n, text) => citeLink(base.id, n, text) };
}

/** Fragment links do not reach into a shadow root, so the click moves there itself. */
function citeLink(id, n, text) {
  const go = (event) => {
    event.preventDefault();
    const item = event.target.getRootNode().getElementById(`${id}-${n}`);
    item?.focus();
    item?.scrollIntoView({ block: "nearest" });
  };
  return h("a", { href: `#${id}-${n}`, className: "cite", on: { click: go } }, text);
}

/** @param {string} verdict @param {Context["t"]} t */
export const verdictLine = (verdict, t) =>
  VERDICT_ICONS[verdict] &&
  h("p", { className: `verdict ${verdict}` }, svg(VERDICT_ICONS[verdict]), h("strong", {}, t(`verdict_${verdict}`)));

/** Text with [1] or [1, 2] turned into links to sources that exist. @param {string} text @param {Context} ctx */
function marked(text, ctx) {
  return text.split(/(\[\d+(?:\s*,\s*\d+)*\])/).flatMap((part) => {
    const numbers = /^\[\d/.test(part) ? part.slice(1, -1).split(",").map(Number) : [];
    const known = numbers.every((n) => ctx.citations.some((c) => c.n === n));
    return numbers.length && known ? numbers.map((n) => labelledCite(n, ctx)) : [part];
  });
}

function labelledCite(n, ctx) {
  const link = ctx.cite(n, `[${n}]`);
  link.setAttribute("aria-label", fill(ctx.t("source_n"), { n }));
  return link;
}

/** A text that still grows, without a last line that may yet become a list item. @param {string} text */
export const finishedLines = (text) => text.replace(/(^|\n)–\s*$/, "");

/**
 * The text as paragraphs, and lists where lines begin with "– ".
 * @param {string} answer
 * @param {Context} ctx
 * @returns {HTMLElement[]}
 */
export function blocks(answer, ctx) {
  /** @type {HTMLElement[]} */
  const found = [];
  let open = ""; // what the next line may join: "p", "ul" or nothing
  for (const line of String(answer || "").split("\n").map((each) => each.trim())) {
    const tag = line.startsWith("– ") ? "ul" : line ? "p" : "";
    if (tag && tag !== open) found.push(h(tag, { className: "text", dir: "auto" }));
    else if (tag === "p") found.at(-1)?.append("\n");
    if (tag === "ul") found.at(-1)?.append(h("li", {}, ...marked(line.slice(2), ctx)));
    if (tag === "p") found.at(-1)?.append(...marked(line, ctx));
    if (tag || open === "p") open = tag;
  }
  for (const block of found) block.normalize();
  return found;
}

/** @param {Strategy[]} strategies @param {Context} ctx */
function paths(strategies, ctx) {
  const [first, ...others] = strategies.filter((strategy) => list(strategy.path).length);
  if (!first) return [];
  return [
    h("h4", {}, ctx.t("path")),
    pathList(first.path, ctx),
    ...others.map((strategy) =>
      h("details", {}, h("summary", {}, `${ctx.t("other_path")} ${strategy.title}`), pathList(strategy.path, ctx))),
  ];
}

/** @param {Sources["values"]} values @param {Context} ctx */
const valueList = (values, ctx) => [
  h("h4", {}, ctx.t("values")),
  h("ul", { className: "values", role: "list" },
    ...values.map((value) =>
      h("li", {}, linked(value.title, value.href, ctx), value.illustrative && " ", value.illustrative && badge(ctx)))),
];

/** A quotation mark only around what really stands in the source. @param {Citation} citation @param {Context} ctx */
const quote = (citation, ctx) =>
  citation.quote &&
  (citation.verbatim
    ? h("blockquote", { dir: "auto" }, citation.quote)
    : h("p", { className: "summary", dir: "auto" }, h("em", {}, ctx.t("summarised")), ` ${citation.quote}`));

/** The document that it stands in. @param {Citation} citation @param {Context} ctx */
const origin = ({ source, url }, ctx) =>
  (source || ctx.url(url)) &&
  h("p", { className: "from" }, `${ctx.t("source")} `, linked(source || url, url, ctx));

/** @param {Citation[]} citations @param {Context} ctx */
const sourceList = (citations, ctx) => [
  h("h4", {}, ctx.t("sources")),
  h("ol", { className: "sources" },
    ...citations.map((citation) =>
      h("li", { id: `${ctx.id}-${citation.n}`, value: citation.n, tabIndex: -1 },
        linked(citation.title, citation.href || citation.url, ctx),
        citation.illustrative && " ",
        citation.illustrative && badge(ctx),
        quote(citation, ctx),
        origin(citation, ctx)))),
];

/** Paths, values and sources: what an answer rests on. @param {Sources} sources @param {Context} ctx @returns {Node[]} */
export const evidence = ({ strategies, values, citations }, ctx) => [
  ...paths(strategies, ctx),
  ...(values.length ? valueList(values, ctx) : []),
  ...(citations.length ? sourceList(citations, ctx) : []),
];

/** What the answer asks the reader to choose between, right below it. @param {Answer} answer @param {Context["t"]} t @param {(question: string) => void} onAsk */
export const choices = (answer, t, onAsk) =>
  list(answer.choices).length
    ? [h("div", { className: "choices" }, h("h4", {}, t("choices")), askButtons(answer.choices, onAsk))]
    : [];

/** What belongs after the evidence. @param {Answer} answer @param {Context["t"]} t @param {(question: string) => void} onAsk */
export function closing(answer, t, onAsk) {
  const small = [
    answer.version === 0 ? t("unpublished") : answer.version && fill(t("version"), { version: answer.version }),
    answer.model && !answer.sparql && fill(t("model"), { model: answer.model }),
  ].filter(Boolean);
  const questions = list(answer.follow_ups).filter((each) => !list(answer.choices).includes(each));
  return [
    answer.sparql && h("details", {}, h("summary", {}, t("sparql")), h("pre", { className: "sparql" }, answer.sparql)),
    answer.illustrative && h("p", { className: "note" }, svg(ICONS.alert), h("span", {}, t("illustrative_note"))),
    questions.length && h("h4", {}, t("follow_ups")),
    questions.length && askButtons(questions, onAsk),
    small.length && h("p", { className: "small" }, small.join(" ")),
  ].filter(Boolean);
}

/** @param {string[]} questions @param {(question: string) => void} onAsk */
export const askButtons = (questions, onAsk) =>
  h("ul", { className: "asks", role: "list" },
    ...questions.map((question) =>
      h("li", {}, h("button", { type: "button", className: "ask", dir: "auto", on: { click: () => onAsk(question) } }, question))));

/** Verdict and first sentence or line: what the live region says. @param {Answer} answer @param {Context["t"]} t */
export function spoken(answer, t) {
  const text = String(answer.answer || "").replace(/\s*\[\d[\d,\s]*\]/g, "").trim();
  const [first] = text.match(/^.*?([.!?](?=\s|$)|$)/m) || [text];
  return [VERDICT_ICONS[answer.verdict] ? `${t(`verdict_${answer.verdict}`)}.` : "", first].join(" ").trim();
}
