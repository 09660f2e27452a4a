/** Everything the editor asks the server. */

/** A refusal in words that can be shown; `line` and `column` when it is about a place in the query. */
export class Refused extends Error {
  /** @param {{title?: string, detail?: string, status?: number, line?: number, column?: number}} problem */
  constructor(problem) {
    super(problem.detail || problem.title || "");
    this.name = "Refused";
    this.problem = problem;
    this.status = problem.status ?? 0;
  }
}

const FORM = "application/x-www-form-urlencoded;charset=UTF-8";

export class Api {
  /** @param {string} base where the service is, without a final slash @param {"sv"|"en"} lang */
  constructor(base, lang) {
    this.base = base;
    this.lang = lang;
    this.endpoint = `${base}/sparql`;
  }

  /** @param {string} path @param {RequestInit} [options] */
  async fetch(path, options = {}) {
    const headers = { Accept: "application/json", "Accept-Language": this.lang, ...options.headers };
    const response = await fetch(this.base + path, { ...options, headers }).catch((error) => {
      if (error.name === "AbortError") throw error;
      throw new Refused({ status: 0 });
    });
    if (response.ok) return response;
    const problem = await response.json().catch(() => ({}));
    throw new Refused({ ...problem, status: response.status });
  }

  async json(path, options) {
    return (await this.fetch(path, options)).json();
  }

  /** @param {string} path @param {any} body @param {RequestInit} [options] */
  send(path, body, options = {}) {
    const headers = { "Content-Type": "application/json", ...options.headers };
    return this.json(path, { method: "POST", ...options, headers, body: JSON.stringify(body) });
  }

  vocabulary = () => this.json("/api/sparql/vocabulary");
  check = (query, signal) => this.send("/api/sparql/check", { query, lang: this.lang }, { signal });
  labels = async (iris) => (await this.send("/api/sparql/labels", { iris, lang: this.lang })).labels;
  queries = async () => (await this.json("/api/sparql/queries")).queries;
  saved = async () => (await this.json("/api/sparql/saved")).queries;
  savedOne = (id) => this.json(`/api/sparql/saved/${encodeURIComponent(id)}`);

  /** @param {string} text @param {string[]} classes @param {AbortSignal} [signal] */
  async things(text, classes, signal) {
    const asked = new URLSearchParams({ q: text, lang: this.lang, limit: "20" });
    if (classes.length === 1) asked.set("class", classes[0]);
    return (await this.json(`/api/sparql/things?${asked}`, { signal })).things;
  }

  /** A query of the library with its parameters put in. @param {string} name @param {Record<string, string>} values */
  filled(name, values) {
    const asked = new URLSearchParams({ ...values, lang: this.lang });
    return this.json(`/api/sparql/queries/${encodeURIComponent(name)}?${asked}`);
  }

  save = (query) => this.send("/api/sparql/saved", query);
  change = (id, key, query) =>
    this.send(`/api/sparql/saved/${encodeURIComponent(id)}`, query, { method: "PUT", headers: { "X-Key": key } });
  remove = (id, key) =>
    this.fetch(`/api/sparql/saved/${encodeURIComponent(id)}`, { method: "DELETE", headers: { "X-Key": key } });

  /**
   * The answer to a query.
   * @param {string} query
   * @param {string} accept
   * @param {Record<string, string>} more such as `rows`, how many are enough
   * @param {AbortSignal} [signal]
   */
  run(query, accept, more, signal) {
    const headers = { Accept: accept, "Content-Type": FORM };
    return this.fetch("/sparql", { method: "POST", signal, headers, body: new URLSearchParams({ query, ...more }) });
  }
}
