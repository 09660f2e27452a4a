import { tokens } from "./tokens.js";

/**
 * The change that declares a prefix: after the last PREFIX line, or at the top below the first comments.
 * @param {string} text @param {string} prefix @param {string} space
 * @returns {{from: number, insert: string}}
 */
export function declare(text, prefix, space) {
  const found = tokens(text);
  let last = -1;
  for (let i = 0; i + 2 < found.length && /^(?:prefix|base)$/i.test(found[i].text);) {
    const size = /^base$/i.test(found[i].text) ? 2 : 3;
    last = found[i + size - 1]?.to ?? -1;
    i += size;
  }
  const line = `PREFIX ${prefix}: <${space}>`;
  if (last >= 0) return { from: last, insert: `\n${line}` };
  const from = /^(?:[^\S\n]*#[^\n]*\n)*/.exec(text)?.[0].length ?? 0;
  return { from, insert: `${line}\n` };
}
