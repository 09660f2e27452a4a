import { h } from "../dom.js";
import { inWords } from "../sparql/context.js";
import { fold } from "../sparql/fold.js";
import { keyOf } from "./state.js";

/** How far away a fact may be: five relations and then it. */
const DEEPEST = 6;
/** From here on a search field helps. */
const MANY = 8;

/**
 * What can be known about a kind of thing, as a tree: facts to tick, relations to open.
 * @typedef {import("./schema.js").Field} Field
 */
export class Fields {
  /**
   * @param {import("../sparql/context.js").Context} ctx
   * @param {import("./schema.js").Schema} schema
   * @param {{tick: (path: import("./state.js").Path, fields: Field[], on: boolean) => boolean, filter: (path: import("./state.js").Path, fields: Field[]) => void}} on
   */
  constructor(ctx, schema, on) {
    Object.assign(this, { ctx, schema, on, made: 0 });
    /** @type {Map<string, HTMLInputElement>} */
    this.boxes = new Map();
    this.ticked = new Set();
    this.element = h("div", { className: "fields" });
  }

  /** @param {string} iri of the class */
  async show(iri) {
    this.boxes.clear();
    this.element.replaceChildren();
    await this.#level(this.element, iri, [], []);
  }

  /** Lets the boxes say what is chosen. @param {import("./state.js").Path[]} paths */
  mark(paths) {
    this.ticked = new Set(paths.map(keyOf));
    for (const [key, box] of this.boxes) box.checked = this.ticked.has(key);
  }

  async #level(place, iri, path, fields) {
    const { t } = this.ctx;
    place.replaceChildren(h("p", { className: "small", role: "status" }, t("fields_loading")));
    try {
      const found = await this.schema.fields(iri);
      place.replaceChildren(...this.#groups(found, path, fields));
    } catch (error) {
      const again = h("button", { type: "button", className: "quiet", on: { click: () => this.#level(place, iri, path, fields) } }, t("retry"));
      place.replaceChildren(h("p", {}, error.message || t("unreachable")), again);
    }
  }

  #groups(found, path, fields) {
    const { t } = this.ctx;
    if (!found.length) return [h("p", { className: "small" }, t("fields_nothing"))];
    const groups = [
      ["fields_facts", found.filter(({ kind, inverse }) => kind !== "thing" && !inverse)],
      ["fields_out", found.filter(({ kind, inverse }) => kind === "thing" && !inverse)],
      ["fields_in", found.filter(({ inverse }) => inverse)],
    ];
    const rows = [];
    const parts = groups.filter(([, some]) => some.length).map(([title, some]) => this.#group(t(title), some, path, fields, rows));
    return [found.length > MANY && !path.length && this.#search(rows), ...parts].filter(Boolean);
  }

  #search(rows) {
    const none = h("p", { className: "small", hidden: true }, this.ctx.t("fields_none"));
    const id = `field-search-${++this.made}`;
    const narrow = () => {
      const typed = fold(input.value.trim());
      for (const { item, words, used } of rows) item.hidden = typed ? !words.includes(typed) : !used;
      none.hidden = rows.some(({ item }) => !item.hidden);
    };
    const input = h("input", { type: "search", id, autocomplete: "off", on: { input: narrow } });
    return h("div", { className: "narrow-field" }, h("label", { for: id }, this.ctx.t("fields_search")), input, none);
  }

  /** What somebody has filled in comes first; the rest on demand. */
  #group(title, some, path, fields, rows) {
    const id = `fields-${++this.made}`;
    const list = h("ul", { className: "tree", role: "list", "aria-labelledby": id });
    const own = some.map((field) => {
      const item = this.#item(field, [...path, { property: field.property, inverse: field.inverse }], [...fields, field]);
      item.hidden = !field.count;
      return { item, words: fold(`${inWords(field.label, this.ctx.lang)} ${field.name}`), used: Boolean(field.count) };
    });
    rows.push(...own);
    list.append(...own.map(({ item }) => item));
    const unused = own.filter(({ used }) => !used);
    const more = unused.length > 0 && h("button", { type: "button", className: "link", on: { click: () => {
      for (const row of unused) Object.assign(row.item, { hidden: false }) && (row.used = true);
      unused[0].item.querySelector("input")?.focus();
      more.remove();
    } } }, this.ctx.t("fields_unused", { n: unused.length }));
    return h("div", { className: "group" }, h("h3", { id }, title), list, more);
  }

  #item(field, path, fields) {
    const { ctx: { t, lang, count } } = this;
    const name = inWords(field.label, lang) || field.name;
    const id = `field-${++this.made}`;
    const key = keyOf(path);
    const box = h("input", { type: "checkbox", id, checked: this.ticked.has(key), on: { change: () => { box.checked = this.on.tick(path, fields, box.checked); } } });
    this.boxes.set(key, box);
    const target = field.kind === "thing" && inWords(this.ctx.vocabulary.classOf.get(field.target)?.label, lang);
    const facts = [target || t(`kind_${field.kind}`), field.count && count(field.count)].filter(Boolean).join(" · ");
    const filter = h("button", { type: "button", className: "quiet small-button", on: { click: () => this.on.filter(path, fields) } },
      h("span", { "aria-hidden": "true" }, t("field_filter")), h("span", { className: "hidden" }, t("field_filter_on", { name })));
    const below = h("div", { className: "below", hidden: true, id: `${id}-below` });
    return h("li", {}, h("div", { className: "field-row" }, this.#opener(field, path, fields, below, name),
      h("label", { for: id, className: "tick" }, box, h("span", {}, h("bdi", {}, name), " ", h("span", { className: "fact" }, facts))), filter), below);
  }

  #opener(field, path, fields, below, name) {
    if (field.kind !== "thing" || !field.target || path.length >= DEEPEST) return h("span", { className: "no-opener" });
    const press = () => {
      const open = below.hidden;
      below.hidden = !open;
      button.setAttribute("aria-expanded", String(open));
      if (open && !below.childElementCount) this.#level(below, field.target, path, fields);
    };
    const button = h("button", { type: "button", className: "opener-button", "aria-expanded": "false", "aria-controls": below.id, on: { click: press } },
      h("span", { className: "hidden" }, this.ctx.t("field_open", { name })));
    return button;
  }
}
