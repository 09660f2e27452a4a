/** Which classes a variable can be of, and which properties therefore fit it. */
import { TYPE } from "./vocabulary.js";

/** @typedef {import("./vocabulary.js").Vocabulary} Vocabulary */
/** @typedef {import("./scan.js").Scan} Scan */
/** @typedef {import("./scan.js").Step} Step */

/** @param {Step} step @param {Scan} found @param {Vocabulary} vocabulary */
function ends(step, found, vocabulary) {
  const property = step.loose ? null : vocabulary.propertyOf.get(vocabulary.iri(step.iri, found.prefixes) ?? "");
  if (!property) return { from: [], to: [] };
  return step.inverse
    ? { from: property.ranges, to: property.domains }
    : { from: property.domains, to: property.ranges };
}

/** The narrower of each pair that goes together; what was known when none does. */
function narrowed(known, others, vocabulary) {
  if (!known.length || !others.length) return known.length ? known : others;
  const both = known.flatMap((a) =>
    others.filter((b) => vocabulary.related(a, b)).map((b) => (vocabulary.under(a, b) ? a : b)),
  );
  return both.length ? [...new Set(both)] : known;
}

const same = (a, b) => a && b && a.kind === b.kind && a.value === b.value;
const types = (path, found, vocabulary) =>
  path.length === 1 && !path[0].inverse && vocabulary.iri(path[0].iri, found.prefixes) === TYPE;

/**
 * Classes that a term can be of: what the query says it is, else what its properties tell. None is "any".
 * @param {import("./scan.js").Term|null|undefined} term
 * @param {Scan} found
 * @param {Vocabulary} vocabulary
 * @returns {string[]}
 */
export function classesOf(term, found, vocabulary) {
  if (!term) return [];
  const stated = found.patterns
    .filter((each) => same(each.subject, term) && types(each.path, found, vocabulary))
    .map((each) => vocabulary.iri(each.object, found.prefixes))
    .filter((iri) => iri !== null);
  if (stated.length) return [...new Set(stated)];
  let classes = [];
  for (const { subject, path, object } of found.patterns) {
    if (!path.length) continue;
    if (same(subject, term)) classes = narrowed(classes, ends(path[0], found, vocabulary).from, vocabulary);
    if (same(object, term)) classes = narrowed(classes, ends(path[path.length - 1], found, vocabulary).to, vocabulary);
  }
  return classes;
}

/**
 * Classes at the place in a path where the next step begins.
 * @param {import("./scan.js").Context} context
 * @param {Scan} found
 * @param {Vocabulary} vocabulary
 */
export function classesHere(context, found, vocabulary) {
  const path = context.path ?? [];
  return path.length
    ? ends(path[path.length - 1], found, vocabulary).to
    : classesOf(context.subject, found, vocabulary);
}

/**
 * Whether a property can stand after things of these classes (before them, when `inverse`):
 * 2 when made for them, 1 when it goes with anything, 0 when not.
 * @param {import("./vocabulary.js").Property} property
 * @param {string[]} classes
 * @param {boolean} inverse
 * @param {Vocabulary} vocabulary
 */
export function fits(property, classes, inverse, vocabulary) {
  const wanted = inverse ? property.ranges : property.domains;
  if (inverse && property.kind !== "thing" && property.kind !== "concept") return 0;
  if (!wanted.length) return inverse && property.kind === "concept" && classes.length ? 0 : 1;
  if (!classes.length) return 2;
  return classes.some((a) => wanted.some((b) => vocabulary.related(a, b))) ? 2 : 0;
}

/**
 * The property that an object at the cursor belongs to.
 * @param {import("./scan.js").Context} context
 * @param {Scan} found
 * @param {Vocabulary} vocabulary
 */
export function propertyHere(context, found, vocabulary) {
  const step = context.path?.[context.path.length - 1];
  const iri = step && vocabulary.iri(step.iri, found.prefixes);
  if (!iri) return null;
  if (iri === TYPE) return { iri: TYPE, kind: "class", ranges: [], domains: [], inverse: false };
  const property = vocabulary.propertyOf.get(iri);
  return property ? { ...property, inverse: step.inverse } : null;
}
