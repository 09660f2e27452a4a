import { fold } from "./fold.js";

/** @typedef {{sv?: string, en?: string}} Words */
/** @typedef {{iri: string, name: string, label: Words, comment?: Words, above?: string[], count?: number}} Class */
/**
 * @typedef {{iri: string, name: string, label: Words, comment?: Words, domains: string[], ranges: string[], kind: string, scheme: string|null, count?: number}} Property
 */
/** @typedef {{iri: string, name: string, label: Words, scheme: string|null}} Concept */

export const TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

/** Vocabularies that are often used beside the predeclared ones; a query that uses one needs its PREFIX line. */
export const WELL_KNOWN = {
  dcat: "http://www.w3.org/ns/dcat#",
  dc: "http://purl.org/dc/elements/1.1/",
  dcterms: "http://purl.org/dc/terms/",
  void: "http://rdfs.org/ns/void#",
  qb: "http://purl.org/linked-data/cube#",
  vann: "http://purl.org/vocab/vann/",
  adms: "http://www.w3.org/ns/adms#",
  locn: "http://www.w3.org/ns/locn#",
  geo: "http://www.opengis.net/ont/geosparql#",
  time: "http://www.w3.org/2006/time#",
  eli: "http://data.europa.eu/eli/ontology#",
  sdo: "https://schema.org/",
};

const EMPTY = { version: 0, prefixes: {}, classes: [], properties: [], concepts: [], graphs: [] };
const LOCAL = /^[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_-])?$/u;

/** What the ontology has, as `/api/sparql/vocabulary` tells it, with look-ups. */
export class Vocabulary {
  /** @param {Partial<typeof EMPTY>} [data] */
  constructor(data = {}) {
    Object.assign(this, EMPTY, data);
    /** @type {Map<string, Class>} */
    this.classOf = new Map(this.classes.map((each) => [each.iri, each]));
    /** @type {Map<string, Property>} */
    this.propertyOf = new Map(this.properties.map((each) => [each.iri, each]));
    this.prefixMap = new Map(Object.entries(this.prefixes));
  }

  /**
   * The IRI of a term as it is written in a query, or null.
   * @param {import("./scan.js").Term|null|undefined} term
   * @param {Map<string, string>} [declared] the query's own prefixes
   */
  iri(term, declared = new Map()) {
    if (term?.kind === "iri") return term.value.slice(1, -1);
    if (term?.kind !== "name") return null;
    const colon = term.value.indexOf(":");
    const prefix = term.value.slice(0, colon);
    const space = declared.get(prefix) ?? this.prefixMap.get(prefix);
    return space === undefined ? null : space + term.value.slice(colon + 1).replaceAll("\\", "");
  }

  /**
   * `styr:Strategy` for an IRI, or null when no prefix fits.
   * @param {string} iri
   * @param {Map<string, string>} [declared]
   */
  shorten(iri, declared = new Map()) {
    let best = null;
    for (const [prefix, space] of [...declared, ...this.prefixMap]) {
      const known = declared.get(prefix);
      if (known !== undefined && known !== space) continue;
      if (iri.startsWith(space) && LOCAL.test(iri.slice(space.length)) && (!best || space.length > best[1].length))
        best = [prefix, space];
    }
    return best && `${best[0]}:${iri.slice(best[1].length)}`;
  }

  /** Whether one class is the other, or below it. @param {string} below @param {string} above */
  under(below, above) {
    return below === above || Boolean(this.classOf.get(below)?.above?.includes(above));
  }

  /** Whether something can be of both classes, as far as their hierarchy tells. @param {string} a @param {string} b */
  related(a, b) {
    return this.under(a, b) || this.under(b, a);
  }
}

/**
 * How well an entry answers what was typed: 0 is not at all. Names and labels in every language count.
 * @param {{name: string, label?: Words, comment?: Words}} entry
 * @param {string} typed folded
 */
export function score(entry, typed) {
  if (!typed) return 1;
  const name = fold(entry.name);
  const local = name.slice(name.indexOf(":") + 1);
  if (name === typed || local === typed) return 100;
  if (name.startsWith(typed) || local.startsWith(typed)) return 90 - local.length / 100;
  const labels = Object.values(entry.label ?? {})
    .filter(Boolean)
    .map(fold);
  if (labels.includes(typed)) return 95;
  if (labels.some((label) => label.startsWith(typed))) return 80;
  if (labels.some((label) => label.split(/[\s-]+/).some((word) => word.startsWith(typed)))) return 70;
  if (local.includes(typed) || labels.some((label) => label.includes(typed))) return 50;
  if (typed.length < 4) return 0;
  const comments = Object.values(entry.comment ?? {})
    .filter(Boolean)
    .map(fold);
  return comments.some((text) => text.split(/[^\p{L}]+/u).some((word) => word.startsWith(typed))) ? 10 : 0;
}
