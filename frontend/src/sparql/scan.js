/**
 * Reads what a query says so far: its triple patterns, variables and prefixes, and what stands
 * at the cursor. It follows the grammar loosely, so that a query that is being written is
 * understood as far as it goes.
 */
import { tokens } from "./tokens.js";

/** @typedef {{kind: "variable"|"iri"|"name"|"literal"|"blank", value: string}} Term */
/**
 * @typedef {{iri: Term|null, inverse: boolean, loose: boolean}} Step one hop of a path; no IRI when it is not a single property
 */
/** @typedef {{subject: Term, path: Step[], object: Term}} Pattern */
/** @typedef {{role: "start"|"prefix"|"select"|"subject"|"predicate"|"object"|"expression"|"modifier",
 *   subject?: Term|null, path?: Step[], inverse?: boolean}} Context */
/**
 * @typedef {{context: Context, patterns: Pattern[], variables: string[], prefixes: Map<string, string>, form: string|null}} Scan
 */

const FORMS = ["SELECT", "CONSTRUCT", "ASK", "DESCRIBE"];
const TERM = { variable: "variable", iri: "iri", name: "name", string: "literal", number: "literal" };
const A = { kind: "name", value: "rdf:type" };

/** @param {"group"|"expression"|"blank"|"path"|"values"} kind @param {boolean} [template] */
const frame = (kind, template = false) => ({
  kind,
  template,
  slot: 0,
  subject: /** @type {Term|null} */ (null),
  path: /** @type {Step[]} */ ([]),
  open: true,
  inverse: false,
  skip: false,
});

class Scanner {
  constructor() {
    this.frames = [];
    this.mode = "start";
    this.form = null;
    this.patterns = [];
    this.prefixes = new Map();
    this.variables = new Set();
    this.prefix = null; // name of the prefix that is being declared
    this.blanks = 0;
    this.template = false;
    this.values = false;
  }

  get top() {
    return this.frames[this.frames.length - 1];
  }

  /** What may stand here. @returns {Context} */
  context() {
    const { top } = this;
    if (!top) return { role: this.prefix === null ? this.mode : "prefix" };
    if (top.kind === "expression" || top.kind === "values") return { role: "expression" };
    if (top.kind === "path") return { role: "predicate", subject: top.subject, path: top.path, inverse: top.inverse };
    if (this.mode === "select") return { role: "select" }; // a subquery's head
    if (top.slot === 1 && top.open)
      return { role: "predicate", subject: top.subject, path: top.path, inverse: top.inverse };
    if (top.slot === 1 || top.slot === 2) return { role: "object", subject: top.subject, path: top.path };
    return { role: "subject" };
  }

  /** At the cursor a triple may be half written: what follows it is read as a new one. */
  interrupt() {
    const { top } = this;
    if (top?.kind === "group" || top?.kind === "blank")
      Object.assign(top, { slot: top.kind === "blank" ? 1 : 0, path: [], open: true });
  }

  /** @param {import("./tokens.js").Token} token */
  take(token) {
    const { type, text } = token;
    if (type === "variable") this.variables.add(text.slice(1));
    if (this.prefix !== null) this.#declare(token);
    else if (type === "word") this.#word(text);
    else if (type === "punct") this.#punct(text);
    else if (TERM[type]) this.#term({ kind: TERM[type], value: type === "variable" ? text.slice(1) : text });
  }

  #declare({ type, text }) {
    if (type === "name" && text.endsWith(":")) this.prefix = text.slice(0, -1);
    else {
      if (type === "iri") this.prefixes.set(this.prefix, text.slice(1, -1));
      this.prefix = null;
    }
  }

  #word(text) {
    const word = text.toUpperCase();
    const { top } = this;
    if (text === "a" && top && top.kind !== "expression") return this.#term(A);
    if (word === "TRUE" || word === "FALSE") return this.#term({ kind: "literal", value: text });
    if (word === "PREFIX" && !top) this.prefix = "";
    if (FORMS.includes(word)) {
      if (!top) this.form = word.toLowerCase();
      this.mode = "select";
      this.template = word === "CONSTRUCT";
    }
    if (word === "WHERE") this.template = false;
    if (word === "VALUES") this.values = true;
    if (!top && ["ORDER", "GROUP", "HAVING", "LIMIT", "OFFSET"].includes(word)) this.mode = "modifier";
    if (top?.kind === "group" || top?.kind === "blank") {
      Object.assign(top, {
        slot: 0,
        path: [],
        open: true,
        skip: word === "GRAPH" || word === "SERVICE" || word === "VALUES",
      });
    }
  }

  #punct(text) {
    const { top } = this;
    if (text === "{") return this.#push();
    if (text === "}" || text === ")" || text === "]") return this.#pop();
    if (text === "(")
      return this.frames.push(
        top?.slot === 1 && top.open && top.kind !== "expression" && top.kind !== "values"
          ? Object.assign(frame("path"), { subject: top.path.length ? null : top.subject, inverse: top.inverse })
          : frame("expression"),
      );
    if (!top || top.kind === "expression" || top.kind === "values") return undefined;
    if (text === "[") return this.frames.push(Object.assign(frame("blank"), { subject: this.#blank(), slot: 1 }));
    return this.#separate(top, text);
  }

  #separate(top, text) {
    if (text === ".") Object.assign(top, { slot: 0, path: [], open: true, inverse: false });
    else if (text === ";") Object.assign(top, { slot: top.subject ? 1 : 0, path: [], open: true, inverse: false });
    else if (text === "^^")
      top.skip = true; // a datatype is no term of its own
    else if (text === ",") Object.assign(top, { slot: 2, open: false });
    else if (top.slot !== 1 && top.kind !== "path") return;
    else if (text === "/" || text === "|") {
      if (text === "|") top.path = []; // of alternatives the last one counts
      Object.assign(top, { open: true, inverse: false });
    } else if (text === "^") Object.assign(top, { inverse: true, open: true });
    else if (text === "!") top.path = [{ iri: null, inverse: false, loose: true }];
    else if ("*+?".includes(text) && top.path.length) top.path[top.path.length - 1].loose = text !== "+";
  }

  #push() {
    this.frames.push(frame(this.values ? "values" : "group", this.template || Boolean(this.top?.template)));
    this.template = this.values = false;
    this.mode = "modifier";
  }

  #pop() {
    const gone = this.frames.pop();
    const { top } = this;
    if (!top) return;
    top.skip = false;
    if (gone.kind === "path") this.#step(top, null);
    else if (gone.kind === "blank") this.#term(gone.subject);
    else if (gone.kind === "expression" && (top.slot === 2 || (top.slot === 1 && !top.open))) top.slot = 3;
    else if (gone.kind === "group") Object.assign(top, { slot: 0, path: [], open: true });
  }

  #blank() {
    return { kind: "blank", value: `b${this.blanks++}` };
  }

  #step(top, iri) {
    top.path = [...top.path, { iri, inverse: top.inverse, loose: iri === null }];
    Object.assign(top, { open: false, inverse: false });
  }

  /** @param {Term} term */
  #term(term) {
    const { top } = this;
    if (!top || top.kind === "expression" || top.kind === "values" || this.mode === "select") return;
    if (top.skip) top.skip = false;
    else if (top.kind === "path") this.#step(top, term);
    else if (top.slot === 0 || top.slot === 3)
      Object.assign(top, { subject: term, slot: 1, path: [], open: true, inverse: false });
    else if (top.slot === 1 && top.open) this.#step(top, term.kind === "variable" ? null : term);
    else this.#object(top, term);
  }

  #object(top, term) {
    if (top.subject && !top.template) this.patterns.push({ subject: top.subject, path: top.path, object: term });
    top.slot = 3;
  }
}

/**
 * @param {string} text
 * @param {number} [cursor] where what is offered will stand; the word that touches it is not yet part of the query
 * @returns {Scan}
 */
export function scan(text, cursor = text.length + 1) {
  const scanner = new Scanner();
  let context = null;
  for (const token of tokens(text)) {
    if (!context && token.to >= cursor && (token.from >= cursor || touches(token))) {
      context = scanner.context();
      if (context.role === "predicate" || context.role === "object") scanner.interrupt();
      if (token.from < cursor) {
        if (token.type === "variable" && token.to > cursor) scanner.variables.add(token.text.slice(1));
        continue;
      }
    }
    scanner.take(token);
  }
  const { patterns, prefixes, form } = scanner;
  return { context: context ?? scanner.context(), patterns, variables: [...scanner.variables], prefixes, form };
}

const touches = ({ type, text }) => type !== "punct" || "?$<@".includes(text);
