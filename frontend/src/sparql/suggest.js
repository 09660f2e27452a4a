/**
 * What can be offered at the cursor without asking the server: words of the language, variables,
 * prefixes, classes, properties and concepts. Pure: text in, suggestions out.
 */
import { fold } from "./fold.js";
import { classesHere, classesOf, fits, propertyHere } from "./infer.js";
import { quoted } from "./tokens.js";
import { scan } from "./scan.js";
import { score, TYPE, WELL_KNOWN } from "./vocabulary.js";
import { CALLS, WORDS } from "./words.js";

/** @typedef {import("./vocabulary.js").Vocabulary} Vocabulary */
/**
 * @typedef {object} Suggestion
 * @property {string} insert what is written
 * @property {"variable"|"keyword"|"call"|"prefix"|"class"|"property"|"concept"|"value"|"thing"|"graph"} kind
 * @property {any} [entry] what the vocabulary says of it
 * @property {[string, string]} [declare] prefix and namespace that the query lacks
 * @property {number} score
 */

const BEFORE = /(?:[?$][\p{L}\p{N}_]*|<[^<>\s]*|[\p{L}\p{N}_:.@%-]+)$/u;
const MOST = 60;

/**
 * @param {string} text the query
 * @param {number} cursor
 * @param {boolean} explicit asked for, not just typed
 * @param {Vocabulary} vocabulary
 */
export function situation(text, cursor, explicit, vocabulary) {
  if (quoted(text, cursor)) return null;
  const line = text.slice(text.lastIndexOf("\n", cursor - 1) + 1, cursor);
  const typed = BEFORE.exec(line)?.[0] ?? "";
  if ((!typed && !explicit) || /^[\d@.-]/.test(typed)) return null;
  const found = scan(text, cursor);
  const property = found.context.role === "object" ? propertyHere(found.context, found, vocabulary) : null;
  return { typed, from: cursor - typed.length, found, property };
}

/** @param {NonNullable<ReturnType<typeof situation>>} here @param {Vocabulary} vocabulary @returns {Suggestion[]} */
export function suggestions(here, vocabulary) {
  const {
    typed,
    found: {
      context: { role },
    },
  } = here;
  if (/^[?$]/.test(typed)) return variables(here, typed.slice(1));
  if (role === "prefix") return declarations(here, vocabulary);
  const word = fold(typed.replace(/^</, ""));
  const all = [
    ...(role === "object" ? values(here, vocabulary, word) : []),
    ...(role === "predicate" ? properties(here, vocabulary, word) : []),
    ...(typed || role === "subject" || role === "start" || role === "modifier" ? language(role, word) : []),
    ...(typed ? prefixes(here, vocabulary, word) : []),
    ...(role === "predicate" && !typed ? [] : variables(here, word)),
    ...(typed && (role === "expression" || role === "subject") ? anything(vocabulary, word) : []),
  ];
  return all.sort((a, b) => b.score - a.score).slice(0, MOST);
}

const entries = (list, kind, word, bonus = () => 0) =>
  list.flatMap((entry) => {
    const found = score(entry, word);
    return found
      ? [{ insert: entry.name.includes(":") ? entry.name : `<${entry.iri}>`, kind, entry, score: found + bonus(entry) }]
      : [];
  });

const often = (entry) => Math.min(entry.count ?? 0, 1000) / 1000;

function variables(here, word) {
  const asked = /^[?$]/.test(here.typed);
  return here.found.variables
    .map((name) => ({
      insert: `?${name}`,
      kind: "variable",
      score: !word ? (asked ? 60 : 6) : fold(name).startsWith(fold(word)) ? 85 : 0,
    }))
    .filter((each) => each.score);
}

function language(role, word) {
  const words = (WORDS[role] ?? []).map((insert) => ({ insert, kind: "keyword" }));
  const calls = (CALLS[role] ?? []).map((name) => ({ insert: name, kind: "call" }));
  return [...words, ...calls]
    .map((each, i) => ({ ...each, score: !word ? 5 - i / 100 : fold(each.insert).startsWith(word) ? 75 - i / 100 : 0 }))
    .filter((each) => each.score);
}

/** Prefixes that begin as what was typed; one that the query would lack brings its PREFIX line. */
function prefixes({ typed, found }, vocabulary, word) {
  const colon = typed.indexOf(":");
  const known = new Map([...vocabulary.prefixMap, ...found.prefixes]);
  const complete = colon >= 0 && known.has(typed.slice(0, colon));
  const ours = complete
    ? []
    : [...known.keys()].map((name) => ({ insert: `${name}:`, kind: "prefix", entry: { iri: known.get(name) } }));
  const others = Object.entries(WELL_KNOWN)
    .filter(([name]) => !known.has(name))
    .map(([name, space]) => ({ insert: `${name}:`, kind: "prefix", entry: { iri: space }, declare: [name, space] }));
  return [...ours, ...others]
    .filter((each) => each.insert.startsWith(word))
    .map((each) => ({ ...each, score: each.declare ? 30 : 65 }));
}

/** After PREFIX: whole declarations that the query lacks. */
function declarations({ typed, found }, vocabulary) {
  return [...Object.entries(WELL_KNOWN), ...vocabulary.prefixMap]
    .filter(([name]) => !found.prefixes.has(name) && `${name}:`.startsWith(typed))
    .map(([name, space], i) => ({ insert: `${name}: <${space}>`, kind: "prefix", score: 50 - i / 100 }));
}

/** Properties that go with what is known of the subject; all of them when none of those is meant. */
function properties({ typed, found }, vocabulary, word) {
  const { context } = found;
  const classes = classesHere(context, found, vocabulary);
  const worth = (entry) => fits(entry, classes, Boolean(context.inverse), vocabulary);
  const fitting = vocabulary.properties.filter(worth);
  const near = entries(fitting, "property", word, (entry) => worth(entry) * 4 + often(entry));
  const type =
    "a".startsWith(typed) && !context.inverse ? [{ insert: "a", kind: "keyword", score: typed ? 200 : 10 }] : [];
  return [...type, ...(near.length || !typed ? near : entries(vocabulary.properties, "property", word, often))];
}

/** What a property can point at. */
function values({ found, property, typed }, vocabulary, word) {
  if (property?.kind === "class") return classes(found, vocabulary, word);
  if (property?.kind === "concept") {
    return entries(
      vocabulary.concepts.filter((each) => !property.scheme || each.scheme === property.scheme),
      "concept",
      word,
      () => 10,
    );
  }
  if (property?.kind === "boolean") return ["true", "false"].map((insert) => ({ insert, kind: "value", score: 40 }));
  const today = new Date().toISOString().slice(0, 10);
  const literal = { year: `"${today.slice(0, 4)}"^^xsd:gYear`, date: `"${today}"^^xsd:date` }[property?.kind ?? ""];
  if (literal && !typed) return [{ insert: literal, kind: "value", score: 40 }];
  return property || !typed ? [] : anything(vocabulary, word);
}

function classes(found, vocabulary, word) {
  const typing = ({ path }) => path.length === 1 && vocabulary.iri(path[0].iri, found.prefixes) === TYPE;
  const said = { ...found, patterns: found.patterns.filter((each) => !typing(each)) };
  const likely = classesOf(found.context.subject, said, vocabulary);
  return entries(
    vocabulary.classes,
    "class",
    word,
    ({ iri, count }) =>
      (likely.some((each) => vocabulary.related(each, iri)) ? 10 : 0) +
      (count ? 8 : 6) +
      Math.min(count ?? 0, 1000) / 1000,
  );
}

const anything = (vocabulary, word) =>
  [
    ...entries(vocabulary.classes, "class", word, () => -20),
    ...entries(vocabulary.properties, "property", word, () => -20),
    ...entries(vocabulary.concepts, "concept", word, () => -20),
    ...entries(vocabulary.graphs, "graph", word, () => -20),
  ].filter((each) => each.score > 0);
