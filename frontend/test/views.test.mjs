import assert from "node:assert/strict";
import { test } from "node:test";
import { columnsOf, COUNT, EACH, suggest } from "../src/sparql/views/columns.js";
import { shorten, wrap } from "../src/sparql/views/fitting.js";
import { graphOf, irisOf, MOST_NODES } from "../src/sparql/views/graph-data.js";
import { layered } from "../src/sparql/views/layers.js";
import { layout, spread } from "../src/sparql/views/layout.js";
import { dateTicks, linear, ticks, within } from "../src/sparql/views/scale.js";
import { dataOf } from "../src/sparql/views/series.js";
import { kindOf, placeOf, shortName, textOf } from "../src/sparql/views/terms.js";
import { VIEW_TEXTS } from "../src/sparql/views/texts.js";

const XSD = "http://www.w3.org/2001/XMLSchema#";
const typed = (value, name) => ({ type: "literal", value, datatype: XSD + name });
const text = (value, lang) => ({ type: "literal", value, ...(lang && { "xml:lang": lang }) });
const uri = (value) => ({ type: "uri", value });
const WORDS = { count: "Antal rader", none: "(inget värde)" };
const data = (names, rows, choice) => dataOf(rows, columnsOf(names, rows), { type: "bar", series: "", merge: "mean", zero: false, ...choice }, {}, WORDS);

test("every kind of term is told apart", () => {
  const kinds = [uri("urn:a"), { type: "bnode", value: "b" }, typed("2027", "gYear"), typed("2027-01-01", "date"), typed("1", "integer"),
    typed("true", "boolean"), text("12,5"), text("12.5"), text("12.5", "sv"), typed("12.5", "string"), text("")].map(kindOf);
  assert.deepEqual(kinds, ["thing", "thing", "year", "date", "number", "boolean", "text", "number", "text", "number", "text"]);
});

test("a place is a number, a year or a moment, and nothing else is one", () => {
  assert.deepEqual([placeOf(typed("2027Z", "gYear"), "year"), placeOf(typed("-0044", "gYear"), "year"), placeOf(typed("2027-03-01+02:00", "date"), "date"),
    placeOf(typed("2027-03", "gYearMonth"), "date"), placeOf(typed("2027-03-01T12:00:00Z", "dateTime"), "date"), placeOf(typed("NaN", "double"), "number"),
    placeOf(typed("INF", "double"), "number"), placeOf(undefined, "number"), placeOf(text("x"), "date")],
  [2027, -44, Date.UTC(2027, 2, 1), Date.UTC(2027, 2), Date.UTC(2027, 2, 1, 12), null, null, null, null]);
});

test("an IRI without title is called by its last part", () => {
  assert.deepEqual(["https://a.example/b/c%C3%A5#d", "https://a.example/b/", "urn:x:y", "https://a.example/%E0%A4%A"].map(shortName), ["d", "b", "y", "%E0%A4%A"]);
  assert.equal(textOf(uri("urn:a"), { "urn:a": { title: "<b>A</b>" } }), "<b>A</b>");
});

test("indicator values over time become lines, one for each indicator", () => {
  const row = (year, value, name) => ({ year: typed(year, "gYear"), value: typed(value, "decimal"), indicator: uri(`urn:${name}`) });
  const rows = [row("2024", "10.5", "a"), row("2026", "12", "a"), row("2024", "3", "b")];
  const columns = columnsOf(["indicator", "year", "value"], rows);
  const choice = suggest(columns, rows);
  assert.deepEqual(choice, { type: "line", x: "year", y: "value", series: "indicator", merge: "mean", zero: false });
  assert.deepEqual(dataOf(rows, columns, choice, { "urn:a": { title: "Ä" } }, WORDS), {
    xs: [{ key: "2024", label: "2024", place: 2024 }, { key: "2026", label: "2026", place: 2026 }],
    series: [{ key: "uri urn:a", label: "Ä", values: [10.5, 12] }, { key: "uri urn:b", label: "b", values: [3, null] }],
    xKind: "year", merged: false, skipped: 0, moreSeries: 0, moreXs: 0,
  });
});

test("several columns of numbers are a series each", () => {
  const rows = [["A", "3", "13"], ["B", "4", "9"]].map(([name, m, n]) => ({ name: text(name, "sv"), focus: typed(m, "integer"), activities: typed(n, "integer") }));
  const choice = suggest(columnsOf(["name", "focus", "activities"], rows), rows);
  assert.deepEqual(choice, { type: "bar", x: "name", y: "focus", series: EACH, merge: "mean", zero: false });
  assert.deepEqual(data(["name", "focus", "activities"], rows, choice).series.map(({ label, values }) => [label, values]), [["focus", [3, 4]], ["activities", [13, 9]]]);
});

test("without numbers, rows that share a value are counted", () => {
  const rows = ["a", "b", "c"].map((name, i) => ({ activity: uri(`urn:${name}`), status: uri(i ? "urn:done" : "urn:planned") }));
  const choice = suggest(columnsOf(["activity", "status"], rows), rows);
  assert.deepEqual(choice, { type: "bar", x: "status", y: COUNT, series: "", merge: "mean", zero: false });
  const found = data(["activity", "status"], rows, choice);
  assert.deepEqual([found.xs.map(({ label }) => label), found.series], [["planned", "done"], [{ key: "", label: "Antal rader", values: [1, 2] }]]);
});

test("what cannot be drawn has no suggestion", () => {
  const rows = [{ a: uri("urn:a"), b: text("x") }, { a: uri("urn:b"), b: text("y") }];
  assert.equal(suggest(columnsOf(["a", "b"], rows), rows), null);
  assert.equal(suggest(columnsOf(["a"], []), []), null);
});

test("whole numbers under a name for years are years, under another name they are not", () => {
  const rows = ["2024", "2030"].map((n) => ({ targetYear: typed(n, "integer"), price: typed(n, "integer") }));
  assert.deepEqual(columnsOf(["targetYear", "price"], rows).map(({ kind }) => kind), ["year", "number"]);
});

test("rows of the same point are merged as chosen, and rows without value are told", () => {
  const rows = [["A", "1"], ["A", "5"], ["B", null]].map(([x, y]) => ({ x: text(x), ...(y && { y: typed(y, "integer") }) }));
  const merged = (merge) => data(["x", "y"], rows, { x: "x", y: "y", merge });
  assert.deepEqual(["mean", "sum", "max", "min"].map((way) => merged(way).series[0].values[0]), [3, 6, 5, 1]);
  assert.deepEqual([merged("mean").merged, merged("mean").skipped], [true, 1]);
});

test("no more is drawn than fits, and what is left out is counted", () => {
  const rows = Array.from({ length: 70 }, (_, i) => ({ x: text(`x${i}`), y: typed("1", "integer"), s: text(`s${i % 20}`) }));
  const found = data(["x", "y", "s"], rows, { x: "x", y: "y", series: "s" });
  assert.deepEqual([found.xs.length, found.moreXs, found.series.length, found.moreSeries], [60, 10, 12, 8]);
});

test("ticks are even and take in the interval", () => {
  assert.deepEqual(ticks(0, 1, 6), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(ticks(63, 1363, 6), [0, 500, 1000, 1500]);
  assert.deepEqual(ticks(-3, 4, 5), [-4, -2, 0, 2, 4]);
  assert.deepEqual(ticks(5, 5, 6), [5, 6]);
  assert.deepEqual(within(2023, 2030, 4, 1), [2024, 2026, 2028, 2030]);
  assert.deepEqual(within(2023, 2025, 9, 1), [2023, 2024, 2025]);
  assert.deepEqual([linear([0, 10], [100, 0])(2.5), linear([3, 3], [0, 10])(3)], [75, 5]);
});

test("dates are marked at whole days, months or years", () => {
  const day = (text) => Date.parse(text);
  const marks = (from, to, most) => { const { at, unit } = dateTicks(day(from), day(to), most); return [unit, at.map((n) => new Date(n).toISOString().slice(0, 10))]; };
  assert.deepEqual(marks("2020-05-01", "2030-05-01", 6), ["year", ["2022-01-01", "2024-01-01", "2026-01-01", "2028-01-01", "2030-01-01"]]);
  assert.deepEqual(marks("2026-01-15", "2026-12-31", 6), ["month", ["2026-04-01", "2026-07-01", "2026-10-01"]]);
  assert.deepEqual(marks("2026-01-01", "2026-01-04", 5), ["day", ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04"]]);
});

test("text is cut between what people see as characters", () => {
  const measure = (words) => Array.from(new Intl.Segmenter().segment(words)).length;
  assert.equal(shorten("👩‍👩‍👧‍👦👍🏽 hej", 3, measure), "👩‍👩‍👧‍👦👍🏽…");
  assert.deepEqual(wrap("Läxhjälp på biblioteket för alla", 12, 2, measure), ["Läxhjälp på", "biblioteket…"]);
  assert.deepEqual(wrap("kort", 12, 2, measure), ["kort"]);
  assert.ok(shorten("x".repeat(5000), 10, measure).length === 10);
});

const T = (s, p, o) => ({ s: s.startsWith("_:") ? { type: "bnode", value: s.slice(2) } : uri(s), p: uri(p), o: typeof o === "string" ? uri(o) : o });
const TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const t = (key) => VIEW_TEXTS.sv[key];

test("triples become things, what is said of them, and arrows", () => {
  const triples = [T("urn:a", TYPE, "urn:Activity"), T("urn:a", "urn:in", "urn:f"), T("urn:a", "urn:of", "urn:f"), T("urn:a", "http://purl.org/dc/terms/title", text("Läxhjälp", "sv")),
    T("_:b", "urn:in", "urn:f"), T("_:b", "urn:year", typed("2027", "gYear"))];
  const labels = { "urn:f": { title: "Fler når målen", type: { iri: "urn:FocusArea", label: "Insatsområde" }, href: "/id/f" }, "urn:in": { title: "ingår i" } };
  assert.deepEqual(graphOf(triples, labels, "sv", t), {
    nodes: [
      { id: "urn:a", iri: "urn:a", title: "Läxhjälp", type: "Activity", typeIri: "urn:Activity", href: "urn:a", facts: [{ label: "title", text: "Läxhjälp", lang: "sv" }], out: 1, in: 0 },
      { id: "_:b", iri: null, title: "sak utan namn", type: "", typeIri: "", href: null, facts: [{ label: "year", text: "2027", lang: "" }], out: 1, in: 0 },
      { id: "urn:f", iri: "urn:f", title: "Fler når målen", type: "Insatsområde", typeIri: "urn:FocusArea", href: "/id/f", facts: [], out: 0, in: 2 },
    ],
    edges: [{ from: "urn:a", to: "urn:f", label: "ingår i, of" }, { from: "_:b", to: "urn:f", label: "ingår i" }],
    allNodes: 3, allEdges: 2,
  });
  assert.deepEqual(irisOf(triples), ["urn:a", TYPE, "urn:Activity", "urn:in", "urn:f", "urn:of", "http://purl.org/dc/terms/title", "urn:year"]);
});

test("a large graph is cut, and says how large it was", () => {
  const triples = Array.from({ length: 400 }, (_, i) => T(`urn:${i}`, "urn:next", `urn:${i + 1}`));
  const graph = graphOf(triples, {}, "sv", t);
  assert.deepEqual([graph.nodes.length, graph.allNodes, graph.edges.length], [MOST_NODES, 401, MOST_NODES - 1]);
});

test("columns follow the arrows, circles are turned, long arrows pass every column", () => {
  const { layers, links } = layered(4, [[0, 1], [1, 2], [0, 2], [2, 0], [3, 2]]);
  assert.deepEqual(layers, [[3], [2], [0, 4], [1]]);
  assert.deepEqual(links.map(({ from, to, turned, points }) => [from, to, turned, points]),
    [[0, 1, false, [0, 1]], [1, 2, true, [2, 4, 1]], [0, 2, true, [2, 0]], [2, 0, false, [2, 0]], [3, 2, false, [3, 2]]]);
});

test("boxes of a column keep their order and never overlap", () => {
  assert.deepEqual(spread([0, 1, 2], [5, 5, 100], [10, 10, 10], 2), [-1, 11, 100]);
});

test("the same graph gives the same picture, without boxes over each other", () => {
  const size = { width: 100, height: 30 };
  const sizes = Array.from({ length: 60 }, () => size);
  const edges = Array.from({ length: 90 }, (_, i) => [(i * 7) % 50, (i * 13 + 5) % 50]);
  const [one, two] = [layout(sizes, edges, { across: 80, down: 10 }), layout(sizes, edges, { across: 80, down: 10 })];
  assert.deepEqual(one, two);
  const apart = (a, b) => Math.abs(a.x - b.x) >= 100 || Math.abs(a.y - b.y) >= 30;
  one.places.forEach((a, i) => one.places.forEach((b, j) => assert.ok(i === j || apart(a, b), `${i} and ${j}`)));
  for (const { x, y } of one.places) assert.ok(x >= 0 && y >= -1e-9 && x + 100 <= one.width + 1e-9 && y + 30 <= one.height + 1e-9);
});

test("nothing and one thing alone have a layout", () => {
  assert.deepEqual(layout([{ width: 10, height: 5 }], [[0, 0]], { across: 1, down: 1 }), { places: [{ x: 0, y: 0 }], routes: [null], width: 10, height: 5 });
});

test("years are no axis where each row is about another thing", () => {
  const names = ["item", "baseYear", "base"];
  const rows = [["a", "2023", "5"], ["b", "2024", "7"], ["c", "2024", "9"]].map(([item, year, value]) => ({ item: uri(`urn:${item}`), baseYear: typed(year, "gYear"), base: typed(value, "decimal") }));
  assert.deepEqual(suggest(columnsOf(names, rows), rows), { type: "bar", x: "item", y: "base", series: "", merge: "mean", zero: false });
  const followed = [...rows, { ...rows[0], baseYear: typed("2025", "gYear") }];
  assert.equal(suggest(columnsOf(names, followed), followed).x, "baseYear");
  const alone = [rows[0], rows[1]];
  assert.equal(suggest(columnsOf(names, alone), alone).x, "baseYear");
});

test("numbers of different units share no axis: their rows are counted", () => {
  const names = ["item", "unit", "year", "value"];
  const row = (item, unit, value) => ({ item: uri(`urn:${item}`), unit: text(unit), year: typed("2024", "gYear"), value: typed(value, "decimal") });
  const rows = [row("a", "procent", "5"), row("b", "procent", "7"), row("c", "antal", "9000")];
  assert.deepEqual(suggest(columnsOf(names, rows), rows), { type: "bar", x: "unit", y: COUNT, series: "", merge: "mean", zero: false });
  const apart = [rows[0], rows[2]];
  assert.equal(suggest(columnsOf(names, apart), apart), null);
  const alike = rows.slice(0, 2);
  assert.equal(suggest(columnsOf(names, alike), alike).y, "value");
});
