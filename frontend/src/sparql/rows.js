/** Sorting, filtering and paging of a result's rows; knows nothing of how they are shown. */
import { isNumber, textOf, written } from "./cells.js";
import { fold } from "./fold.js";

/** @typedef {{column: string, descending: boolean}|null} Order */

export class Rows {
  /** @param {any} result SPARQL JSON @param {import("./context.js").Context} ctx */
  constructor(result, ctx) {
    this.ctx = ctx;
    this.columns = result.head.vars;
    this.all = result.results.bindings;
    /** @type {Order} */
    this.order = null;
    this.filter = "";
    this.size = 50;
    this.page = 0;
    this.collator = new Intl.Collator(ctx.lang, { numeric: true });
    this.arrange();
  }

  /** Puts the rows in order anew, as after titles have come. */
  arrange() {
    const wanted = fold(this.filter.trim());
    const kept = this.all
      .map((row, number) => ({ row, number: number + 1 }))
      .filter(({ row }) => !wanted || this.columns.some((name) => this.#words(row[name]).includes(wanted)));
    if (this.order) this.#sort(kept, this.order);
    this.kept = kept;
    this.page = Math.min(this.page, Math.max(0, this.pages - 1));
  }

  #words(term) {
    if (!term) return "";
    const text = textOf(term, this.ctx);
    if (term.type === "uri") return fold(`${text} ${term.value}`);
    return fold(isNumber(term) ? `${text} ${written(term, this.ctx.lang)}` : text);
  }

  /** Numbers as numbers, before texts; rows without a value last, whichever way. */
  #sort(kept, { column, descending }) {
    const keyed = kept.map((each) => ({ each, term: each.row[column], text: textOf(each.row[column], this.ctx) }));
    const way = descending ? -1 : 1;
    keyed.sort((a, b) => {
      if (!a.term || !b.term) return a.term ? -1 : b.term ? 1 : 0;
      const [m, n] = [isNumber(a.term), isNumber(b.term)];
      if (m !== n) return m ? -way : way;
      return way * (m ? Number(a.term.value) - Number(b.term.value) : this.collator.compare(a.text, b.text));
    });
    kept.splice(0, kept.length, ...keyed.map(({ each }) => each));
  }

  /** Ascending, then descending, then as the answer had them. @param {string} column */
  sortBy(column) {
    const now = this.order?.column === column ? this.order : null;
    this.order = !now ? { column, descending: false } : now.descending ? null : { column, descending: true };
    this.page = 0;
    this.arrange();
  }

  get pages() {
    return Math.max(1, Math.ceil(this.kept.length / this.size));
  }

  get shown() {
    return this.kept.slice(this.page * this.size, (this.page + 1) * this.size);
  }

  /** Whether a column holds numbers only, so that it lines up at the right. @param {string} name */
  numeric(name) {
    const some = this.all
      .slice(0, 200)
      .map((row) => row[name])
      .filter(Boolean);
    return some.length > 0 && some.every(isNumber);
  }
}
