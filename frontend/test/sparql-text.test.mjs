import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { parse } from "../src/sparql/ntriples.js";
import { fragment, restored } from "../src/sparql/share.js";
import { snippets } from "../src/sparql/snippets.js";

const ENDPOINT = "https://kommun.example/sparql";
const NASTY = `SELECT ?x WHERE { ?x ?p "it's \\"x\\" #(lf) )\\"", """å 😀""" } # )" slut \\`;

test("a link gives the same query back, short or long", async () => {
  for (const query of ["SELECT * { ?s ?p 'a+b & c=d %20 # é' }", NASTY, `# ${"lång fråga – ".repeat(200)}\nSELECT *`]) {
    assert.deepEqual(await restored(await fragment(query, "chart")), { query, view: "chart" });
    assert.deepEqual(await restored(await fragment(query)), { query, view: "table" });
  }
  assert.match(await fragment("x".repeat(3000)), /^#z=.{1,100}$/);
});

test("a broken link is no query", async () => {
  for (const hash of ["", "#", "#z=!!!", "#z=AAAA", "#q=", "#innehall"]) assert.equal(await restored(hash), null, hash);
});

test("triples are read with their escapes, and half a line is left out", () => {
  assert.deepEqual(
    parse(
      '<http://a/\\u00E5> <http://p> "rad\\n\\"ett\\" \\U0001F600"@sv .\n_:b1 <http://p> "1"^^<http://int> .\n<http://a> <http://p',
    ),
    [
      {
        s: { type: "uri", value: "http://a/å" },
        p: { type: "uri", value: "http://p" },
        o: { type: "literal", value: 'rad\n"ett" 😀', lang: "sv", "xml:lang": "sv" },
      },
      {
        s: { type: "bnode", value: "b1" },
        p: { type: "uri", value: "http://p" },
        o: { type: "literal", value: "1", datatype: "http://int" },
      },
    ],
  );
});

const code = (id, query, kind = "select") => snippets(kind, ENDPOINT, query).find((each) => each.id === id)?.code ?? "";

test("python reads exactly the query", (t) => {
  for (const query of [NASTY, 'SELECT ?x { ?x ?p "slut"', "ASK {}"]) {
    const written = /query = (r?"""[^]*""")\n/.exec(code("pandas", query))?.[1];
    const { stdout, error } = spawnSync(
      "python3",
      ["-c", `import sys; sys.stdout.reconfigure(encoding="utf-8"); print(${written}, end="")`],
      { encoding: "utf8" },
    );
    if (error) return t.skip("python3 is missing");
    assert.equal(stdout, query);
  }
});

test("the shell gives exactly the query to curl", (t) => {
  const { stdout, error } = spawnSync(
    "sh",
    ["-c", `curl() { for last; do :; done; printf %s "$last"; }\n${code("curl", NASTY)}`],
    { encoding: "utf8" },
  );
  if (error) return t.skip("sh is missing");
  assert.equal(stdout, `query=${NASTY}`);
});

test("R and Power Query quote what would end the text", () => {
  assert.match(code("r", NASTY), /query <- r"-\(SELECT[^]*\)-"\n/);
  assert.match(
    code("excel", 'SELECT ?x\n{ ?x ?p "#(lf)" }'),
    /"SELECT \?x#\(lf\)" &\n {4}"\{ \?x \?p ""#\(#\)\(lf\)"" \}",/,
  );
});

test("long queries are posted", () => {
  const query = `SELECT * { ?s ?p "${"x".repeat(3000)}" }`;
  assert.match(code("pandas", query), /urlopen\(endpoint, body\)/);
  assert.match(code("r", query), /req_body_form/);
  assert.match(code("excel", query), /Uri\.BuildQueryString/);
  assert.match(code("pandas", "ASK {}"), /read_csv\(endpoint \+ "\?"/);
});

test("each kind of query has the programs that can read its answer", () => {
  const names = (kind) => snippets(kind, ENDPOINT, "x").map((each) => each.id);
  assert.deepEqual(
    [names("select"), names("ask"), names("graph")],
    [
      ["pandas", "r", "excel", "curl", "sparqlwrapper"],
      ["sparqlwrapper", "curl"],
      ["rdflib", "curl"],
    ],
  );
});
