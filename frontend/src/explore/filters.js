import { h, svg } from "../dom.js";
import { inWords } from "../sparql/context.js";
import { thingField } from "../sparql/thing-field.js";
import { comparedWith, needsValue, operators, valueOf, wordsOf } from "./operators.js";
import { inOrder } from "./schema.js";

const REMOVE = "M5 5l14 14M19 5 5 19";
const BAD = { number: "filter_bad_number", year: "filter_bad_year", date: "filter_bad_date" };

/**
 * The conditions that things must fit, each a line of what, how and which value.
 * @typedef {import("./state.js").Filter} Filter
 * @typedef {{filter: Filter, fields: import("./schema.js").Field[]|null}} Entry
 */
export class Filters {
  /** @param {import("../sparql/context.js").Context} ctx @param {{change: () => void, remove: (filter: Filter) => void}} on */
  constructor(ctx, on) {
    Object.assign(this, { ctx, on, made: 0 });
    this.note = h("p", { className: "small" });
    this.list = h("ul", { className: "filters", role: "list" });
    this.heading = h("h2", { id: "filters-heading", tabIndex: -1 }, ctx.t("filters_title"));
    this.element = h("section", { className: "step", "aria-labelledby": "filters-heading" }, this.heading, this.note, this.list);
  }

  /** @param {Entry[]} entries */
  show(entries) {
    this.list.replaceChildren(...entries.map((entry) => this.#line(entry)));
    this.#tell();
  }

  /** @param {Entry} entry */
  add(entry) {
    const line = this.#line(entry);
    this.list.append(line);
    this.#tell();
    /** @type {HTMLElement|null} */ (line.querySelector("select"))?.focus();
  }

  #tell() {
    const n = this.list.children.length;
    this.note.textContent = n === 0 ? this.ctx.t("filters_none") : n > 1 ? this.ctx.t("filters_help") : "";
    this.note.hidden = n === 1;
    this.list.hidden = n === 0;
  }

  #line({ filter, fields }) {
    const { t, lang } = this.ctx;
    const name = fields ? inOrder(fields, lang) : "?";
    const item = h("li", {});
    const remove = h("button", { type: "button", className: "quiet square", on: { click: () => {
      const next = /** @type {HTMLElement|null|undefined} */ ((item.nextElementSibling || item.previousElementSibling)?.querySelector("select, button"));
      item.remove();
      this.#tell();
      this.on.remove(filter);
      (next ?? this.heading).focus();
      this.ctx.say(t("filter_removed", { name }));
    } } }, svg(REMOVE), h("span", { className: "hidden" }, t("filter_remove", { name })));
    const title = h("p", { className: "what" }, h("bdi", {}, name));
    if (fields) item.append(title, this.#comparison(filter, fields[fields.length - 1], name), remove);
    else item.append(h("p", { className: "what" }, t("filter_lost")), remove);
    return item;
  }

  #comparison(filter, field, name) {
    const { t } = this.ctx;
    const holder = h("div", { className: "value" });
    const choose = () => {
      if (comparedWith(op.value, field.kind) !== comparedWith(filter.op, field.kind)) filter.value = "";
      filter.op = op.value;
      holder.replaceChildren(...(needsValue(filter.op) ? this.#value(filter, field, name) : []));
      this.on.change();
    };
    const op = h("select", { "aria-label": t("filter_op", { name }), on: { change: choose } },
      ...operators(field.kind).map((each) => h("option", { value: each, selected: each === filter.op }, t(wordsOf(each, field.kind)))));
    if (needsValue(filter.op)) holder.append(...this.#value(filter, field, name));
    return h("div", { className: "compare" }, op, holder);
  }

  #value(filter, field, name) {
    const label = this.ctx.t("filter_value", { name });
    const kind = comparedWith(filter.op, field.kind);
    if (kind === "concept") return this.#choice(filter, label, this.#concepts(field));
    if (kind === "boolean") return this.#choice(filter, label, [["true", this.ctx.t("yes")], ["false", this.ctx.t("no")]]);
    if (kind === "thing") return this.#thing(filter, field, label);
    return this.#typed(filter, kind, label);
  }

  #concepts({ scheme }) {
    const { vocabulary, lang } = this.ctx;
    return vocabulary.concepts.filter((concept) => !scheme || concept.scheme === scheme).map(({ iri, name, label }) => [iri, inWords(label, lang) || name]);
  }

  #choice(filter, label, options) {
    const select = h("select", { "aria-label": label, on: { change: () => { filter.value = select.value; this.on.change(); } } },
      h("option", { value: "" }, this.ctx.t("filter_choose")), ...options.map(([value, text]) => h("option", { value, selected: value === filter.value }, text)));
    return [select];
  }

  #typed(filter, kind, label) {
    const id = `hint-${++this.made}`;
    const hint = h("p", { className: "hint", id });
    const check = () => {
      const value = valueOf(input.value, kind);
      const wrong = value === null && input.value.trim() !== "";
      hint.textContent = value !== null ? "" : this.ctx.t(wrong ? BAD[kind] : "filter_empty");
      input.setAttribute("aria-invalid", String(wrong));
      if (filter.value === (value ?? "")) return;
      filter.value = value ?? "";
      this.on.change();
    };
    const type = kind === "date" ? "date" : "text";
    const input = h("input", { type, value: filter.value, inputMode: kind === "number" ? "decimal" : kind === "year" ? "numeric" : null, autocomplete: "off", "aria-label": label, "aria-describedby": id, on: { input: check } });
    check();
    return [input, hint];
  }

  #thing(filter, field, label) {
    const { t } = this.ctx;
    const id = `thing-${++this.made}`;
    const hint = h("p", { className: "hint", id: `${id}-hint` }, filter.value ? "" : t("thing_pick"));
    const found = thingField({ id, classes: field.target ? [field.target] : [], required: false, value: filter.value }, this.ctx);
    found.input.setAttribute("aria-label", label);
    found.input.setAttribute("aria-describedby", hint.id);
    const take = () => {
      const value = found.value;
      hint.textContent = value ? "" : t("thing_pick");
      if (value === filter.value) return;
      filter.value = value;
      this.on.change();
    };
    for (const type of ["pointerdown", "keyup", "change"]) found.element.addEventListener(type, take);
    return [found.element, hint];
  }
}
