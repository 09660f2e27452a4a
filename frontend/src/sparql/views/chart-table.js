import { h } from "../../dom.js";
import { EACH } from "./columns.js";

/**
 * The figures of a chart as a table: a row for each x, or for each series when there are more of those.
 *
 * @param {import("./series.js").Data} data
 * @param {import("./columns.js").Choice} choice
 * @param {import("./chart.js").Context} context
 * @param {ReturnType<typeof import("./words.js").formats>} formats
 * @param {string} id of the caption
 */
export function dataTable({ xs, series, xKind }, choice, { t }, formats, id) {
  const places = xs.map((x) => (xKind === "group" ? x.label : formats.place(x.place, xKind)));
  const names = series.map(({ label }) => label);
  const value = (i, n) => series[i].values[n];
  const turned = series.length > 3 && series.length > xs.length;
  const [columns, rows] = turned ? [places, names] : [names, places];
  const figure = (row, column) => cell(turned ? value(row, column) : value(column, row), formats, t);
  const head = h("tr", {}, h("th", { scope: "col" }, turned ? (choice.series === EACH ? "" : choice.series) : choice.x),
    ...columns.map((text) => h("th", { scope: "col", className: "figure", dir: "auto" }, text)));
  const row = (text, i) => h("tr", {}, h("th", { scope: "row", dir: "auto" }, text), ...columns.map((_, n) => figure(i, n)));
  return h("div", { className: "scroll", role: "region", tabIndex: 0, "aria-labelledby": id },
    h("table", {}, h("caption", { id }, t("chart_table")), h("thead", {}, head), h("tbody", {}, ...rows.map(row))));
}

const cell = (value, formats, t) => (value === null
  ? h("td", { className: "figure none" }, h("span", { "aria-hidden": "true" }, "–"), h("span", { className: "unseen" }, t("chart_no_value")))
  : h("td", { className: "figure" }, formats.number(value)));
