import { h } from "../dom.js";
import { addressOf, LONGEST_URL } from "./snippets.js";

/** @typedef {{id: string, name: string, ending: string, accept: string, more: Record<string, string>}} Format */

const format = (id, name, ending, accept, more = {}) => ({ id, name, ending, accept, more: { format: id, ...more } });
const ROWS = [
  format("csv", "CSV", "csv", "text/csv"),
  format("excel", "sparql_excel", "csv", "text/csv"),
  format("tsv", "TSV", "tsv", "text/tab-separated-values"),
  format("json", "JSON", "json", "application/sparql-results+json"),
  format("xml", "XML", "xml", "application/sparql-results+xml"),
];
/** @type {Record<string, Format[]>} */
const FORMATS = {
  select: ROWS,
  ask: ROWS.slice(3),
  graph: [
    format("turtle", "Turtle", "ttl", "text/turtle"),
    format("ntriples", "N-Triples", "nt", "application/n-triples"),
    format("rdfxml", "RDF/XML", "rdf", "application/rdf+xml"),
    format("jsonld", "JSON-LD", "jsonld", "application/ld+json"),
  ],
};

/**
 * Links to the answer as files; a query too long for a link is posted.
 * @param {import("./answer.js").Answer} answer
 * @param {import("./context.js").Context} ctx
 */
export function downloads({ kind, query, truncated, enough }, ctx) {
  // A cut answer breaks off on the way, so that no program takes it for the whole, unless a part is asked for.
  const part = truncated && !enough ? { partial: "1" } : {};
  const items = FORMATS[kind].map((each) => {
    const inWords = each.id === "excel" ? { lang: ctx.lang } : {};
    return h("li", {}, one({ ...each, more: { ...each.more, ...inWords, ...part } }, query, ctx));
  });
  return h(
    "div",
    { className: "downloads" },
    h("h3", { id: "download" }, ctx.t("download")),
    h("ul", { role: "list", "aria-labelledby": "download" }, ...items),
  );
}

function one(each, query, ctx) {
  const href = addressOf(ctx.api.endpoint, query, each.more);
  const name = `${ctx.t("file_name")}.${each.ending}`;
  const text = each.name === each.name.toLowerCase() ? ctx.t(each.name) : each.name;
  if (href.length <= LONGEST_URL) return h("a", { href, download: name }, text);
  return h("button", { type: "button", className: "link", on: { click: () => posted(each, query, name, ctx) } }, text);
}

async function posted(each, query, name, ctx) {
  try {
    const response = await ctx.api.run(query, each.accept, each.more);
    const href = URL.createObjectURL(await response.blob());
    h("a", { href, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
    ctx.say(ctx.t("downloaded"));
  } catch (error) {
    ctx.say(error.message || ctx.t("unreachable"));
  }
}
