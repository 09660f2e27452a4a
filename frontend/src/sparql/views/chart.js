import { h } from "../../dom.js";
import { axes, columnsOf, COUNT, EACH, MOST_SERIES, measures, suggest, unlike } from "./columns.js";
import { extent, upright } from "./chart-upright.js";
import { rows as lying } from "./chart-rows.js";
import { dataTable } from "./chart-table.js";
import { dataOf } from "./series.js";
import { adopt } from "./style.js";
import { download, fileName, freshId } from "./svg.js";
import { filled, formats } from "./words.js";

/**
 * @typedef {{t: (key: string) => string, lang: string, labels?: import("./terms.js").Labels}} Context
 * @typedef {import("./columns.js").Choice} Choice
 */

/** Width that a picture has before it is laid out, in pixels. */
const UNSEEN = 640;

/**
 * Shows a result as a chart with its table, and what to draw as choices above it.
 *
 * @param {HTMLElement} container is emptied first
 * @param {import("./terms.js").Result} result
 * @param {Context} context
 * @returns {() => void} stops following the width of the container
 */
export function renderChart(container, result, context) {
  const chart = new Chart(container, result, context);
  adopt(container);
  return () => chart.end();
}

class Chart {
  constructor(container, result, context) {
    this.container = container;
    this.t = context.t;
    this.context = { labels: {}, ...context };
    this.formats = formats(context.lang);
    this.rows = result.results?.bindings || [];
    this.columns = columnsOf(result.head?.vars || [], this.rows);
    this.choice = suggest(this.columns, this.rows);
    this.observer = null;
    this.show();
  }

  show() {
    const { t } = this;
    if (!this.choice) {
      const why = this.rows.length ? (unlike(this.columns) ? "chart_note_units" : "chart_needs") : "chart_empty";
      this.container.replaceChildren(h("div", { className: "view chart-view" }, h("p", { className: "view-note" }, t(why)),
        this.rows.length && h("p", {}, t("chart_needs_help"))));
      return;
    }
    this.controls = h("div", { className: "view-controls", role: "group", "aria-label": t("chart_controls") });
    this.picture = h("div", { className: "picture" });
    this.notes = h("div", { className: "view-notes" });
    this.table = h("div", { className: "twin" });
    this.side = h("div", { className: "side-by-side" }, h("figure", {}, this.picture, this.notes), this.table);
    this.container.replaceChildren(h("div", { className: "view chart-view" }, this.controls,
      this.side));
    this.control();
    this.draw();
    this.follow();
  }

  /** The picture is drawn for the width it has, so that its text is always the reader's size. */
  follow() {
    if (typeof ResizeObserver === "undefined") return;
    this.observer = new ResizeObserver(() => {
      const width = Math.floor(this.picture.clientWidth);
      if (!width || width === this.width) return;
      this.drawPicture();
      this.fit();
    });
    this.observer.observe(this.picture);
  }

  end() {
    this.observer?.disconnect();
  }

  change(changed) {
    Object.assign(this.choice, changed);
    if (this.choice.series === this.choice.x) this.choice.series = "";
    if (this.choice.type === "line" && !this.ordered()) this.choice.type = "bar";
    const focused = /** @type {any} */ (this.container.getRootNode()).activeElement?.dataset?.choice;
    this.control();
    this.draw();
    if (focused) this.controls.querySelector(`[data-choice="${focused}"]`)?.focus();
  }

  ordered() {
    return ["year", "date", "number"].includes(this.columns.find(({ name }) => name === this.choice.x)?.kind);
  }

  select(name, options) {
    const { t, choice } = this;
    const on = { change: (event) => this.change({ [name]: event.target.value }) };
    const select = h("select", { "data-choice": name, on }, ...options.map(([value, text]) => h("option", { value, selected: value === choice[name] }, text)));
    return h("label", {}, h("span", {}, t(`chart_${name}`)), select);
  }

  control() {
    const { t, choice } = this;
    const numbers = measures(this.columns);
    const named = (columns) => columns.map(({ name }) => [name, name]);
    const groups = this.columns.filter(({ name, filled: n }) => name !== choice.x && name !== choice.y && n);
    const each = numbers.filter(({ name }) => name !== choice.x).length > 1;
    this.data = dataOf(this.rows, this.columns, choice, this.context.labels, { count: t("chart_count"), none: t("chart_none") });
    const all = [
      this.select("type", [...(this.ordered() ? [["line", t("chart_line")]] : []), ["bar", t("chart_bar")]]),
      this.select("x", named(axes(this.columns))),
      choice.series !== EACH && this.select("y", [...named(numbers.filter(({ name }) => name !== choice.x)), [COUNT, t("chart_count")]]),
      this.select("series", [["", t("chart_no_series")], ...(each ? [[EACH, t("chart_each")]] : []), ...named(groups)]),
      this.data.merged && this.select("merge", ["mean", "sum", "max", "min"].map((way) => [way, t(`chart_merge_${way}`)])),
      choice.type === "line" && this.zero(),
      h("button", { type: "button", className: "view-button", "data-choice": "download", on: { click: () => download(this.svg, `${fileName(this.title())}.svg`) } }, t("chart_download")),
    ];
    this.controls.replaceChildren(...all.filter(Boolean));
  }

  zero() {
    const on = { change: (event) => this.change({ zero: event.target.checked }) };
    return h("label", { className: "check" }, h("input", { type: "checkbox", "data-choice": "zero", checked: this.choice.zero, on }), h("span", {}, this.t("chart_zero")));
  }

  title() {
    const { t, choice } = this;
    const y = choice.series === EACH ? this.data.series.map(({ label }) => label).join(", ") : choice.y === COUNT ? t("chart_count") : choice.y;
    const key = choice.series && choice.series !== EACH ? "chart_title_series" : "chart_title";
    return filled(t, key, { y, x: choice.x, series: choice.series });
  }

  draw() {
    this.drawPicture();
    const { t, data, choice } = this;
    const notes = [
      data.merged && filled(t, "chart_note_merged", { how: t(`chart_merge_${choice.merge}`).toLowerCase() }),
      data.skipped && filled(t, "chart_note_skipped", { n: this.formats.number(data.skipped) }),
      data.moreSeries && filled(t, "chart_note_series", { n: data.series.length, all: data.series.length + data.moreSeries, most: MOST_SERIES }),
      data.moreXs && filled(t, "chart_note_xs", { n: this.formats.number(data.xs.length), all: this.formats.number(data.xs.length + data.moreXs) }),
      this.cut && t("chart_note_axis"),
      unlike(this.columns) && t(choice.y === COUNT && choice.series !== EACH ? "chart_note_units_counted" : "chart_note_units"),
    ];
    this.notes.replaceChildren(...notes.filter(Boolean).map((text) => h("p", { className: "view-note" }, text)));
    this.table.replaceChildren(dataTable(data, choice, this.context, this.formats, freshId("twin")));
    this.fit();
  }

  /** A table that would be cut beside the picture stands below it. */
  fit() {
    const scroller = this.table.firstElementChild;
    this.side.classList.remove("below");
    if (!scroller || scroller.scrollWidth <= scroller.clientWidth) return;
    this.side.classList.add("below");
    const width = Math.floor(this.picture.clientWidth);
    if (width && width !== this.width) this.drawPicture();
  }

  drawPicture() {
    const { data, choice } = this;
    this.width = Math.floor(this.picture.clientWidth) || UNSEEN;
    if (!data.xs.length) {
      this.picture.replaceChildren(h("p", { className: "view-note" }, this.t("chart_nothing")));
      return;
    }
    const lies = choice.type === "bar" && data.xKind === "group";
    this.svg = lies ? lying(data, this.paper()) : upright(data, choice, this.paper());
    this.cut = Number(this.svg.getAttribute("data-from")) > 0;
    this.picture.replaceChildren(this.svg);
  }

  paper() {
    const { t, data, choice } = this;
    const style = this.picture.isConnected ? getComputedStyle(this.picture) : { fontSize: "16", fontFamily: "sans-serif" };
    const each = choice.series === EACH;
    return {
      width: Math.max(this.width, 240), em: parseFloat(style.fontSize) || 16, font: style.fontFamily, title: this.title(), description: this.description(),
      xLabel: choice.x, yLabel: each ? "" : choice.y === COUNT ? t("chart_count") : choice.y, number: this.formats.number,
      place: (place, unit) => this.formats.place(place, data.xKind, unit),
    };
  }

  /** What the picture shows, in one sentence; the table has every figure. */
  description() {
    const { t, data, choice } = this;
    const [low, high] = extent(data);
    const kind = t(choice.type === "line" ? "chart_line" : "chart_bar");
    return filled(t, "chart_description", { kind, series: data.series.length, points: data.xs.length, low: this.formats.number(low), high: this.formats.number(high) });
  }
}
