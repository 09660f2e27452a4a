import { shortName } from "./terms.js";

/**
 * @typedef {import("./terms.js").Term} Term
 * @typedef {import("./terms.js").Labels} Labels
 * @typedef {import("../ntriples.js").Triple} Triple
 * @typedef {{label: string, text: string, lang: string}} Fact
 * @typedef {{id: string, iri: string|null, title: string, type: string, typeIri: string, href: string|null, facts: Fact[], out: number, in: number}} Node
 * @typedef {{from: string, to: string, label: string}} Edge several properties between the same two are one edge
 * @typedef {{nodes: Node[], edges: Edge[], allNodes: number, allEdges: number}} Graph
 */

/** Most things and relations that are shown. */
export const MOST_NODES = 300, MOST_EDGES = 900;

const RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const TITLES = [
  "http://purl.org/dc/terms/title", "http://www.w3.org/2004/02/skos/core#prefLabel", "http://www.w3.org/2000/01/rdf-schema#label",
  "http://xmlns.com/foaf/0.1/name", "https://schema.org/name",
];

const isNode = ({ type }) => type === "uri" || type === "bnode";
const idOf = ({ type, value }) => (type === "bnode" ? `_:${value}` : value);

/** IRIs that need labels to show these triples. @param {Triple[]} triples @returns {string[]} */
export function irisOf(triples) {
  const found = new Set();
  for (const triple of triples) {
    for (const term of [triple.s, triple.p, triple.o]) if (term.type === "uri") found.add(term.value);
  }
  return [...found];
}

/**
 * Things, what is said of each, and how they hang together.
 *
 * @param {Triple[]} triples
 * @param {Labels} labels
 * @param {string} lang
 * @param {(key: string) => string} t
 * @returns {Graph} the first things in the order they are mentioned, subjects before objects
 */
export function graphOf(triples, labels, lang, t) {
  const about = collect(triples);
  const order = [...about.keys()];
  const shown = new Set(order.slice(0, MOST_NODES));
  const nodes = order.slice(0, MOST_NODES).map((id) => nodeOf(id, about.get(id), labels, lang, t));
  const edges = merged(about, labels);
  const visible = edges.filter(({ from, to }) => shown.has(from) && shown.has(to));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  for (const { from, to } of visible) {
    byId.get(from).out++;
    byId.get(to).in++;
  }
  return { nodes, edges: visible.slice(0, MOST_EDGES), allNodes: order.length, allEdges: visible.length };
}

/** @returns {Map<string, {types: string[], literals: [string, Term][], links: [string, string][]}>} */
function collect(triples) {
  const about = new Map();
  const at = (id) => about.get(id) || about.set(id, { types: [], literals: [], links: [] }).get(id);
  for (const { s } of triples) at(idOf(s));
  for (const { s, p, o } of triples) {
    const node = at(idOf(s));
    if (p.value === RDF_TYPE && o.type === "uri") node.types.push(o.value);
    else if (isNode(o)) {
      node.links.push([p.value, idOf(o)]);
      at(idOf(o));
    } else node.literals.push([p.value, o]);
  }
  return about;
}

function nodeOf(id, { types, literals }, labels, lang, t) {
  const iri = id.startsWith("_:") ? null : id;
  const known = labels[id] || {};
  const typeIri = known.type?.iri || types[0] || "";
  const type = known.type?.label || (typeIri ? nameOf(typeIri, labels) : "");
  const facts = literals.map(([property, term]) => ({ label: nameOf(property, labels), text: term.value, lang: term["xml:lang"] || "" }));
  const title = known.title || own(literals, lang) || (iri ? shortName(iri) : t("graph_blank"));
  return { id, iri, title, type, typeIri, href: known.href || iri, facts, out: 0, in: 0 };
}

/** The title that the triples themselves give, in the reader's language if there is one. */
function own(literals, lang) {
  const titles = literals.filter(([property]) => TITLES.includes(property)).map(([, term]) => term);
  return (titles.find((term) => term["xml:lang"]?.toLowerCase().startsWith(lang)) || titles[0])?.value || "";
}

const nameOf = (iri, labels) => labels[iri]?.title || shortName(iri);

function merged(about, labels) {
  const found = new Map();
  for (const [from, { links }] of about) {
    for (const [property, to] of links) {
      const key = `${from} ${to}`;
      if (!found.has(key)) found.set(key, { from, to, names: new Set() });
      found.get(key).names.add(nameOf(property, labels));
    }
  }
  return [...found.values()].map(({ from, to, names }) => ({ from, to, label: [...names].join(", ") }));
}
