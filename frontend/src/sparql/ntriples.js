/** N-Triples, as the endpoint sends the graph that a CONSTRUCT or DESCRIBE makes. */

/**
 * @typedef {{type: "uri"|"bnode"|"literal", value: string, "xml:lang"?: string, lang?: string, datatype?: string}} Term
 */
/** @typedef {{s: Term, p: Term, o: Term}} Triple */

const TERM = String.raw`<([^>]*)>|_:(\S+)|"((?:[^"\\]|\\.)*)"(?:@([a-zA-Z0-9-]+)|\^\^<([^>]*)>)?`;
const LINE = new RegExp(String.raw`^\s*(?:${TERM})\s+(?:${TERM})\s+(?:${TERM})\s*\.\s*$`);
const ESCAPES = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f" };
const unescaped = (text) =>
  text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (_, four, eight, one) =>
    one ? (ESCAPES[one] ?? one) : String.fromCodePoint(parseInt(four ?? eight, 16)),
  );

/** @returns {Term} */
function term([iri, blank, text, lang, datatype]) {
  if (iri !== undefined) return { type: "uri", value: unescaped(iri) };
  if (blank !== undefined) return { type: "bnode", value: blank };
  return {
    type: "literal",
    value: unescaped(text),
    ...(lang && { lang, "xml:lang": lang }),
    ...(datatype && { datatype: unescaped(datatype) }),
  };
}

/** @param {string} text @returns {Triple[]} what can be read; a broken last line is left out */
export function parse(text) {
  const found = [];
  for (const line of text.split("\n")) {
    const match = LINE.exec(line);
    if (match) found.push({ s: term(match.slice(1, 6)), p: term(match.slice(6, 11)), o: term(match.slice(11, 16)) });
  }
  return found;
}
