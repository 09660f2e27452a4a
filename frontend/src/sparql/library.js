import { h } from "../dom.js";
import { inWords } from "./context.js";
import { fold } from "./fold.js";
import { parameterForm } from "./parameters.js";

/** The query library as ready questions. */
export class Library {
  /** @param {import("./context.js").Context} ctx @param {{fill: (sparql: string, run: boolean) => void}} on */
  constructor(ctx, on) {
    this.ctx = ctx;
    this.on = on;
    this.queries = [];
    this.open = null;
    this.search = h("input", {
      type: "search",
      id: "library-search",
      autocomplete: "off",
      on: { input: () => this.show() },
    });
    this.list = h("ul", { role: "list", className: "items" });
    this.note = h("p", { className: "small", role: "status" });
    this.element = h(
      "div",
      { className: "panel" },
      h("div", { className: "field" }, h("label", { for: "library-search" }, ctx.t("library_search")), this.search),
      this.note,
      this.list,
    );
  }

  async load() {
    try {
      this.queries = await this.ctx.api.queries();
      this.queries.sort((a, b) => this.#title(a).localeCompare(this.#title(b), this.ctx.lang));
      this.show();
    } catch (error) {
      this.note.textContent = error.message || this.ctx.t("unreachable");
    }
  }

  #title(query) {
    return inWords(query.label, this.ctx.lang) || query.name;
  }

  show() {
    const wanted = fold(this.search.value.trim()).split(/\s+/).filter(Boolean);
    const shown = this.queries.filter((query) => {
      const text = fold(`${query.name} ${Object.values(query.label ?? {}).join(" ")}`);
      return wanted.every((word) => text.includes(word));
    });
    this.note.textContent = wanted.length
      ? this.ctx.t(shown.length === 1 ? "found_one" : "found_many", { n: shown.length })
      : "";
    this.list.replaceChildren(...shown.map((query) => this.#item(query)));
  }

  #item(query) {
    const asks = query.parameters?.length > 0;
    const place = h("div", {});
    const button = h(
      "button",
      {
        type: "button",
        className: "item",
        "aria-expanded": asks ? "false" : null,
        on: { click: () => (asks ? this.#toggle(query, button, place) : this.#use(query, {}, true)) },
      },
      h("span", {}, this.#title(query)),
    );
    return h("li", {}, button, place);
  }

  #toggle(query, button, place) {
    const opens = !place.firstChild;
    button.setAttribute("aria-expanded", String(opens));
    place.replaceChildren(
      ...(opens
        ? [parameterForm(query.parameters, `q-${query.name}`, this.ctx, (values, run) => this.#use(query, values, run))]
        : []),
    );
    if (opens) place.querySelector("input, select")?.focus();
  }

  async #use(query, values, run) {
    const { ctx } = this;
    try {
      const { title, sparql } = await ctx.api.filled(query.name, values);
      this.on.fill(
        /^\s*#/.test(sparql) ? sparql : `# ${(title || this.#title(query)).replace(/\s+/g, " ")}\n${sparql}`,
        run,
      );
    } catch (error) {
      this.note.textContent = error.message || ctx.t("unreachable");
      this.note.scrollIntoView({ block: "nearest" });
    }
  }
}
