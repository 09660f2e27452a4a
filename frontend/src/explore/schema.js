import { inWords } from "../sparql/context.js";

/**
 * @typedef {import("./state.js").Path} Path
 * @typedef {{property: string, inverse: boolean, name: string, label: {sv?: string, en?: string}, kind: import("./operators.js").Kind, target: string|null, scheme: string|null, count: number}} Field
 */

/** Whether a field is the step of a path. @param {Field} field @param {import("./state.js").Step} step */
const is = (field, step) => field.property === step.property && field.inverse === step.inverse;

/** Which fields each class has, asked for once each. */
export class Schema {
  /** @param {import("../sparql/api.js").Api} api */
  constructor(api) {
    this.api = api;
    /** @type {Map<string, Promise<Field[]>>} */
    this.asked = new Map();
  }

  /** @param {string} iri of a class @returns {Promise<Field[]>} */
  fields(iri) {
    const known = this.asked.get(iri);
    if (known) return known;
    const search = new URLSearchParams({ class: iri, lang: this.api.lang });
    const coming = this.api.json(`/api/sparql/explore/columns?${search}`).then(({ columns }) => columns);
    this.asked.set(iri, coming);
    coming.catch(() => this.asked.delete(iri)); // so that it can be tried again
    return coming;
  }

  /**
   * The fields that a path goes through.
   * @param {string} iri of the class it begins at
   * @param {Path} path
   * @returns {Promise<Field[]|null>} null when the path leads nowhere
   */
  async along(iri, path) {
    const found = [];
    let at = /** @type {string|null} */ (iri);
    for (const step of path) {
      const field = at ? (await this.fields(at)).find((each) => is(each, step)) : undefined;
      if (!field) return null;
      found.push(field);
      at = field.target;
    }
    return found;
  }
}

/** What is at the end of a step: what its variable is called, or for what points here, who does and how. @param {Field} field @param {string} lang */
const called = (field, lang) => (field.inverse ? inWords(field.label, lang) : "") || field.name.replace(/^\w+:/, "").replaceAll("_", " ");

/** A path in words: "insatsområde → utvecklingsprogram → titel". @param {Field[]} fields @param {string} lang */
export const inOrder = (fields, lang) => fields.map((field) => called(field, lang)).join(" → ");
