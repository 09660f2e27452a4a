import { h } from "../dom.js";
import { baseOf } from "../links.js";
import { Api } from "../sparql/api.js";
import { Labels } from "../sparql/labels.js";
import { counter } from "../sparql/texts.js";
import { Vocabulary } from "../sparql/vocabulary.js";
import { langOf } from "../texts.js";
import css from "./explore.css";
import { Explorer } from "./explorer.js";
import { translator } from "./texts.js";

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

/** `<sparql-explore lang="sv">`: explore the graph by choosing, without writing SPARQL. */
class SparqlExplore extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    const lang = langOf(this.lang || document.documentElement.lang);
    const api = new Api(this.getAttribute("api") ?? baseOf(import.meta.url), lang);
    const status = h("p", { className: "hidden", role: "status" });
    this.ctx = {
      lang, api, t: translator(lang), vocabulary: new Vocabulary(), labels: new Labels(api), count: counter(lang),
      say: (text) => { status.textContent = text; },
    };
    this.place = h("div", {});
    root.append(h("div", { className: "styr explore", lang }, this.place, status));
    this.load();
  }

  async load() {
    const { ctx, ctx: { t } } = this;
    this.place.replaceChildren(h("p", { className: "small", role: "status" }, t("loading")));
    try {
      ctx.vocabulary = new Vocabulary(await ctx.api.vocabulary());
    } catch (error) {
      this.fail(error);
      return;
    }
    const explorer = new Explorer(ctx);
    this.place.replaceChildren(explorer.element);
    await explorer.restore();
    // Choices replace the address without this event: it comes when somebody opens another link or goes back.
    addEventListener("hashchange", () => explorer.restore());
  }

  fail(error) {
    const { t } = this.ctx;
    const again = h("button", { type: "button", className: "main", on: { click: () => this.load() } }, t("retry"));
    this.place.replaceChildren(h("div", { className: "problem", role: "alert" }, h("div", {}, h("p", {}, h("strong", {}, t("failed"))),
      h("p", {}, error.problem?.detail || t("failed_help")), again)));
  }
}

customElements.define("sparql-explore", SparqlExplore);
