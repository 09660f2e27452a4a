import { h } from "../dom.js";
import { copy } from "../sparql/copy.js";
import { fragment } from "../sparql/share.js";
import { highlighted } from "./highlight.js";

/** Variables look as they do in the query, and are never broken after their question mark. @param {string} text */
const inPieces = (text) => text.split(/(\?[\p{L}\p{N}_]+)/u).map((piece, i) => (i % 2 ? h("span", { className: "variable" }, piece) : piece));

/** The query as it grows: in words, in SPARQL, and what can be done with it. */
export class Query {
  /** @param {import("../sparql/context.js").Context} ctx @param {{retry: () => void, restart: () => void}} on */
  constructor(ctx, on) {
    Object.assign(this, { ctx, on, sparql: "" });
    const { t } = ctx;
    this.body = h("div", {}, h("p", { className: "small" }, t("query_none")));
    this.element = h("section", { className: "query", "aria-labelledby": "query-heading" }, h("h2", { id: "query-heading" }, t("query_title")), this.body);
  }

  clear() {
    this.sparql = "";
    this.body.replaceChildren(h("p", { className: "small" }, this.ctx.t("query_none")));
  }

  /** @param {{sparql: string, explanation: {depth: number, text: string}[]}} built */
  async show({ sparql, explanation }) {
    const { t, api } = this.ctx;
    this.sparql = sparql;
    const line = ({ depth, text }) => h("li", { className: `depth-${Math.min(depth, 3)}`, dir: "auto" }, ...inPieces(text));
    const words = h("div", { className: "scrolled", tabIndex: 0, role: "region", "aria-labelledby": "words-heading" }, h("ul", { className: "words", role: "list" }, ...explanation.map(line)));
    const open = h("a", { className: "button", href: `${api.base}/sparql${await fragment(sparql)}` }, t("open_editor"));
    this.body.replaceChildren(h("div", { className: "two" }, h("div", {}, h("h3", { id: "words-heading" }, t("query_words")), words),
      h("div", {}, h("h3", { id: "code-heading" }, t("query_code")), h("pre", { tabIndex: 0, role: "region", "aria-labelledby": "code-heading" }, highlighted(sparql)))),
      h("div", { className: "acts" }, open, this.#copier("copy_query", "copied_query", () => this.sparql), this.#copier("copy_link", "copied_link", () => location.href),
        h("button", { type: "button", className: "quiet", on: { click: this.on.restart } }, t("start_again"))));
  }

  #copier(name, done, text) {
    const { t, say } = this.ctx;
    const press = async () => {
      const worked = await copy(text(), button);
      button.focus();
      say(t(worked ? done : "copy_refused"));
      button.textContent = t(worked ? "copied" : "copy_failed");
      setTimeout(() => { button.textContent = t(name); }, 2500);
    };
    const button = h("button", { type: "button", className: "quiet", on: { click: press } }, t(name));
    return button;
  }

  /** @param {any} error */
  fail(error) {
    const { t } = this.ctx;
    this.sparql = "";
    const why = error.problem?.detail || error.problem?.title || t("unreachable");
    this.body.replaceChildren(h("div", { className: "problem" }, h("p", {}, h("strong", {}, t("query_failed"))), h("p", {}, why),
      h("button", { type: "button", className: "quiet", on: { click: this.on.retry } }, t("retry"))));
    this.ctx.say(`${t("query_failed")}. ${why}`);
  }
}
