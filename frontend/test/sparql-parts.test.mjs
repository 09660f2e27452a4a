import assert from "node:assert/strict";
import { test } from "node:test";
import { Text } from "@codemirror/state";
import { declare } from "../src/sparql/declare.js";
import { Labels } from "../src/sparql/labels.js";
import { nameOf } from "../src/sparql/past.js";
import { diagnosticsOf, offsetOf } from "../src/sparql/places.js";
import { Rows } from "../src/sparql/rows.js";
import { Vocabulary } from "../src/sparql/vocabulary.js";

const NS = "https://w3id.org/styrkompass/ns#";
const INTEGER = "http://www.w3.org/2001/XMLSchema#integer";
const VOCABULARY = new Vocabulary({
  prefixes: { styr: NS, pitea: "https://w3id.org/styrkompass/id/pitea/" },
  properties: [
    { iri: `${NS}responsible`, name: "styr:responsible", label: {}, domains: [], ranges: [], kind: "thing", scheme: null },
  ],
});
const context = (titles = {}) => ({
  lang: "sv",
  vocabulary: VOCABULARY,
  t: (key, values) => (values ? `${key} ${Object.values(values)}` : key),
  labels: { of: (iri) => (titles[iri] ? { title: titles[iri] } : null) },
});

const inserted = (text, prefix, space) => {
  const { from, insert } = declare(text, prefix, space);
  return text.slice(0, from) + insert + text.slice(from);
};

test("a declaration goes after the others, else below the first comments", () => {
  assert.equal(inserted("ASK {}", "a", "http://a/"), "PREFIX a: <http://a/>\nASK {}");
  assert.equal(inserted("# hej\n  # du\nASK {}", "a", "http://a/"), "# hej\n  # du\nPREFIX a: <http://a/>\nASK {}");
  assert.equal(
    inserted("BASE <http://b/>\nprefix x: <http://x/> # x\nASK {}", "a", "http://a/"),
    "BASE <http://b/>\nprefix x: <http://x/>\nPREFIX a: <http://a/> # x\nASK {}",
  );
});

test("places are counted in characters, whatever they take", () => {
  const doc = Text.of(["# 😀😀 hej", "SELECT"]);
  assert.equal(offsetOf(doc, 1, 5), 6);
  assert.deepEqual([offsetOf(doc, 2, 1), offsetOf(doc, 2, 99), offsetOf(doc, 99, 1), offsetOf(doc, 0, 0)], [11, 17, 11, 0]);
});

test("an error that can be mended has the way to do it", () => {
  const doc = Text.of(["ASK { ?x dcat:title ?y ; styr:responsable ?z }"]);
  const at = (column, end_column, message) => ({ message, line: 1, column, end_line: 1, end_column, severity: "warning" });
  const found = diagnosticsOf(
    [at(10, 20, "dcat: saknas"), at(26, 42, "styr:responsable finns inte. Menade du styr:responsible?"), at(1, 1, "annat")],
    doc,
    context(),
  );
  assert.deepEqual(
    found.map(({ from, to, severity, actions }) => [from, to, severity, actions.map((each) => each.name)]),
    [
      [9, 19, "warning", ["add_prefix dcat"]],
      [25, 41, "warning", ["change_to styr:responsible"]],
      [0, 1, "warning", []],
    ],
  );
});

const uri = (value) => ({ type: "uri", value });
const number = (value) => ({ type: "literal", value, datatype: INTEGER });
const result = (...rows) => ({ head: { vars: ["x", "n"] }, results: { bindings: rows.map(([x, n]) => ({ ...(x && { x }), ...(n && { n }) })) } });

test("rows are sorted by title and by number, those without a value last", () => {
  const titles = { "http://a/1": "Öppenhet", "http://a/2": "Ärlighet", "http://a/3": "Ansvar" };
  const rows = new Rows(
    result([uri("http://a/1"), number("10")], [uri("http://a/2"), number("9")], [null, number("-1")], [uri("http://a/3"), null]),
    context(titles),
  );
  const order = () => rows.shown.map((each) => each.number);
  const orders = ["x", "x", "x", "n", "n"].map((column) => {
    rows.sortBy(column);
    return order();
  });
  assert.deepEqual(orders, [[4, 2, 1, 3], [1, 2, 4, 3], [1, 2, 3, 4], [3, 2, 1, 4], [1, 2, 3, 4]]);
  assert.deepEqual([rows.numeric("n"), rows.numeric("x")], [true, false]);
});

test("a filter reads titles and IRIs without case or accents", () => {
  const rows = new Rows(result([uri("http://a/1"), null], [uri("https://w3id.org/styrkompass/id/pitea/vision"), null]), context({ "http://a/1": "Öppenhet" }));
  const found = ["oppen", "PITEA/VISION", "saknas"].map((text) => {
    rows.filter = text;
    rows.arrange();
    return rows.kept.map((each) => each.number);
  });
  assert.deepEqual(found, [[1], [2], []]);
});

test("titles are asked for once, in parts, and again only after a failure", async () => {
  const asked = [];
  let fails = true;
  const labels = new Labels({
    labels: async (iris) => {
      asked.push(iris.length);
      if (fails) throw new Error("borta");
      return { [iris[0]]: { title: "Ett" } };
    },
  });
  const iris = Array.from({ length: 700 }, (_, i) => `http://a/${i}`);
  assert.equal(await labels.want([...iris, iris[0], `http://a/${"x".repeat(2000)}`]), false);
  fails = false;
  assert.equal(await labels.want(iris), true);
  assert.equal(await labels.want(iris), false);
  assert.deepEqual([asked, labels.of("http://a/0"), labels.of("constructor")], [[500, 200, 500, 200], { title: "Ett" }, null]);
});

test("who wants titles that are on their way for another waits for them too", async () => {
  const answers = [];
  const labels = new Labels({ labels: (iris) => new Promise((answer) => answers.push([iris, answer])) });
  const first = labels.want(["http://a/1", "http://a/2"]);
  const second = labels.want(["http://a/1", "http://a/2"]);
  assert.equal(answers.length, 1);
  answers[0][1]({ "http://a/1": { title: "Ett" } });
  assert.deepEqual(await Promise.all([first, second]), [true, true]);
  assert.equal(await labels.want(["http://a/1"]), false);
});

test("an earlier query is known by its comment, else by how it begins", () => {
  assert.equal(nameOf("PREFIX a: <http://a/>\n# Alla visioner\nSELECT *"), "Alla visioner");
  assert.equal(nameOf("PREFIX a: <http://a/>\nSELECT *\n{ ?x ?y ?z }"), "SELECT * { ?x ?y ?z }");
});
