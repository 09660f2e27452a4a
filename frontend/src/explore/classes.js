import { h } from "../dom.js";
import { inWords } from "../sparql/context.js";
import { score } from "../sparql/vocabulary.js";
import { fold } from "../sparql/fold.js";
import { STARTERS } from "./starters.js";
import { fromCompact } from "./state.js";

/** The first choice: which kind of thing, or an example to begin with. */
export class Classes {
  /**
   * @param {import("../sparql/context.js").Context} ctx
   * @param {{choose: (iri: string) => void, change: () => void, keep: () => void, start: (state: import("./state.js").State) => void, lengthen: (name: string) => string|null}} on
   */
  constructor(ctx, on) {
    Object.assign(this, { ctx, on, whole: false });
    const { t } = ctx;
    this.heading = h("h2", { id: "classes-heading", tabIndex: -1 }, t("classes_title"));
    this.search = h("input", { type: "search", id: "class-search", autocomplete: "off", on: { input: () => this.#list() } });
    this.cards = h("ul", { className: "cards", role: "list" });
    this.body = h("div", {});
    this.element = h("section", { className: "step classes", "aria-labelledby": "classes-heading" }, this.heading, this.body);
  }

  /** The class that was chosen. @param {string} iri */
  show(iri) {
    const known = this.ctx.vocabulary.classOf.get(iri);
    if (known) this.#summary(known);
  }

  /** All classes, as cards. @param {string} [iri] the one that is chosen so far, and can be kept */
  offer(iri = "") {
    const { t, lang, vocabulary } = this.ctx;
    const known = vocabulary.classOf.get(iri);
    const name = inWords(known?.label, lang) || known?.name;
    this.#choices(name && h("p", {}, h("button", { type: "button", className: "quiet", on: { click: this.on.keep } }, t("classes_keep", { name }))));
  }

  #summary(known) {
    const { t, lang } = this.ctx;
    this.heading.textContent = t("chosen");
    const change = h("button", { type: "button", className: "quiet", on: { click: this.on.change } }, t("classes_change"));
    this.body.replaceChildren(h("div", { className: "chosen" },
      h("div", {}, h("p", { className: "name" }, h("bdi", {}, inWords(known.label, lang) || known.name), " ", this.#count(known)),
        h("p", { className: "small" }, inWords(known.comment, lang))), change));
  }

  #choices(keep) {
    const { t } = this.ctx;
    this.heading.textContent = t("classes_title");
    this.search.value = "";
    const parts = [h("p", { className: "lead" }, t("classes_help")), keep, ...this.#offers()].filter(Boolean);
    this.body.replaceChildren(...parts,
      h("div", { className: "narrow-field" }, h("label", { for: "class-search" }, t("classes_search")), this.search), this.cards);
    this.#list();
  }

  /** Examples whose class the graph has things of. */
  #offers() {
    const { t, vocabulary } = this.ctx;
    const offers = STARTERS.flatMap(({ text, state }) => {
      const whole = fromCompact(state, this.on.lengthen);
      return whole && vocabulary.classOf.get(whole.class)?.count ? [h("li", {}, h("button", { type: "button", className: "quiet", on: { click: () => this.on.start(whole) } }, t(text)))] : [];
    });
    return offers.length ? [h("h3", { id: "starters" }, t("starters")), h("ul", { className: "offers", role: "list", "aria-labelledby": "starters" }, ...offers)] : [];
  }

  #list() {
    const { t, lang, vocabulary } = this.ctx;
    const typed = fold(this.search.value.trim());
    const collator = new Intl.Collator(lang);
    const named = (known) => inWords(known.label, lang) || known.name;
    const fitting = vocabulary.classes.filter((known) => score(known, typed)).sort((a, b) => score(b, typed) - score(a, typed) || collator.compare(named(a), named(b)));
    const used = fitting.filter(({ count }) => count);
    const shown = this.whole || typed ? fitting : used;
    this.cards.replaceChildren(...shown.map((known) => this.#card(known)), ...this.#rest(fitting.length - shown.length));
    if (!shown.length) this.cards.replaceChildren(h("li", { className: "wide" }, t(vocabulary.classes.length ? "classes_none" : "nothing_published")));
  }

  #rest(n) {
    if (!n) return [];
    const press = () => { this.whole = true; this.#list(); };
    return [h("li", { className: "wide" }, h("button", { type: "button", className: "link", on: { click: press } }, this.ctx.t("classes_empty", { n })))];
  }

  #card(known) {
    const { lang } = this.ctx;
    return h("li", {}, h("button", { type: "button", className: "card", on: { click: () => this.on.choose(known.iri) } },
      h("span", { className: "name" }, h("bdi", {}, inWords(known.label, lang) || known.name)), this.#count(known), h("span", { className: "small" }, inWords(known.comment, lang))));
  }

  #count({ count = 0 }) {
    const { t, count: write } = this.ctx;
    return h("span", { className: "count" }, count === 1 ? t("count_thing") : t("count_things", { n: write(count) }));
  }
}
