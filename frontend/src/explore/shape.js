import { h } from "../dom.js";
import { LIMITS } from "./state.js";

/** Order, number of rows, and counting instead of listing. */
export class Shape {
  /** @param {import("../sparql/context.js").Context} ctx @param {(changed: Partial<import("./state.js").State>) => void} change */
  constructor(ctx, change) {
    Object.assign(this, { ctx, change });
    const { t } = ctx;
    this.by = h("select", { id: "order-by", on: { change: () => this.#order() } });
    this.way = h("select", { id: "order-way", on: { change: () => this.#order() } }, h("option", { value: "up" }, t("order_up")), h("option", { value: "down" }, t("order_down")));
    this.limit = h("select", { id: "limit", on: { change: () => change({ limit: Number(this.limit.value) }) } },
      ...LIMITS.map((n) => h("option", { value: String(n) }, t("limit_rows", { n: ctx.count(n) }))));
    this.count = h("input", { type: "checkbox", id: "count", "aria-describedby": "count-help", on: { change: () => change({ count: this.count.checked, order: null }) } });
    const field = (id, key, input) => h("div", {}, h("label", { for: id }, t(key)), input);
    this.wayField = field("order-way", "order_way", this.way);
    this.element = h("section", { className: "step", "aria-labelledby": "shape-heading" }, h("h2", { id: "shape-heading" }, t("shape_title")),
      h("div", { className: "shape" }, field("order-by", "order_by", this.by), this.wayField, field("limit", "limit", this.limit)),
      h("div", { className: "count-line" }, h("label", { for: "count", className: "tick" }, this.count, h("span", {}, t("count_it"))), h("p", { id: "count-help", className: "small" }, t("count_help"))));
  }

  #order() {
    this.change({ order: this.by.value === "" ? null : { column: Number(this.by.value), descending: this.way.value === "down" } });
  }

  /** @param {import("./state.js").State} state @param {string} thing the class in words @param {string[]} names of the columns in words */
  show(state, thing, names) {
    const { t } = this.ctx;
    const options = [["", t("order_none")], ["0", state.count ? t("order_number") : thing], ...names.map((name, i) => [String(i + 1), name])];
    const chosen = state.order ? String(state.order.column) : "";
    this.by.replaceChildren(...options.map(([value, text]) => h("option", { value, selected: value === chosen }, text)));
    this.way.value = state.order?.descending ? "down" : "up";
    this.wayField.hidden = !state.order;
    this.limit.value = String(state.limit);
    this.count.checked = state.count;
  }
}
