/** Titles of things, asked for once each. */
const BATCH = 500;
/** How many titles are fetched at once for a whole result; those of later pages come when they are shown. */
const MOST = 4 * BATCH;
/** The service refuses a longer IRI, and with it the others of its batch. */
const LONGEST = 2000;

/** @typedef {{title: string, type: {iri: string, label: string}|null, href: string|null}} Label */

export class Labels {
  /** @param {import("./api.js").Api} api */
  constructor(api) {
    this.api = api;
    /** @type {Record<string, Label>} */
    this.known = Object.create(null);
    this.asked = new Set();
  }

  /** @param {string} iri @returns {Label|null} */
  of(iri) {
    return this.known[iri] ?? null;
  }

  /**
   * Fetches the titles that are missing. A failure leaves the IRIs as they are.
   * @param {Iterable<string>} iris
   * @returns {Promise<boolean>} whether anything new came
   */
  async want(iris) {
    const missing = [...new Set(iris)].filter((iri) => !this.asked.has(iri) && iri.length <= LONGEST).slice(0, MOST);
    for (const iri of missing) this.asked.add(iri);
    const parts = [];
    for (let i = 0; i < missing.length; i += BATCH) parts.push(missing.slice(i, i + BATCH));
    const found = await Promise.all(parts.map((part) => this.api.labels(part).catch(() => this.#forget(part))));
    for (const each of found) Object.assign(this.known, each);
    return found.some((each) => Object.keys(each).length > 0);
  }

  #forget(iris) {
    for (const iri of iris) this.asked.delete(iri);
    return {};
  }
}

/** @param {any} result SPARQL JSON @returns {Generator<string>} */
export function* irisOf(result) {
  for (const row of result.results?.bindings ?? []) {
    for (const term of Object.values(row)) if (term.type === "uri") yield term.value;
  }
}
