import { h } from "../dom.js";
import { ACCEPT, ENOUGH, read } from "../sparql/answer.js";
import { inWords } from "../sparql/context.js";
import { Results } from "../sparql/results.js";
import { Chosen } from "./chosen.js";
import { Classes } from "./classes.js";
import { Fields } from "./fields.js";
import { Filters } from "./filters.js";
import { needsValue, operators } from "./operators.js";
import { Query } from "./query.js";
import { inOrder, Schema } from "./schema.js";
import { Shape } from "./shape.js";
import { fresh, fromFragment, keyOf, LIMITS, toFragment } from "./state.js";

/** Milliseconds from the last choice until the query is built and run. */
const PAUSE = 250;
const MOST_COLUMNS = 20;

/**
 * Joins the parts: what is chosen, the query it makes and the answer.
 * @typedef {import("./state.js").State} State
 */
export class Explorer {
  /** @param {import("../sparql/context.js").Context} ctx */
  constructor(ctx) {
    this.ctx = ctx;
    /** @type {State|null} */
    this.state = null;
    this.stop = new AbortController();
    this.shorten = (iri) => ctx.vocabulary.shorten(iri);
    this.lengthen = (name) => ctx.vocabulary.iri({ kind: "name", value: name });
    this.schema = new Schema(ctx.api);
    this.#parts();
  }

  #parts() {
    const { ctx, ctx: { t } } = this;
    this.classes = new Classes(ctx, { choose: (iri) => this.begin(fresh(iri), true), change: () => this.#choose(), keep: () => this.#keep(), start: (state) => this.begin(state, true), lengthen: this.lengthen });
    this.fields = new Fields(ctx, this.schema, { tick: (path, fields, on) => this.#tick(path, fields, on), filter: (path, fields) => this.#filter(path, fields) });
    this.chosen = new Chosen(ctx, { move: (from, to) => this.#move(from, to), remove: (at) => this.#remove(at) });
    this.filters = new Filters(ctx, { change: () => this.#changed(), remove: (filter) => this.#unfilter(filter) });
    this.shape = new Shape(ctx, (changed) => { Object.assign(this.state, changed); this.#changed(); this.#shown(); });
    this.query = new Query(ctx, { retry: () => this.#build(), restart: () => this.restart() });
    this.results = new Results(ctx, { goTo: () => {}, view: () => {} });
    this.columnsHeading = h("h2", { id: "columns-heading", tabIndex: -1 }, t("columns_title"));
    const jump = h("button", { type: "button", className: "link jump", on: { click: () => this.results.heading.focus() } }, t("to_answer"));
    this.steps = h("div", { className: "steps" },
      h("section", { className: "step", "aria-labelledby": "columns-heading" }, this.columnsHeading, h("p", { className: "small" }, t("columns_help")), jump, this.chosen.element, this.fields.element),
      this.filters.element, this.shape.element);
    this.note = h("p", { className: "note", hidden: true });
    this.beside = h("div", { className: "beside" }, this.steps, h("div", { className: "outcome" }, this.query.element, this.results.element));
    this.element = h("div", {}, this.note, this.classes.element, this.beside);
  }

  /** As the address says, or from the start. */
  restore() {
    const state = fromFragment(location.hash, this.lengthen);
    const known = state && this.ctx.vocabulary.classOf.has(state.class);
    if (state && known) return this.begin(state, false);
    this.restart(false);
    this.note.hidden = !(location.hash.startsWith("#e=") && this.ctx.vocabulary.classes.length);
    this.note.textContent = this.ctx.t("unknown_class");
    return undefined;
  }

  restart(focus = true) {
    this.state = null;
    this.stop.abort();
    this.#place(false);
    this.classes.offer();
    this.query.clear();
    if (!focus) return;
    history.replaceState(null, "", location.pathname + location.search);
    this.classes.heading.focus();
  }

  /** What is explored stands over the steps; while it is chosen it has the page to itself. @param {boolean} chosen */
  #place(chosen) {
    this.beside.hidden = !chosen;
    if (chosen) this.steps.prepend(this.classes.element);
    else this.note.after(this.classes.element);
  }

  #choose() {
    this.#place(false);
    this.classes.offer(this.state?.class);
    this.classes.heading.focus();
  }

  #keep() {
    this.#place(true);
    this.classes.show(this.state?.class ?? "");
    this.classes.heading.focus();
  }

  /** @param {State} state @param {boolean} focus whether a person has just chosen it */
  async begin(state, focus) {
    this.state = state;
    this.note.hidden = true;
    this.#place(true);
    this.results.clear(this.ctx.t("result_waits"));
    this.classes.show(state.class);
    if (focus) this.columnsHeading.focus();
    this.fields.mark(state.columns);
    const fields = this.fields.show(state.class);
    this.#changed();
    const filters = await Promise.all(state.filters.map(async (filter) => ({ filter, fields: await this.#along(filter.path) })));
    if (this.state === state) this.filters.show(filters);
    await Promise.all([fields, this.#shown()]);
  }

  #along(path) {
    return this.schema.along(this.state?.class ?? "", path).catch(() => null);
  }

  /** The parts that show the choices follow them. */
  async #shown() {
    const { state, ctx } = this;
    const found = await Promise.all(state.columns.map((path) => this.#along(path)));
    if (this.state !== state || found.length !== state.columns.length) return;
    const names = found.map((fields, i) => (fields ? inOrder(fields, ctx.lang) : state.columns[i].map(({ property }) => this.shorten(property) ?? property).join(" → ")));
    this.fields.mark(state.columns);
    this.chosen.show(names);
    this.shape.show(state, inWords(ctx.vocabulary.classOf.get(state.class)?.label, ctx.lang), names);
  }

  #tick(path, fields, on) {
    const { state, ctx: { t, say, lang } } = this;
    const name = inOrder(fields, lang);
    if (on && state.columns.length >= MOST_COLUMNS) {
      say(t("column_most", { n: MOST_COLUMNS }));
      return false;
    }
    const at = state.columns.findIndex((each) => keyOf(each) === keyOf(path));
    if (on && at < 0) state.columns.push(path);
    if (!on && at >= 0) this.#drop(at);
    say(t(on ? "column_added" : "column_removed", { name }));
    this.#changed();
    this.#shown();
    return on;
  }

  /** Takes a column away; an order by it goes too, one by a later column follows. */
  #drop(at) {
    const { state } = this;
    state.columns.splice(at, 1);
    if (state.order?.column === at + 1) state.order = null;
    else if (state.order && state.order.column > at + 1) state.order.column--;
  }

  #remove(at) {
    this.#drop(at);
    this.#changed();
    this.#shown().then(() => { if (!this.state?.columns.length) this.columnsHeading.focus(); });
  }

  #move(from, to) {
    const { columns, order } = this.state;
    columns.splice(to, 0, ...columns.splice(from, 1));
    if (order?.column === from + 1) order.column = to + 1;
    else if (order?.column === to + 1) order.column = from + 1;
    this.#changed();
    this.#shown();
  }

  #filter(path, fields) {
    const { t, say, lang } = this.ctx;
    const filter = { path, op: operators(fields[fields.length - 1].kind)[0], value: "" };
    this.state.filters.push(filter);
    this.filters.add({ filter, fields });
    say(t("filter_added", { name: inOrder(fields, lang) }));
    this.#changed();
  }

  #unfilter(filter) {
    this.state.filters = this.state.filters.filter((each) => each !== filter);
    this.#changed();
  }

  /** Keeps the choices in the address, and builds the query once the choosing pauses. */
  #changed() {
    history.replaceState(null, "", toFragment(this.state, this.shorten));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#build(), PAUSE);
  }

  async #build() {
    const { state, ctx: { api, lang } } = this;
    if (!state) return;
    this.stop.abort();
    const { signal } = (this.stop = new AbortController());
    const filters = state.filters.filter(({ op, value }) => !needsValue(op) || value);
    const asked = { class: state.class, columns: state.columns.map((path) => ({ path })), filters, order: state.order, count: state.count, limit: state.limit, lang };
    try {
      const built = await api.send("/api/sparql/explore", asked, { signal });
      if (signal.aborted) return;
      await this.query.show(built);
      await this.#run(built.sparql, asked, signal);
    } catch (error) {
      if (signal.aborted) return;
      this.query.fail(error);
      this.results.busy = false;
    }
  }

  async #run(sparql, asked, signal) {
    this.results.busy = true;
    const began = performance.now();
    try {
      const answer = await read(await this.ctx.api.run(sparql, ACCEPT, { rows: String(ENOUGH) }, signal), sparql, began);
      if (signal.aborted) return;
      this.results.show(answer);
      if (!answer.rows) this.results.body.append(h("p", { className: "empty" }, this.ctx.t("result_none_help")));
      if (answer.rows === asked.limit) this.#more(answer, asked, signal);
    } catch (error) {
      if (!signal.aborted) this.results.fail(error);
    }
    if (!signal.aborted) this.results.busy = false;
  }

  /** Says at the table that it does not have all rows, with a way to see them. */
  async #more(answer, asked, signal) {
    const { ctx: { t, count, say } } = this;
    const all = await this.#counted(asked, signal).catch(() => null);
    if (signal.aborted || (all !== null && all <= answer.rows)) return;
    const most = LIMITS.find((n) => all !== null && n >= all) ?? LIMITS[LIMITS.length - 1];
    const text = all === null ? t("rows_first", { n: count(answer.rows) }) : t("rows_of", { n: count(answer.rows), all: count(all) });
    const press = () => {
      this.results.heading.focus();
      Object.assign(this.state, { limit: most });
      this.#changed();
      this.#shown();
    };
    const button = most > asked.limit && h("button", { type: "button", className: "link", on: { click: press } }, t(most >= (all ?? Infinity) ? "rows_all" : "rows_more", { n: count(most), all: count(all ?? 0) }));
    this.results.remark(h("span", {}, text, " ", button));
    say(`${this.results.summary(answer)}. ${text}`);
  }

  /** How many rows there are without the limit. */
  async #counted(asked, signal) {
    const { api } = this.ctx;
    const { sparql } = await api.send("/api/sparql/explore", { ...asked, order: null, limit: 0 }, { signal });
    const query = `SELECT (COUNT(*) AS ?n) WHERE { {\n${sparql}} }`;
    const { result } = await read(await api.run(query, ACCEPT, {}, signal), query, 0);
    return Number(result.results.bindings[0].n.value);
  }
}
