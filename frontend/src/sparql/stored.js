/** What the browser remembers for this page. Where storage is refused, nothing is kept and nothing fails. */

const read = (storage, key, otherwise) => {
  try {
    return JSON.parse(globalThis[storage].getItem(key) ?? "") ?? otherwise;
  } catch {
    return otherwise;
  }
};

const write = (storage, key, value) => {
  try {
    if (value === undefined) globalThis[storage].removeItem(key);
    else globalThis[storage].setItem(key, JSON.stringify(value));
  } catch {
    // Full, or refused: the page works without.
  }
};

const HISTORY = "styr-sparql-history";
const OFF = "styr-sparql-history-off";
const KEYS = "styr-sparql-keys";
const DRAFT = "styr-sparql-draft";
const MOST = 50;

/** @typedef {{query: string, at: string, rows: number|null, ms: number}} Ran */

/** The last queries that were run here. */
export const history = {
  /** @returns {Ran[]} newest first */
  all() {
    const kept = read("localStorage", HISTORY, []);
    return Array.isArray(kept) ? kept.filter((each) => typeof each?.query === "string") : [];
  },
  get on() {
    return !read("localStorage", OFF, false);
  },
  /** @param {boolean} on turning it off forgets what is there */
  set on(on) {
    write("localStorage", OFF, on ? undefined : true);
    if (!on) this.clear();
  },
  /** @param {Ran} ran */
  add(ran) {
    if (!this.on) return;
    const others = this.all().filter((each) => each.query.trim() !== ran.query.trim());
    write("localStorage", HISTORY, [ran, ...others].slice(0, MOST));
  },
  clear() {
    write("localStorage", HISTORY, undefined);
  },
};

/** Keys to the saved queries that were saved from this browser. */
export const keys = {
  /** @param {string} id @returns {string|null} */
  of(id) {
    const kept = read("localStorage", KEYS, {});
    return Object.hasOwn(kept, id) ? kept[id] : null;
  },
  /** @param {string} id @param {string|undefined} key */
  set(id, key) {
    const kept = read("localStorage", KEYS, {});
    if (key === undefined) delete kept[id];
    else kept[id] = key;
    write("localStorage", KEYS, kept);
  },
};

/** The text that is being written in this tab. */
export const draft = {
  get text() {
    return String(read("sessionStorage", DRAFT, ""));
  },
  set text(text) {
    write("sessionStorage", DRAFT, text);
  },
};
