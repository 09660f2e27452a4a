/**
 * What is being explored, and the same as a part of a link.
 *
 * @typedef {{property: string, inverse: boolean}} Step
 * @typedef {Step[]} Path
 * @typedef {"is"|"is_not"|"contains"|"starts"|"gt"|"ge"|"lt"|"le"|"exists"|"missing"} Op
 * @typedef {{path: Path, op: Op, value: string}} Filter
 * @typedef {{class: string, columns: Path[], filters: Filter[], order: {column: number, descending: boolean}|null, count: boolean, limit: number}} State
 *   `order.column` counts from 0, the things themselves (or in a count, the number) being 0 and the first column 1
 */

export const LIMITS = [20, 100, 500, 2000, 10000];
/** What a link may ask for; more is a broken link or a trap. */
const MOST_COLUMNS = 20, MOST_FILTERS = 20, DEEPEST = 6, LONGEST = 2000;
const OPS = ["is", "is_not", "contains", "starts", "gt", "ge", "lt", "le", "exists", "missing"];
const STEP = /(\^?)(?:<([^<>]*)>|([^/<>^]+))(?:\/|$)/y;

/** @param {string} iri @returns {State} */
export const fresh = (iri) => ({ class: iri, columns: [], filters: [], order: null, count: false, limit: LIMITS[1] });

/** The same for equal paths. @param {Path} path */
export const keyOf = (path) => path.map(({ property, inverse }) => `${inverse ? "^" : ""}<${property}>`).join("/");

/**
 * A path as SPARQL writes it: `styr:inFocusArea/^styr:followsUp`.
 * @param {Path} path
 * @param {(iri: string) => string|null} shorten
 */
export const written = (path, shorten) =>
  path.map(({ property, inverse }) => `${inverse ? "^" : ""}${shorten(property) ?? `<${property}>`}`).join("/");

/**
 * @param {unknown} text
 * @param {(name: string) => string|null} lengthen
 * @returns {Path|null} null when it is no path
 */
export function read(text, lengthen) {
  if (typeof text !== "string" || !text) return null;
  const path = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < text.length) {
    const found = STEP.exec(text);
    const iri = found && (found[2] ?? lengthen(found[3]));
    if (!iri || path.length === DEEPEST) return null;
    path.push({ property: iri, inverse: Boolean(found[1]) });
  }
  return path;
}

/**
 * The fragment of a link, with its #.
 * @param {State} state
 * @param {(iri: string) => string|null} shorten
 */
export function toFragment(state, shorten) {
  const path = (steps) => written(steps, shorten);
  const kept = {
    c: shorten(state.class) ?? `<${state.class}>`,
    ...(state.columns.length && { k: state.columns.map(path) }),
    ...(state.filters.length && { f: state.filters.map(({ path: steps, op, value }) => (value ? [path(steps), op, value] : [path(steps), op])) }),
    ...(state.order && { o: [state.order.column, state.order.descending ? 1 : 0] }),
    ...(state.count && { n: 1 }),
    ...(state.limit !== LIMITS[1] && { l: state.limit }),
  };
  return `#e=${encodeURIComponent(JSON.stringify(kept))}`;
}

/**
 * @param {string} hash
 * @param {(name: string) => string|null} lengthen
 * @returns {State|null} null when there is none in it, or a broken one
 */
export function fromFragment(hash, lengthen) {
  try {
    const text = /^#e=(.+)$/s.exec(hash)?.[1];
    return text ? fromCompact(JSON.parse(decodeURIComponent(text)), lengthen) : null;
  } catch {
    return null;
  }
}

/** @param {any} kept as `toFragment` writes it @param {(name: string) => string|null} lengthen @returns {State|null} */
export function fromCompact(kept, lengthen) {
  const iri = nameIn(kept.c, lengthen);
  if (!iri) return null;
  const columns = list(kept.k, MOST_COLUMNS).flatMap((text) => { const path = read(text, lengthen); return path ? [path] : []; });
  const filters = list(kept.f, MOST_FILTERS).flatMap(([text, op, value]) => {
    const path = read(text, lengthen);
    return path && OPS.includes(op) ? [{ path, op, value: String(value ?? "").slice(0, LONGEST) }] : [];
  });
  const [column, way] = list(kept.o, 2);
  const order = Number.isInteger(column) && column >= 0 && column <= columns.length ? { column, descending: way === 1 } : null;
  return { class: iri, columns, filters, order, count: kept.n === 1, limit: LIMITS.includes(kept.l) ? kept.l : LIMITS[1] };
}

const list = (value, most) => (Array.isArray(value) ? value.slice(0, most) : []);
const nameIn = (text, lengthen) => (typeof text !== "string" ? null : /^<([^<>]+)>$/.exec(text)?.[1] ?? lengthen(text));
