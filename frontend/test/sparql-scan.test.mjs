import assert from "node:assert/strict";
import { test } from "node:test";
import { classesOf } from "../src/sparql/infer.js";
import { scan } from "../src/sparql/scan.js";
import { situation, suggestions } from "../src/sparql/suggest.js";
import { quoted, tokens } from "../src/sparql/tokens.js";
import { score, Vocabulary } from "../src/sparql/vocabulary.js";

const NS = "https://w3id.org/styrkompass/ns#";
const ORG = "http://www.w3.org/ns/org#";
const name = (iri) => iri.replace(NS, "styr:").replace(ORG, "org:");
const cls = (local, sv, en, above = [], count = 1) => ({
  iri: NS + local,
  name: `styr:${local}`,
  label: { sv, en },
  above,
  count,
});
const prop = (local, sv, en, domains, ranges, kind = "thing", scheme = null) => ({
  iri: NS + local,
  name: `styr:${local}`,
  label: { sv, en },
  kind,
  scheme,
  count: 1,
  domains: domains.map((each) => (each.startsWith("http") ? each : NS + each)),
  ranges: ranges.map((each) => (each.startsWith("http") ? each : NS + each)),
});
const STATUS = "https://w3id.org/styrkompass/concept/status";
const VOCABULARY = new Vocabulary({
  prefixes: { styr: NS, org: ORG, rdf: "http://www.w3.org/1999/02/22-rdf-syntax-ns#", status: `${STATUS}/` },
  classes: [
    cls("Strategy", "Strategi", "Strategy"),
    cls("InternalStrategy", "Intern strategi", "Internal strategy", [`${NS}Strategy`]),
    cls("Activity", "Aktivitet", "Activity"),
    cls("FocusArea", "Insatsområde", "Focus area"),
    cls("Vision", "Vision", "Vision"),
    {
      iri: `${ORG}Organization`,
      name: "org:Organization",
      label: { sv: "Organisation", en: "Organisation" },
      above: [],
    },
  ],
  properties: [
    prop("towards", "leder mot", "leads towards", ["Strategy"], ["Vision"]),
    prop("responsible", "ansvarig", "responsible", ["Activity"], [`${ORG}Organization`]),
    prop("inFocusArea", "ingår i insatsområdet", "is in focus area", ["Activity"], ["FocusArea"]),
    prop("status", "status", "status", ["Activity"], [], "concept", STATUS),
    prop("title", "titel", "title", [], [], "text"),
  ],
  concepts: [
    { iri: `${STATUS}/ongoing`, name: "status:ongoing", label: { sv: "pågående", en: "ongoing" }, scheme: STATUS },
    {
      iri: "https://example.org/red",
      name: "https://example.org/red",
      label: { sv: "röd", en: "red" },
      scheme: "https://example.org/colours",
    },
  ],
});

/** `|` is the cursor. */
function at(marked, explicit = true) {
  const cursor = marked.indexOf("|");
  const text = marked.slice(0, cursor) + marked.slice(cursor + 1);
  return { text, cursor, here: situation(text, cursor, explicit, VOCABULARY) };
}
const role = (marked) => at(marked).here?.found.context.role ?? null;
const offered = (marked, explicit = true) => {
  const { here } = at(marked, explicit);
  return here ? suggestions(here, VOCABULARY).map((each) => each.insert) : null;
};

test("a query is cut into words, and half a word is a word", () => {
  assert.deepEqual(
    tokens('?x styr:a.b "hej\n<http://a/#b> # rest\n"""å"\n""" @sv 1.5 pitea:x-1. ^^').map((each) => [
      each.type,
      each.text,
    ]),
    [
      ["variable", "?x"],
      ["name", "styr:a.b"],
      ["string", '"hej'],
      ["iri", "<http://a/#b>"],
      ["string", '"""å"\n"""'],
      ["lang", "@sv"],
      ["number", "1.5"],
      ["name", "pitea:x-1"],
      ["punct", "."],
      ["punct", "^^"],
    ],
  );
});

test("nothing is offered inside comments and strings", () => {
  for (const marked of ["# kom|mentar", 'SELECT * { ?s ?p "a| b" }', 'SELECT * { ?s ?p "a b|']) {
    const cursor = marked.indexOf("|");
    assert.equal(quoted(marked.replace("|", ""), cursor), true, marked);
    assert.equal(at(marked).here, null);
  }
  assert.equal(quoted("# a\nSELECT ", 11), false);
});

test("what may stand at the cursor is told from what is before it", () => {
  const cases = {
    "|": "start",
    "SEL|": "start",
    "PREFIX |": "prefix",
    "PREFIX styr: <x#>\n|": "start",
    "SELECT |": "select",
    "SELECT ?x (COUNT(|": "expression",
    "SELECT * WHERE { |": "subject",
    "SELECT * { ?x |": "predicate",
    "SELECT * { ?x sty|": "predicate",
    "SELECT * { ?x a |": "object",
    "SELECT * { ?x a styr:A ; |": "predicate",
    "SELECT * { ?x a styr:A , |": "object",
    "SELECT * { ?x a styr:A . |": "subject",
    "SELECT * { ?x a styr:A . FILTER(|": "expression",
    "SELECT * { OPTIONAL { ?x |": "predicate",
    "SELECT * { ?x styr:a/|": "predicate",
    "SELECT * { ?x ^|": "predicate",
    "SELECT * { ?x (styr:a|": "predicate",
    "SELECT * { ?x styr:a [ |": "predicate",
    "SELECT * { ?x styr:a [ a |": "object",
    "SELECT * { GRAPH ?g { |": "subject",
    'SELECT * { ?x styr:y "2026"^^xsd:gYear ; |': "predicate",
    "SELECT * { VALUES ?x { |": "expression",
    "SELECT * { ?x ?p ?o } |": "modifier",
    "SELECT * { ?x styr:a | ?y a styr:B }": "object",
    "SELECT * { { SELECT |": "select",
  };
  for (const [marked, expected] of Object.entries(cases)) assert.equal(role(marked), expected, marked);
});

test("triple patterns are read, whatever stands between them", () => {
  const { patterns, variables, form, prefixes } = scan(
    'PREFIX x: <http://x/> CONSTRUCT { ?a x:not ?b } WHERE { ?a a styr:Activity ; styr:status "s"@sv, ?t . FILTER(?t > 3) OPTIONAL { [ x:p ?a ] ^x:q+/x:r ?c } }',
  );
  assert.deepEqual(
    patterns.map(({ subject, path, object }) => [
      subject.value,
      path.map((step) => [step.inverse ? "^" : "", step.iri?.value].join("")).join("/"),
      object.value,
    ]),
    [
      ["a", "rdf:type", "styr:Activity"],
      ["a", "styr:status", '"s"'],
      ["a", "styr:status", "t"],
      ["b0", "x:p", "a"],
      ["b0", "^x:q/x:r", "c"],
    ],
  );
  assert.deepEqual([variables, form, [...prefixes]], [["a", "b", "t", "c"], "construct", [["x", "http://x/"]]]);
});

test("a variable's class comes from what is said of it, else from its properties", () => {
  const of = (text, variable) => classesOf({ kind: "variable", value: variable }, scan(text), VOCABULARY).map(name);
  assert.deepEqual(of("SELECT * { ?x a styr:Strategy }", "x"), ["styr:Strategy"]);
  assert.deepEqual(of("SELECT * { ?x styr:towards ?v }", "v"), ["styr:Vision"]);
  assert.deepEqual(of("SELECT * { ?x styr:towards ?v }", "x"), ["styr:Strategy"]);
  assert.deepEqual(of("SELECT * { ?f ^styr:inFocusArea/styr:responsible ?o }", "f"), ["styr:FocusArea"]);
  assert.deepEqual(of("SELECT * { ?f ^styr:inFocusArea/styr:responsible ?o }", "o"), ["org:Organization"]);
  assert.deepEqual(of("SELECT * { ?x styr:title ?v }", "x"), []);
});

test("properties are narrowed to the class of the variable", () => {
  assert.deepEqual(offered("SELECT * { ?x a styr:Strategy ; |"), ["a", "styr:towards", "styr:title"]);
  assert.deepEqual(offered("SELECT * { ?x a styr:Activity ; styr:inFocusArea/| }"), ["a", "styr:title"]);
  assert.deepEqual(offered("SELECT * { ?f a styr:FocusArea ; ^| }"), ["styr:inFocusArea"]);
  assert.deepEqual(offered("SELECT * { ?x a styr:InternalStrategy ; tow|", false), ["styr:towards"]);
});

test("labels of both languages are matched, also without accents", () => {
  assert.deepEqual(offered("SELECT * { ?x ansvarig|", false), ["styr:responsible"]);
  assert.deepEqual(offered("SELECT * { ?x respons|", false), ["styr:responsible"]);
  assert.deepEqual(offered("SELECT * { ?x styr:resp|", false), ["styr:responsible"]);
  assert.deepEqual(offered("SELECT * { ?x insatsomradet|", false), ["styr:inFocusArea"]);
  assert.deepEqual(offered("SELECT * { ?x a intern|", false), ["styr:InternalStrategy"]);
  assert.equal(score({ name: "styr:x", label: { sv: "Åtgärd" } }, "atg"), 80);
});

test("what fits nowhere is still found when it is meant", () => {
  assert.deepEqual(offered("SELECT * { ?x a styr:Vision ; towards|", false), ["styr:towards"]);
});

test("an object is offered what its property points at", () => {
  assert.deepEqual(offered("SELECT * { ?x styr:status |"), ["status:ongoing", "?x"]);
  assert.deepEqual(offered("SELECT * { ?x styr:towards ?v . ?v a |").slice(0, 2), ["styr:Vision", "styr:Strategy"]);
});

test("variables are those of the whole query", () => {
  assert.deepEqual(offered("SELECT ?| { ?aktivitet a styr:Activity ; styr:status ?status }", false), [
    "?aktivitet",
    "?status",
  ]);
  assert.deepEqual(offered("SELECT ?akt| { ?aktivitet a styr:Activity }", false), ["?aktivitet"]);
});

test("a prefix that nobody declared brings its line", () => {
  const { here } = at("SELECT * { ?x dca|", false);
  assert.deepEqual(
    suggestions(here, VOCABULARY).filter((each) => each.declare),
    [
      {
        insert: "dcat:",
        kind: "prefix",
        entry: { iri: "http://www.w3.org/ns/dcat#" },
        declare: ["dcat", "http://www.w3.org/ns/dcat#"],
        score: 30,
      },
    ],
  );
  assert.deepEqual(offered("SELECT * { ?x styr|", false).includes("styr:"), true);
});
