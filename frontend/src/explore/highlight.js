import { h } from "../dom.js";

/** SPARQL in pieces by what they are, and as DOM. Never parses anything as HTML. */

const PIECE = new RegExp([
  String.raw`(?<comment>#[^\n]*)`,
  String.raw`(?<iri><[^<>\s]*>)`,
  String.raw`(?<string>"(?:[^"\\\n]|\\.)*"(?:@[A-Za-z-]+)?|'(?:[^'\\\n]|\\.)*'(?:@[A-Za-z-]+)?)`,
  String.raw`(?<variable>[?$][\p{L}\p{N}_]+)`,
  String.raw`(?<name>[\p{L}\p{N}_-]*:[\p{L}\p{N}_.-]*)`,
  String.raw`(?<word>\p{L}[\p{L}\p{N}_]*)`,
  String.raw`(?<number>\d+(?:\.\d+)?)`,
].join("|"), "gu");

/**
 * @param {string} text
 * @returns {{kind: string, text: string}[]} together they are the text
 */
export function pieces(text) {
  const found = [];
  let end = 0;
  for (const match of text.matchAll(PIECE)) {
    if (match.index > end) found.push({ kind: "", text: text.slice(end, match.index) });
    const [kind] = Object.entries(match.groups || {}).find(([, value]) => value !== undefined) || [""];
    found.push({ kind, text: match[0] });
    end = match.index + match[0].length;
  }
  if (end < text.length) found.push({ kind: "", text: text.slice(end) });
  return found;
}

/** @param {string} text */
export const highlighted = (text) => h("code", {}, ...pieces(text).map((piece) => (piece.kind ? h("span", { className: piece.kind }, piece.text) : piece.text)));
