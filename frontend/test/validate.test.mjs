import assert from "node:assert/strict";
import { test } from "node:test";
import { lets, pairs } from "../src/validate/filters.js";
import { endingOf, named, size } from "../src/validate/names.js";
import { around } from "../src/validate/source.js";
import { counted, translator } from "../src/validate/words.js";

const every = { severities: ["violation", "warning", "info"], rule: "", strategy: "", owner: "", text: "" };
const result = { severity: "warning", rule: "R21", strategy: "s", owner: "-", text: "r21 läxhjälp" };

test("a filter lets through what matches all of it", () => {
  assert.ok(lets(result, every));
  assert.ok(lets(result, { ...every, rule: "R21", owner: "-", text: " LÄX " }));
  for (const other of [{ severities: ["violation"] }, { rule: "R22" }, { strategy: "t" }, { owner: "o" }, { text: "bad" }, { severities: [] }]) {
    assert.ok(!lets(result, { ...every, ...other }));
  }
});

test("the address holds only what narrows", () => {
  assert.deepEqual(pairs(every), []);
  assert.deepEqual(pairs({ severities: ["info"], rule: "R1", strategy: "", owner: "-", text: " a " }), [["severity", "info"], ["rule", "R1"], ["owner", "-"], ["q", "a"]]);
});

test("files of one name get names of their own, as on the server", () => {
  const files = ["a.ttl", "a.ttl", "b", "a.ttl", "b"].map((name) => ({ name }));
  assert.deepEqual([...named(files).keys()], ["a.ttl", "a (2).ttl", "b", "a (3).ttl", "b (2)"]);
  assert.deepEqual(["a.TTL", "b", "c.tar.gz"].map(endingOf), ["ttl", "", "gz"]);
  assert.deepEqual([400, 12_345, 3_450_000].map((bytes) => size(bytes, "sv")), ["1 kB", "13 kB", "3,5 MB"]);
});

test("the lines around a place", () => {
  const text = Array.from({ length: 1000 }, (_, i) => `rad ${i + 1}\r`).join("\n");
  const lines = around(text, 500);
  assert.deepEqual([lines[0], lines.at(-1), lines.length], [{ number: 300, text: "rad 300", here: false }, { number: 700, text: "rad 700", here: false }, 401]);
  assert.deepEqual(lines.filter((line) => line.here), [{ number: 500, text: "rad 500", here: true }]);
  assert.deepEqual(around("a", 1), [{ number: 1, text: "a", here: true }]);
});

test("counts in words", () => {
  const t = translator({ violation_one: "1 brott", warning_many: "{n} varningar", info_one: "1 påpekande", and: "{before} och {last}" });
  assert.equal(counted(t, { violation: 1, warning: 2, info: 1 }), "1 brott, 2 varningar och 1 påpekande");
  assert.equal(counted(t, { violation: 0, warning: 2, info: 0 }), "2 varningar");
  assert.equal(counted(t, { violation: 0, warning: 0, info: 0 }), "");
});
