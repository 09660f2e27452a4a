import { h, svg } from "../dom.js";
import { cell } from "./cells.js";
import { ICONS } from "./icons.js";
import { Rows } from "./rows.js";

const SIZES = [25, 50, 100, 500];
const PAUSE = 200;

/** A result as a table that can be sorted, filtered and paged. */
export class Table {
  /** @param {import("./answer.js").Answer} answer @param {import("./context.js").Context} ctx */
  constructor(answer, ctx) {
    this.ctx = ctx;
    this.rows = new Rows(answer.result, ctx);
    this.numeric = new Set(this.rows.columns.filter((name) => this.rows.numeric(name)));
    this.caption = h("caption", {});
    this.head = h("tr", {});
    this.body = h("tbody", {});
    this.table = h("table", { className: "grid" }, this.caption, h("thead", {}, this.head), this.body);
    this.scroller = h(
      "div",
      { className: "scroller", role: "region", tabIndex: 0, "aria-label": ctx.t("table_region") },
      this.table,
    );
    this.pager = h("nav", { className: "pager", "aria-label": ctx.t("pages") });
    this.element = h("div", { className: "table-view" }, this.#filter(), this.scroller, this.pager);
    this.#heads();
    this.show();
  }

  #filter() {
    const { t } = this.ctx;
    if (this.rows.all.length < 2) return "";
    const input = h("input", {
      type: "search",
      id: "filter",
      autocomplete: "off",
      on: {
        input: () => {
          clearTimeout(this.timer);
          this.timer = setTimeout(() => this.#narrow(input.value), PAUSE);
        },
      },
    });
    return h("div", { className: "filter" }, h("label", { for: "filter" }, t("filter_rows")), input);
  }

  #narrow(text) {
    const { rows, ctx } = this;
    rows.filter = text;
    rows.page = 0;
    rows.arrange();
    this.show();
    ctx.say(ctx.t("filtered", { n: ctx.count(rows.kept.length), all: ctx.count(rows.all.length) }));
  }

  #heads() {
    const { t } = this.ctx;
    const number = h("th", { scope: "col", className: "n" }, h("span", { className: "hidden" }, t("row_number")));
    this.sorters = this.rows.columns.map((name) => {
      const press = () => {
        this.rows.sortBy(name);
        this.show();
      };
      const button = h(
        "button",
        { type: "button", className: "sorter", on: { click: press } },
        h("bdi", {}, name),
        svg(ICONS.sort, "icon sort"),
      );
      return h("th", { scope: "col", className: this.numeric.has(name) ? "number" : "" }, button);
    });
    this.head.replaceChildren(number, ...this.sorters);
  }

  /** Shows the rows anew, as after titles have come; the order that was chosen stays. */
  refresh() {
    this.rows.arrange();
    this.show();
  }

  /** Puts the page's rows in, and asks for the titles it lacks. */
  show() {
    const { rows, ctx } = this;
    this.caption.textContent = this.#range();
    this.sorters.forEach((head, i) => {
      const { order } = rows;
      const way = order?.column === rows.columns[i] ? (order.descending ? "descending" : "ascending") : null;
      if (way) head.setAttribute("aria-sort", way);
      else head.removeAttribute("aria-sort");
    });
    this.body.replaceChildren(...rows.shown.map((each) => this.#row(each)));
    this.#pages();
    const iris = rows.shown
      .flatMap(({ row }) => Object.values(row))
      .filter((term) => term.type === "uri")
      .map((term) => term.value);
    ctx.labels.want(iris).then((came) => {
      if (came) this.#relabel();
    });
  }

  /** New titles go into the cells where they stand, so that focus and place are kept. */
  #relabel() {
    this.rows.shown.forEach(({ row }, i) => {
      const cells = this.body.children[i]?.children ?? [];
      this.rows.columns.forEach((name, j) => {
        if (row[name]?.type === "uri" && cells[j + 1]) cells[j + 1].replaceChildren(cell(row[name], this.ctx));
      });
    });
  }

  #row({ row, number }) {
    return h(
      "tr",
      {},
      h("th", { scope: "row", className: "n" }, String(number)),
      ...this.rows.columns.map((name) =>
        h("td", { className: this.numeric.has(name) ? "number" : "" }, cell(row[name], this.ctx)),
      ),
    );
  }

  #range() {
    const {
      rows,
      ctx: { t, count },
    } = this;
    if (!rows.kept.length) return t(rows.all.length ? "none_match" : "no_rows");
    const first = rows.page * rows.size + 1;
    const text = t("range", {
      first: count(first),
      last: count(first + rows.shown.length - 1),
      n: count(rows.kept.length),
    });
    return rows.kept.length < rows.all.length ? `${text} ${t("of_all", { all: count(rows.all.length) })}` : text;
  }

  #pages() {
    const {
      rows,
      ctx: { t },
    } = this;
    if (rows.kept.length <= SIZES[0]) return this.pager.replaceChildren();
    const go = (page) => () => {
      rows.page = page;
      this.#turned();
    };
    const step = (name, page, off) =>
      h(
        "button",
        {
          type: "button",
          className: "quiet",
          "aria-disabled": off ? "true" : null,
          on: { click: off ? () => {} : go(page) },
        },
        t(name),
      );
    const size = h(
      "select",
      {
        id: "size",
        on: {
          change: () => {
            rows.size = Number(size.value);
            rows.page = 0;
            this.#turned("size");
          },
        },
      },
      ...SIZES.map((n) => h("option", { value: String(n), selected: n === rows.size }, String(n))),
    );
    return this.pager.replaceChildren(
      step("previous", rows.page - 1, rows.page === 0),
      h("span", {}, t("page_of", { n: rows.page + 1, all: rows.pages })),
      step("next", rows.page + 1, rows.page >= rows.pages - 1),
      h("span", { className: "size" }, h("label", { for: "size" }, t("page_size")), size),
    );
  }

  #turned(focus) {
    const at = [...this.pager.children].indexOf(/** @type {any} */ (this.pager.getRootNode()).activeElement);
    this.show();
    this.scroller.scrollTop = 0;
    this.ctx.say(this.caption.textContent ?? "");
    if (focus) this.pager.querySelector("select")?.focus();
    else /** @type {HTMLElement} */ (this.pager.children[at])?.focus();
  }
}
