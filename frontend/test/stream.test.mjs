import assert from "node:assert/strict";
import { test } from "node:test";
import { address, baseOf, uuid } from "../src/links.js";
import { events, parser } from "../src/stream.js";

const TEXT = "\uFEFF: hej\r\nevent: delta\r\ndata: {\"text\":\r\ndata: \"å\"}\r\n\r\nid: 7\ndata:x\n\ndata\rdata: y\r\revent: tom\n\ndata: halv";
const EXPECTED = [
  { event: "delta", data: '{"text":\n"å"}' },
  { event: "message", data: "x" },
  { event: "message", data: "\ny" },
];

async function read(chunks) {
  const body = new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  const found = [];
  for await (const event of events(body)) found.push(event);
  return found;
}

test("events are the same wherever the bytes are cut", async () => {
  const bytes = new TextEncoder().encode(TEXT);
  for (let size = 1; size <= bytes.length; size++) {
    const chunks = [];
    for (let i = 0; i < bytes.length; i += size) chunks.push(bytes.slice(i, i + size));
    assert.deepEqual(await read(chunks), EXPECTED, `pieces of ${size} bytes`);
  }
});

test("an event without its blank line is not delivered", () => {
  assert.deepEqual(parser()("event: done\ndata: {}\n"), []);
});

test("the reader is released when the consumer stops early", async () => {
  let cancelled = false;
  const body = new ReadableStream({
    pull: (controller) => controller.enqueue(new TextEncoder().encode("data: 1\n\n")),
    cancel: () => { cancelled = true; },
  });
  for await (const _ of events(body)) break;
  assert.equal(cancelled, true);
});

test("only web addresses become links, and paths stay under the service", () => {
  const base = "https://kommun.example/styr";
  const cases = {
    "/id/pitea/vision": "https://kommun.example/styr/id/pitea/vision",
    "id/x": "https://kommun.example/styr/id/x",
    "https://annan.example/a": "https://annan.example/a",
    "//annan.example/a": "https://kommun.example/styr/annan.example/a",
    "javascript:alert(1)": null,
    "JavaScript:alert(1)": null,
    "data:text/html,x": null,
    "": null,
  };
  for (const [href, expected] of Object.entries(cases)) assert.equal(address(href, base), expected, href);
  assert.equal(address(null, base), null);
});

test("the service is found from the script's own address", () => {
  assert.equal(baseOf("https://a.example/widget.js"), "https://a.example");
  assert.equal(baseOf("https://a.example/static/widget.js?v=1"), "https://a.example");
  assert.equal(baseOf("https://a.example/styr/static/widget.js"), "https://a.example/styr");
});

test("an identifier has the same form without a secure context", () => {
  const form = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  assert.match(uuid(), form);
  Object.defineProperty(crypto, "randomUUID", { value: undefined, configurable: true });
  for (let i = 0; i < 200; i++) assert.match(uuid(), form);
});
