import assert from "node:assert/strict";
import { test } from "node:test";
import { pieces } from "../src/explore/highlight.js";
import { comparedWith, needsValue, operators, valueOf, wordsOf } from "../src/explore/operators.js";
import { inOrder, Schema } from "../src/explore/schema.js";
import { STARTERS } from "../src/explore/starters.js";
import { fresh, fromCompact, fromFragment, keyOf, LIMITS, read, toFragment, written } from "../src/explore/state.js";
import { EXPLORE_TEXTS } from "../src/explore/texts.js";
import { Vocabulary } from "../src/sparql/vocabulary.js";

const vocabulary = new Vocabulary({ prefixes: { styr: "https://w3id.org/styrkompass/ns#", dct: "http://purl.org/dc/terms/", status: "https://w3id.org/styrkompass/concept/status/" } });
const shorten = (iri) => vocabulary.shorten(iri);
const lengthen = (value) => vocabulary.iri({ kind: "name", value });
const STYR = "https://w3id.org/styrkompass/ns#";
const step = (property, inverse = false) => ({ property, inverse });

test("a path is written as SPARQL writes it, and read back", () => {
  const path = [step(`${STYR}inFocusArea`), step(`${STYR}followsUp`, true), step("http://x.example/a/b")];
  const text = written(path, shorten);
  assert.equal(text, "styr:inFocusArea/^styr:followsUp/<http://x.example/a/b>");
  assert.deepEqual(read(text, lengthen), path);
  assert.deepEqual(["", "nope:a", "styr:a//styr:b", "^", 5, "styr:a/".repeat(7)].map((bad) => read(bad, lengthen)), Array(6).fill(null));
  assert.equal(keyOf(path), `<${STYR}inFocusArea>/^<${STYR}followsUp>/<http://x.example/a/b>`);
});

test("the choices survive the trip through a link", () => {
  const state = {
    class: `${STYR}Activity`, columns: [[step(`${STYR}status`)], [step(`${STYR}inFocusArea`), step("http://purl.org/dc/terms/title")]],
    filters: [{ path: [step("http://purl.org/dc/terms/title")], op: "contains", value: "”å” & #100 % 🙂 \"</script>" }, { path: [step(`${STYR}followsUp`, true)], op: "missing", value: "" }],
    order: { column: 2, descending: true }, count: true, limit: 2000,
  };
  assert.deepEqual(fromFragment(toFragment(state, shorten), lengthen), state);
  assert.deepEqual(fromFragment(toFragment(fresh("http://x.example/Class"), shorten), lengthen), fresh("http://x.example/Class"));
});

test("a broken link is none, and a strange one keeps what can be kept", () => {
  for (const bad of ["", "#", "#e=", "#e=%", "#e={", "#e=5", "#e=null", "#e=%7B%7D", "#q=x"]) assert.equal(fromFragment(bad, lengthen), null, bad);
  const strange = { c: "styr:Activity", k: ["styr:status", 5, "x:y"], f: [["styr:status", "drop", "x"], ["styr:status", "is", 7]], o: [9, 1], n: "yes", l: 5e9 };
  assert.deepEqual(fromCompact(strange, lengthen), {
    ...fresh(`${STYR}Activity`), columns: [[step(`${STYR}status`)]], filters: [{ path: [step(`${STYR}status`)], op: "is", value: "7" }], limit: LIMITS[1],
  });
});

test("examples to begin with are whole and have words in both languages", () => {
  for (const { text, state } of STARTERS) {
    assert.deepEqual(fromCompact(state, lengthen).columns.length, state.k.length);
    assert.ok(EXPLORE_TEXTS.sv[text] && EXPLORE_TEXTS.en[text]);
  }
});

test("both languages have the same words with the same gaps", () => {
  const gaps = (text) => (text.match(/\{\w+\}/g) || []).sort();
  assert.deepEqual(Object.keys(EXPLORE_TEXTS.sv), Object.keys(EXPLORE_TEXTS.en));
  for (const [key, text] of Object.entries(EXPLORE_TEXTS.sv)) assert.deepEqual(gaps(text), gaps(EXPLORE_TEXTS.en[key]), key);
});

test("every comparison of every kind has words", () => {
  for (const kind of ["thing", "concept", "text", "number", "date", "year", "boolean"]) {
    for (const op of operators(kind)) assert.ok(EXPLORE_TEXTS.sv[wordsOf(op, kind)], `${op} of ${kind}`);
  }
  assert.deepEqual([comparedWith("contains", "thing"), comparedWith("is", "thing"), comparedWith("ge", "date")], ["text", "thing", "date"]);
  assert.deepEqual(["exists", "missing", "is"].map((op) => needsValue(op)), [false, false, true]);
});

test("what people type is read as they mean it", () => {
  assert.deepEqual(["1 234,5", "−3", "1 000", ".5", "5.", "12,5,1", "x", ""].map((typed) => valueOf(typed, "number")), ["1234.5", "-3", "1000", "0.5", null, null, null, null]);
  assert.deepEqual(["2027", " 2027 ", "27", "20271"].map((typed) => valueOf(typed, "year")), ["2027", "2027", null, null]);
  assert.deepEqual(["2027-12-31", "31/12 2027"].map((typed) => valueOf(typed, "date")), ["2027-12-31", null]);
  assert.deepEqual([" ett ord ", "  "].map((typed) => valueOf(typed, "text")), ["ett ord", null]);
});

test("SPARQL in pieces is still the same text", () => {
  const text = "SELECT ?å WHERE { # ”hej”\n  ?å styr:status <urn:a#b> ; dct:title \"a \\\" # b\"@sv .\n  FILTER(?å > 12.5 && 'x' != ?y) }\nLIMIT 10";
  const found = pieces(text);
  assert.equal(found.map((piece) => piece.text).join(""), text);
  assert.deepEqual(found.filter(({ kind }) => ["comment", "iri", "string", "name", "number"].includes(kind)).map((piece) => [piece.kind, piece.text]), [
    ["comment", "# ”hej”"], ["name", "styr:status"], ["iri", "<urn:a#b>"], ["name", "dct:title"], ["string", "\"a \\\" # b\"@sv"], ["number", "12.5"], ["string", "'x'"], ["number", "10"]]);
});

test("a path is followed from class to class, each class asked for once, a failure asked for again", async () => {
  const asked = [];
  const fields = {
    "urn:A": [{ property: "urn:b", inverse: true, label: { sv: "hör till" }, name: "x:b", target: "urn:B" }],
    "urn:B": [{ property: "urn:c", inverse: false, label: { sv: "har som titel" }, name: "en_titel", target: null }],
  };
  let broken = true;
  const api = { lang: "sv", json: async (path) => {
    const iri = new URL(path, "http://x").searchParams.get("class");
    asked.push(iri);
    if (broken) throw new Error("away");
    return { columns: fields[iri] };
  } };
  const schema = new Schema(api);
  await assert.rejects(schema.fields("urn:A"));
  broken = false;
  const path = [step("urn:b", true), step("urn:c")];
  assert.equal(inOrder(await schema.along("urn:A", path), "sv"), "hör till → en titel");
  assert.equal(await schema.along("urn:A", [step("urn:b")]), null);
  assert.equal(await schema.along("urn:A", [...path, step("urn:d")]), null);
  assert.deepEqual(asked, ["urn:A", "urn:A", "urn:B"]);
});
