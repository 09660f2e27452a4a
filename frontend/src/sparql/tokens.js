/** A tolerant reader of SPARQL's words: it never fails, whatever half a query looks like. */

/** @typedef {{type: string, text: string, from: number, to: number}} Token */

const LOCAL = String.raw`[\p{L}\p{N}_:%-]|\\[_~.\-!$&'()*+,;=/?#@%]`;
const NAME = String.raw`(?:\p{L}[\p{L}\p{N}_-]*(?:\.[\p{L}\p{N}_-]+)*|_)?:(?:(?:${LOCAL})(?:(?:${LOCAL})|\.+(?=[\p{L}\p{N}_:%-]))*)?`;

/** In the order they are tried. */
const KINDS = {
  comment: "#[^\\n]*",
  iri: String.raw`<[^<>"{}|^\x60\\\s]*>`,
  string: String.raw`"""(?:[^"\\]|\\[^]|"(?!""))*(?:"""|$)|'''(?:[^'\\]|\\[^]|'(?!''))*(?:'''|$)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?`,
  variable: String.raw`[?$][\p{L}\p{N}_]+`,
  lang: "@[a-zA-Z]+(?:-[a-zA-Z0-9]+)*",
  number: String.raw`\d+(?:\.\d+)?(?:[eE][+-]?\d+)?`,
  name: NAME,
  word: String.raw`[\p{L}_][\p{L}\p{N}_-]*`,
  punct: String.raw`\^\^|&&|\|\||[<>!]=|[^\s]`,
};
const TOKEN = new RegExp(
  Object.entries(KINDS)
    .map(([name, body]) => `(?<${name}>${body})`)
    .join("|"),
  "gu",
);

/**
 * The words of a query, comments left out.
 * @param {string} text
 * @returns {Token[]}
 */
export function tokens(text) {
  const found = [];
  for (const match of text.matchAll(TOKEN)) {
    const [type, value] = Object.entries(match.groups ?? {}).find(([, part]) => part !== undefined) ?? [
      "punct",
      match[0],
    ];
    if (type !== "comment") found.push({ type, text: value, from: match.index, to: match.index + value.length });
  }
  return found;
}

/**
 * Whether a place in the text is inside a comment or a string, where nothing is offered.
 * @param {string} text
 * @param {number} at
 */
export function quoted(text, at) {
  for (const match of text.matchAll(TOKEN)) {
    if (match.index >= at) return false;
    const end = match.index + match[0].length;
    if (match.groups?.comment !== undefined && at <= end) return true;
    if (match.groups?.string !== undefined && (at < end || (at === end && !closed(match[0])))) return true;
  }
  return false;
}

function closed(string) {
  const mark = /^("""|'''|"|')/.exec(string)?.[0] ?? "";
  return string.length >= 2 * mark.length && string.endsWith(mark);
}
