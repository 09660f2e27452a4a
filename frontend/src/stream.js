/**
 * Server-sent events over fetch: EventSource cannot POST.
 * Follows https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 * except that `id` and `retry` are ignored, since nothing reconnects.
 */

/** @typedef {{event: string, data: string}} ServerEvent */

/**
 * Splits decoded text into events. Feed it pieces in order; it keeps the unfinished rest.
 * @returns {(piece: string) => ServerEvent[]}
 */
export function parser() {
  let rest = "";
  let event = "";
  /** @type {string[]} */
  let data = [];
  return (piece) => {
    rest += piece;
    const found = [];
    for (;;) {
      const end = rest.search(/[\r\n]/);
      // A lone CR at the end may be the first half of CR LF: wait for what follows.
      if (end < 0 || (rest[end] === "\r" && end === rest.length - 1)) return found;
      const line = rest.slice(0, end);
      rest = rest.slice(end + (rest.startsWith("\r\n", end) ? 2 : 1));
      if (line === "") {
        if (data.length) found.push({ event: event || "message", data: data.join("\n") });
        event = "";
        data = [];
        continue;
      }
      const [, field, value] = /** @type {RegExpMatchArray} */ (line.match(/^([^:]*)(?:: ?)?(.*)$/s));
      if (field === "event") event = value;
      if (field === "data") data.push(value);
    }
  };
}

/**
 * Reads a response body as events, until it ends.
 * @param {ReadableStream<Uint8Array>} body
 * @returns {AsyncGenerator<ServerEvent>}
 */
export async function* events(body) {
  const reader = body.getReader();
  const decoder = new TextDecoder(); // drops a leading byte order mark, as the standard says
  const parse = parser();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield* parse(decoder.decode(value, { stream: true }));
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
