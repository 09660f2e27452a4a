import { ask, AskError } from "./client.js";
import { h, svg } from "./dom.js";
import { ICONS } from "./icons.js";
import { learn, learnMore, TEXTS } from "./languages.js";
import { blocks, choices, closing, context, evidence, finishedLines, sourcesOf, spoken, verdictLine } from "./render.js";
import { fill } from "./texts.js";

/** Milliseconds without any event before a question is given up. */
const PATIENCE = 120_000;

/**
 * @typedef {object} Surroundings
 * @property {string} base where the service is
 * @property {import("./languages.js").Lang} lang of the words around the answer
 * @property {RequestCredentials} credentials
 * @property {boolean} feedback whether to ask if the answer was right
 * @property {(href?: string|null) => string|null} url
 * @property {(question: string) => void} onAsk
 * @property {(text: string, lang: string) => void} say to the live region
 * @property {(exchange: Exchange) => void} onRetry
 */

let count = 0;

/** One question with its answer: asks, shows what streams in, and ends whole, stopped or with an error. */
export class Exchange {
  /** @param {import("./client.js").Question} question @param {Surroundings} around */
  constructor(question, around) {
    this.question = question;
    this.around = around;
    this.id = `styr-${++count}`;
    this.controller = new AbortController();
    this.lang = around.lang;
    this.said = "";
    this.sources = "";
    this.#build();
  }

  t = (key) => TEXTS[this.lang][key] ?? key;

  #build() {
    this.heading = h("h3", { id: this.id, tabIndex: -1 },
      h("span", { className: "hidden", lang: this.lang }, `${this.t("you_asked")} `), h("span", { dir: "auto" }, this.question.question));
    this.verdict = h("p", { className: "working" }, this.t("working"));
    this.text = h("div", { className: "texts" });
    this.evidence = h("div", { className: "evidence" });
    this.after = h("div", { className: "after" });
    this.element = h("article", { lang: this.lang, "aria-labelledby": this.id, "aria-busy": "true" },
      this.heading, this.verdict, this.text, this.evidence, this.after);
  }

  /** Ends in one of three ways and never throws. */
  async run() {
    const { signal } = this.controller;
    const { base, credentials } = this.around;
    this.#wait();
    try {
      for await (const [event, data] of ask(base, this.question, { signal, credentials })) {
        this.#wait();
        await this.#on(event, data);
      }
    } catch (error) {
      if (signal.aborted && signal.reason !== "timeout") this.#stopped();
      else this.#failed(error instanceof AskError ? error : new AskError(signal.aborted ? "timeout" : "broken"));
    }
    clearTimeout(this.timer);
    this.element.removeAttribute("aria-busy");
  }

  stop() {
    this.controller.abort();
  }

  #wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.controller.abort("timeout"), PATIENCE);
  }

  /** @param {string} event @param {any} data */
  async #on(event, data) {
    if (event === "delta") this.#delta(data.text || "");
    if (event === "sources") this.#show(sourcesOf(data));
    if (event === "done") {
      await this.#done(data);
      this.around.say(spoken(data, this.t), this.lang);
    }
  }

  #delta(text) {
    this.said += text;
    this.#write(blocks(finishedLines(this.said), this.#context([])));
  }

  /** Replaces only what has changed, so that nothing flickers and a selection stays. @param {Node[]} nodes */
  #write(nodes) {
    nodes.forEach((node, i) => {
      const old = this.text.childNodes[i];
      if (!old) this.text.append(node);
      else if (!old.isEqualNode(node)) old.replaceWith(node);
    });
    while (this.text.childNodes.length > nodes.length) this.text.lastChild.remove();
  }

  #context(citations) {
    return context({ id: this.id, t: this.t, url: this.around.url }, citations);
  }

  /** Draws paths, values and sources, unless they already stand there: a reader may be in them. */
  #show(sources) {
    const key = this.lang + JSON.stringify(sources);
    const ctx = this.#context(sources.citations);
    if (key !== this.sources) this.evidence.replaceChildren(...evidence(sources, ctx));
    this.sources = key;
    return ctx;
  }

  /** Shows an answer that was kept. @param {import("./client.js").Answer} answer */
  show(answer) {
    this.element.removeAttribute("aria-busy");
    return this.#done(answer);
  }

  /** @param {import("./client.js").Answer} answer */
  async #done(answer) {
    // From here on everything is in the language of the answer, whatever the frame speaks.
    this.element.lang = this.lang = await learn(answer.lang) || this.lang;
    this.element.dir = this.t("dir");
    this.answer = answer;
    const ctx = this.#show(sourcesOf(answer));
    this.#settle(verdictLine(answer.verdict, this.t));
    this.#write([...blocks(answer.answer, ctx), ...choices(answer, this.t, this.around.onAsk)]);
    this.after.replaceChildren(...closing(answer, this.t, this.around.onAsk));
    learnMore().then((more) => more?.follow(this));
  }

  #settle(line) {
    if (line) this.verdict.replaceWith(line);
    else this.verdict.remove();
  }

  #stopped() {
    this.#settle(null);
    this.after.replaceChildren(h("p", { className: "small" }, this.t("stopped")), this.#retryButton());
    this.around.say(this.t("stopped"), this.lang);
  }

  /** What the server says about the problem goes before our own general words. @param {AskError} error */
  #failed({ kind, problem, retry }) {
    const title = problem.title || this.t(`error_${kind}`);
    const help = problem.detail || fill(this.t(`error_${kind}_help`), { status: problem.status ?? "" });
    this.#settle(null);
    this.after.replaceChildren(
      h("div", { className: "problem" },
        svg(ICONS.alert),
        h("div", {}, h("p", {}, h("strong", {}, title)), h("p", {}, help), retry && this.#retryButton())));
    this.around.say(`${title}. ${help}`, this.lang);
  }

  #retryButton() {
    return h("button", { type: "button", className: "retry", on: { click: () => this.around.onRetry(this) } }, this.t("retry"));
  }
}
