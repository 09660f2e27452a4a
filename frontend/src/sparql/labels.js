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
    /** @type {Map<string, Promise<unknown>>} what was asked for, and what brings it */
    this.asked = new Map();
  }

  /** @param {string} iri @returns {Label|null} */
  of(iri) {
    return this.known[iri] ?? null;
  }

  /**
   * Fetches the titles that are missing, and waits for those already on their way. A failure leaves the IRIs as they are.
   * @param {Iterable<string>} iris
   * @returns {Promise<boolean>} whether anything came that was not there before
   */
  async want(iris) {
    const unknown = [...new Set(iris)].filter((iri) => !(iri in this.known) && iri.length <= LONGEST);
    const missing = unknown.filter((iri) => !this.asked.has(iri)).slice(0, MOST);
    for (let i = 0; i < missing.length; i += BATCH) this.#fetch(missing.slice(i, i + BATCH));
    await Promise.all(new Set(unknown.map((iri) => this.asked.get(iri))));
    return unknown.some((iri) => iri in this.known);
  }

  /** @param {string[]} iris */
  #fetch(iris) {
    const coming = this.api.labels(iris).then(
      (found) => Object.assign(this.known, found),
      () => {
        for (const iri of iris) this.asked.delete(iri);
      },
    );
    for (const iri of iris) this.asked.set(iri, coming);
  }
}

/** @param {any} result SPARQL JSON @returns {Generator<string>} */
export function* irisOf(result) {
  for (const row of result.results?.bindings ?? []) {
    for (const term of Object.values(row)) if (term.type === "uri") yield term.value;
  }
}
