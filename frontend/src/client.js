import { events } from "./stream.js";

/**
 * @typedef {object} Step
 * @property {string} iri
 * @property {string} type IRI of its class
 * @property {string} type_label
 * @property {string} title
 * @property {string|null} relation_label verb phrase from this step to the next; null on the last
 * @property {string} [href]
 * @property {boolean} [illustrative]
 */
/** @typedef {{iri: string, title: string, score?: number, illustrative?: boolean, path: Step[]}} Strategy */
/** @typedef {{iri: string, title: string, href?: string, illustrative?: boolean}} Value */
/** @typedef {{n: number, iri: string, title: string, quote?: string|null, source?: string|null, url?: string|null, href?: string, verbatim?: boolean, illustrative?: boolean}} Citation */
/** @typedef {{strategies: Strategy[], values: Value[], citations: Citation[]}} Sources */
/** @typedef {Sources & {verdict: string, answer: string, follow_ups: string[], choices?: string[], illustrative: boolean, version?: number, lang?: string, model?: string|null, sparql?: string|null, understood?: string|null}} Answer */
/** @typedef {{question: string, lang?: string, unit?: string, conversation: string}} Question */

/** @typedef {{starters?: Record<string, string[]>, feedback?: boolean, history?: string}} Config */

/** Why a question got no answer: `kind` names the words to show, `problem` is what the server said. */
export class AskError extends Error {
  /**
   * @param {"offline"|"unreachable"|"broken"|"timeout"|"http"|"login"|"busy"} kind
   * @param {{title?: string, detail?: string, status?: number}} [problem]
   */
  constructor(kind, problem = {}) {
    super(problem.title || kind);
    this.kind = kind;
    this.problem = problem;
    /** Asking the same again cannot help when the question itself was refused. */
    this.retry = ![400, 413, 422].includes(problem.status || 0);
  }
}

/** @param {number} status */
const kindOf = (status) =>
  status === 401 || status === 403 ? "login" : status === 429 ? "busy" : "http";

/** @param {Response} response @returns {Promise<AskError>} */
async function refusal(response) {
  const problem = await response.json().catch(() => ({}));
  return new AskError(kindOf(response.status), { ...problem, status: response.status });
}

/** @param {string} url @param {Question} question @param {RequestInit} options */
async function post(url, question, options) {
  const response = await fetch(url, {
    ...options,
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
    body: JSON.stringify(question),
  }).catch((error) => {
    if (options.signal?.aborted) throw error;
    throw new AskError(navigator.onLine === false ? "offline" : "unreachable");
  });
  if (!response.ok || !response.body) throw await refusal(response);
  return response;
}

/**
 * What the service wants of the chats that ask it; nothing when it does not say.
 *
 * @param {string} base where the service is, without a final slash
 * @param {RequestInit} options credentials
 * @returns {Promise<Config>}
 */
export const settings = (base, options) =>
  fetch(`${base}/api/chat`, options).then((response) => (response.ok ? response.json() : {})).catch(() => ({}));

/**
 * Asks the service to forget a conversation. Nothing is done about a failure: it forgets by itself in time.
 *
 * @param {string} base where the service is, without a final slash
 * @param {string} conversation
 * @param {RequestInit} options credentials
 */
export function forget(base, conversation, options) {
  const url = `${base}/api/conversations/${encodeURIComponent(conversation)}`;
  fetch(url, { ...options, method: "DELETE", keepalive: true }).catch(() => {});
}

/**
 * Asks one question and yields what comes: `["delta", {text}]`, `["sources", Sources]` and
 * last `["done", Answer]`. Ends only after `done`.
 *
 * @param {string} base where the service is, without a final slash
 * @param {Question} question
 * @param {RequestInit} options signal and credentials
 * @returns {AsyncGenerator<[string, any]>}
 * @throws {AskError} when there is no whole answer
 */
export async function* ask(base, question, options) {
  const response = await post(`${base}/api/ask`, question, options);
  if (!/^text\/event-stream/.test(response.headers.get("Content-Type") || "")) {
    yield ["done", await response.json().catch(() => { throw new AskError("broken"); })];
    return;
  }
  try {
    for await (const { event, data } of events(/** @type {any} */ (response.body))) {
      const value = JSON.parse(data);
      if (event === "error") throw new AskError(kindOf(value.status), value);
      yield [event, value];
      if (event === "done") return;
    }
  } catch (error) {
    if (error instanceof AskError || options.signal?.aborted) throw error;
  }
  throw new AskError("broken");
}
