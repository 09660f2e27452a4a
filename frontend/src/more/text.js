import { fill } from "../texts.js";

/** @typedef {(key: string) => string} T */

const lines = (...parts) => parts.flat(9).filter((part) => typeof part === "string").join("\n");

/** A part under its heading; nothing for an empty one. */
const section = (heading, items) => (items.length ? ["", heading, ...items] : []);

/**
 * An answer as plain text: with its path, its sources, and what is only an illustration marked so.
 *
 * @param {string} question as it was understood
 * @param {import("../client.js").Answer} answer
 * @param {T} t
 * @param {(href?: string|null) => string|null} url
 * @param {string|null} link to the answer
 */
export function asText(question, answer, t, url, link) {
  const mark = (thing) => (thing.illustrative ? ` (${t("illustrative")})` : "");
  const paths = (answer.strategies || []).filter(({ path }) => path?.length);
  const step = (each, i) => [
    `${i + 1}. ${each.type_label}: ${each.title}${mark(each)}`, each.relation_label && `   ${each.relation_label}`];
  return lines(
    `${t("asked")} ${question}`, "",
    t(`verdict_${answer.verdict}`), answer.answer,
    ...paths.map(({ title, path }, i) => section(i ? `${t("other_path")} ${title}` : t("path"), path.flatMap(step))),
    section(t("values"), (answer.values || []).map((value) => `– ${value.title}${mark(value)}`)),
    section(t("sources"), (answer.citations || []).flatMap((each) => source(each, t, url, mark))),
    answer.illustrative && ["", t("illustrative_note")],
    "", answer.version ? fill(t("version"), { version: answer.version }) : t("unpublished"),
    answer.model && !answer.sparql && fill(t("model"), { model: answer.model }),
    t("notice").split(". ")[0] + ".", link,
  );
}

function source(citation, t, url, mark) {
  const { quote, verbatim } = citation;
  return [
    `[${citation.n}] ${citation.title}${mark(citation)}`,
    quote && (verbatim ? `   ”${quote}”` : `   ${t("summarised")} ${quote}`),
    citation.source && `   ${t("source")} ${citation.source}`,
    url(citation.url || citation.href) && `   ${url(citation.url || citation.href)}`,
  ].filter(Boolean);
}
