import { bar, line, marker } from "./marks.js";
import { begin, label, measureOn, rule } from "./paper.js";
import { dateTicks, linear, ticks, within } from "./scale.js";
import { at, s } from "./svg.js";

/**
 * @typedef {import("./paper.js").Paper} Paper
 * @typedef {import("./series.js").Data} Data
 */

/** The lowest and highest value of all series. @param {Data} data @returns {[number, number]} */
export function extent({ series }) {
  const all = series.flatMap(({ values }) => values.filter((v) => v !== null));
  return all.length ? [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))] : [0, 1];
}

/**
 * Lines over time or numbers, or upright bars: values upwards.
 * @param {Data} data
 * @param {import("./columns.js").Choice} choice
 * @param {Paper} paper
 */
export function upright(data, choice, paper) {
  const { em, width } = paper;
  const sheet = begin(paper, choice.type, data.series);
  const zero = choice.zero || choice.type === "bar";
  const [low, high] = extent(data);
  const y = ticks(zero ? Math.min(low, 0) : low, zero ? Math.max(high, 0) : high, 6);
  const measure = measureOn(paper);
  const left = Math.max(...y.map((n) => measure(paper.number(n)))) + em * 0.6;
  const top = sheet.top + em * 1.9, bottom = top + Math.min(Math.max(width * 0.42, em * 11), em * 20);
  const plot = { left, right: width - em * 0.8, top, bottom };
  const up = linear([y[0], y[y.length - 1]], [bottom, top]);
  sheet.root.setAttribute("data-from", String(y[0]));
  sheet.root.append(label(paper, 0, top - em * 0.9, paper.yLabel));
  for (const n of y) sheet.root.append(rule(left, up(n), plot.right, up(n), n === 0), label(paper, left - em * 0.4, up(n) + em * 0.28, paper.number(n), { "text-anchor": "end" }));
  if (choice.type === "line") lines(data, plot, up, paper, sheet.root);
  else bars(data, plot, up, paper, sheet);
  sheet.root.append(label(paper, (left + plot.right) / 2, bottom + em * 2.6, paper.xLabel, { "text-anchor": "middle" }));
  return sheet.close(bottom + em * 3.1);
}

/** Places along the x axis and what stands at them. */
function placing({ xs, xKind }, { left, right }, paper) {
  const [low, high] = [xs[0].place ?? 0, xs[xs.length - 1].place ?? 0];
  const pad = paper.em * 0.6;
  const across = linear([low, high], [left + pad, right - pad]);
  const measure = measureOn(paper);
  const room = Math.max(measure(paper.place(low)), measure(paper.place(high))) + paper.em;
  const most = Math.max(2, Math.floor((right - left) / room));
  if (xKind === "date") {
    const { at: places, unit } = dateTicks(low, high, Math.max(2, Math.floor((right - left) / (measure(paper.place(low, "day")) + paper.em * 1.5))));
    return { across, marks: places.map((place) => ({ place, text: paper.place(place, unit) })) };
  }
  const whole = xKind === "year" ? 1 : 0;
  const places = low === high ? [low] : within(low, high, most, whole);
  return { across, marks: places.map((place) => ({ place, text: paper.place(place) })) };
}

function lines(data, plot, up, paper, root) {
  const { across, marks } = placing(data, plot, paper);
  for (const { place, text } of marks) {
    const x = across(place);
    root.append(rule(x, plot.bottom, x, plot.bottom + paper.em * 0.35, true), label(paper, x, plot.bottom + paper.em * 1.3, text, { "text-anchor": "middle" }));
  }
  const many = data.xs.length * data.series.length > 400;
  data.series.forEach(({ label: name, values }, i) => {
    const points = values.flatMap((value, n) => (value === null ? [] : [{ x: across(data.xs[n].place), y: up(value), value, place: data.xs[n].place }]));
    root.append(line(i, points.map(({ x, y }, n) => `${n ? "L" : "M"}${at(x)} ${at(y)}`).join("")));
    if (!many) root.append(...points.map((p) => marker(i, p.x, p.y, s("title", {}, `${name}, ${paper.place(p.place)}: ${paper.number(p.value)}`))));
  });
}

function bars(data, plot, up, paper, { root, hatch }) {
  const band = (plot.right - plot.left) / data.xs.length;
  const thick = (band * 0.76) / data.series.length;
  const measure = measureOn(paper);
  const texts = data.xs.map(({ place }) => paper.place(place, "day"));
  const every = Math.ceil((Math.max(...texts.map(measure)) + paper.em * 0.6) / band);
  data.xs.forEach((_, n) => {
    const start = plot.left + band * (n + 0.12);
    data.series.forEach(({ label: name, values }, i) => {
      const value = values[n];
      if (value === null) return;
      const [from, to] = [up(Math.max(value, 0)), up(Math.min(value, 0))];
      root.append(bar(i, hatch, { x: start + thick * i, y: from, width: thick * 0.9, height: to - from }, s("title", {}, `${name}, ${texts[n]}: ${paper.number(value)}`)));
    });
    if (n % every === 0) root.append(label(paper, start + band * 0.38, plot.bottom + paper.em * 1.3, texts[n], { "text-anchor": "middle" }));
  });
  root.append(rule(plot.left, up(0), plot.right, up(0), true));
}
