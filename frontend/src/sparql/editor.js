import { baseOf } from "../links.js";
import { langOf } from "../texts.js";
import { Api } from "./api.js";
import { Bench } from "./bench.js";
import css from "./editor.css";
import { Labels } from "./labels.js";
import { restored } from "./share.js";
import { draft } from "./stored.js";
import { counter, translator } from "./texts.js";
import { Vocabulary } from "./vocabulary.js";

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

/**
 * `<sparql-editor>`: writes, checks, explains and runs SPARQL. What stands in the element, a form that
 * works without scripts, gives the query to begin with; `lang` (sv, en) is the language of the page.
 */
export class SparqlEditor extends HTMLElement {
  connectedCallback() {
    if (this.bench) return;
    const shadow = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet];
    this.bench = new Bench(shadow, this.#context());
    this.#begin();
    addEventListener("hashchange", this.#follow);
  }

  disconnectedCallback() {
    removeEventListener("hashchange", this.#follow);
  }

  /** @returns {import("./context.js").Context} */
  #context() {
    const lang = langOf(this.getAttribute("lang") || document.documentElement.lang);
    const api = new Api(baseOf(import.meta.url), lang);
    return {
      lang,
      t: translator(lang),
      api,
      vocabulary: new Vocabulary(),
      labels: new Labels(api),
      count: counter(lang),
      say: () => {},
    };
  }

  /** The link's query goes first, then the page's own, then what was being written in this tab. */
  async #begin() {
    const given = /** @type {HTMLTextAreaElement|null} */ (this.querySelector("textarea[name=query]"))?.value.trim();
    const linked = await restored(location.hash);
    if (linked) this.bench.begin(linked.query, { view: linked.view, run: true });
    else if (given)
      this.bench.begin(given, { run: this.hasAttribute("run") || new URLSearchParams(location.search).has("saved") });
    else this.bench.begin(draft.text, {});
  }

  /** Another link to this page was opened in the same tab. */
  #follow = async () => {
    const linked = await restored(location.hash);
    if (linked && linked.query !== this.bench.code.text)
      this.bench.begin(linked.query, { view: linked.view, run: true });
  };
}

if (!customElements.get("sparql-editor")) customElements.define("sparql-editor", SparqlEditor);
