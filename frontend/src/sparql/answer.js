import { parse } from "./ntriples.js";

/**
 * @typedef {object} Answer
 * @property {"select"|"ask"|"graph"} kind
 * @property {string} query
 * @property {any} result SPARQL JSON; for a graph its triples as rows of s, p and o
 * @property {import("./ntriples.js").Triple[]} triples
 * @property {number} rows
 * @property {number} ms
 * @property {string} version
 * @property {{reason: string, message?: string}|null} truncated
 * @property {boolean} enough whether it was cut only because a page needs no more
 */

const GRAPH = "application/n-triples";
/** What the endpoint may answer: it knows which of them the query makes. */
export const ACCEPT = `application/sparql-results+json, ${GRAPH};q=0.9`;

/** Rows that the page shows at most; files have them all. */
export const ENOUGH = 10_000;

/** @param {string|null} form */
export const makesGraph = (form) => form === "construct" || form === "describe";

/** @param {Response} response @param {string} query @param {number} began @returns {Promise<Answer>} */
export async function read(response, query, began) {
  const graph = (response.headers.get("Content-Type") || "").startsWith(GRAPH);
  const body = graph ? parse(await response.text()) : await response.json();
  const result = graph ? table(body) : body;
  const reason = response.headers.get("X-Truncated");
  const truncated = result.truncated ?? (reason ? { reason } : null);
  const rows = result.results?.bindings.length ?? 1;
  return {
    kind: graph ? "graph" : "boolean" in result ? "ask" : "select",
    query,
    result,
    triples: graph ? body : [],
    rows,
    ms: Math.max(1, Math.round(Number(response.headers.get("X-Time-Ms")) || performance.now() - began)),
    version: response.headers.get("X-Version") || "",
    truncated,
    enough: truncated?.reason === "rows" && rows >= ENOUGH,
  };
}

const table = (triples) => ({
  head: { vars: ["subject", "predicate", "object"] },
  results: { bindings: triples.map(({ s, p, o }) => ({ subject: s, predicate: p, object: o })) },
});
