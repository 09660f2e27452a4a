import { extent } from "./chart-upright.js";
import { wrap } from "./fitting.js";
import { bar } from "./marks.js";
import { begin, label, measureOn, rule } from "./paper.js";
import { linear, ticks } from "./scale.js";
import { at, s } from "./svg.js";

/** Below this width, in the reader's text size, a name stands over its bars instead of before them. */
const NARROW = 34;

/**
 * Bars that lie down, one group a row: names have room to be read.
 * @param {import("./series.js").Data} data
 * @param {import("./paper.js").Paper} paper
 */
export function rows(data, paper) {
  const { em, width } = paper;
  const sheet = begin(paper, "bar", data.series);
  const measure = measureOn(paper);
  const over = width < NARROW * em;
  const named = data.xs.map(({ label: text }) => wrap(text, over ? width : Math.min(width * 0.36, em * 20), 2, measure));
  const left = over ? 0 : Math.max(...named.flat().map(measure), 0) + em * 0.7;
  const [low, high] = extent(data);
  const room = Math.max(measure(paper.number(high)), measure(paper.number(low))) + em * 0.7;
  const x = ticks(Math.min(low, 0), Math.max(high, 0), Math.max(3, Math.min(8, Math.floor((width - left) / (em * 5)))));
  const across = linear([x[0], x[x.length - 1]], [left + (low < 0 ? room : 0), width - room]);
  const top = sheet.top + em * 2.6;
  const bottom = groups(data, paper, sheet, { named, over, left, across, top });
  const grid = x.flatMap((n) => [rule(across(n), top - em * 0.3, across(n), bottom, n === 0)]);
  sheet.root.insertBefore(s("g", {}, ...grid), sheet.root.querySelector(".group"));
  sheet.root.append(label(paper, left, top - em * 1.8, paper.yLabel), ...x.map((n) => label(paper, across(n), top - em * 0.6, paper.number(n), { "text-anchor": edge(across(n), over, width) })));
  return sheet.close(bottom + em * 0.4);
}

/** The first figure of an axis at the very edge would be cut in half. */
const edge = (x, over, width) => (over && x < width * 0.02 ? "start" : "middle");

/** Draws every row and gives where the last one ends. */
function groups(data, paper, { root, hatch }, { named, over, left, across, top }) {
  const { em } = paper;
  const thick = em * (data.series.length > 1 ? 1 : 1.15);
  let y = top;
  data.xs.forEach((x, n) => {
    const lines = named[n];
    const names = lines.length * em * 1.1;
    const bars = data.series.length * thick;
    const height = over ? names + bars : Math.max(names, bars);
    const start = over ? y + names + em * 0.15 : y + (height - bars) / 2;
    const from = over ? y + em * 0.8 : y + (height - names) / 2 + em * 0.82;
    root.append(s("g", { class: "group" },
      ...lines.map((text, i) => label(paper, over ? 0 : left - em * 0.7, from + i * em * 1.1, text, { class: "label strong", fill: "#17262c", "text-anchor": over ? "start" : "end" })),
      ...data.series.flatMap((series, i) => one(series, i, x, n, { y: start + i * thick, thick, across, paper, hatch }))));
    y += height + em * 0.75;
  });
  return y;
}

function one({ label: name, values }, i, x, n, { y, thick, across, paper, hatch }) {
  const value = values[n];
  if (value === null) return [];
  const [from, to] = [across(Math.min(value, 0)), across(Math.max(value, 0))];
  const figure = paper.number(value);
  return [
    bar(i, hatch, { x: from, y, width: to - from, height: thick * 0.86 }, s("title", {}, `${x.label}, ${name}: ${figure}`)),
    label(paper, value < 0 ? from - paper.em * 0.35 : to + paper.em * 0.35, y + thick * 0.43 + paper.em * 0.28, figure,
      { class: "label strong", fill: "#17262c", "text-anchor": value < 0 ? "end" : "start", "font-size": at(paper.em * 0.78) }),
  ];
}
