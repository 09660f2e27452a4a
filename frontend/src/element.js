import { forget, settings } from "./client.js";
import { Exchange } from "./exchange.js";
import { keep, recall } from "./history.js";
import { langOf, learn, TEXTS } from "./languages.js";
import { address, baseOf, uuid } from "./links.js";
import { Shell } from "./shell.js";
import css from "./widget.css";

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

/**
 * `<styr-chat>`: asks Styrkompassen and shows the path to the vision, with sources.
 *
 * Attributes: `api` (where the service is; default: where this script came from),
 * `lang` (sv, en), `mode` (page, panel, bubble), `theme` (light, dark; default what the system has), `unit` (IRI of the asker's unit),
 * `name` (title), `credentials` (as in fetch; default same-origin), `conversation` (one that goes on),
 * `starters` (questions to begin with: JSON, or with | between; or as `<li>` in the element),
 * `history` (tab, browser, none: how long the dialogue is kept here), `feedback` (off: "Was this right?" is not asked),
 * `config` (what `GET /api/chat` would say, for a page that knows).
 * The service remembers the conversation for a while, or until it is started over.
 */
export class StyrChat extends HTMLElement {
  static observedAttributes = ["lang", "mode", "name", "starters", "theme"];

  /** @type {import("./languages.js").Lang} */
  #lang = "sv";
  /** The asker pressed the language switch; until then the service answers in the question's language. */
  #chosen = false;
  #open = false;
  #moved = false;
  #conversation = uuid();
  /** @type {Exchange|null} */
  #current = null;
  /** @type {import("./history.js").Kept[]} */
  #kept = [];
  /** @type {string[]} Questions to begin with, that stood in the element. */
  #written = [];
  /** What the service wants of its chats. @type {import("./client.js").Config} */
  #config = {};
  #begun = false;
  #shell = new Shell({
    open: () => this.open(),
    close: () => this.close(),
    send: () => this.#send(),
    stop: () => this.#current?.stop(),
    restart: () => this.restart(),
    switchLang: () => this.#switch(),
    ask: (question) => this.ask(question, true),
  });

  constructor() {
    super();
    const shadow = this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet];
    this.#shell.setBusy(false);
    shadow.addEventListener("keydown", (event) => this.#escape(/** @type {KeyboardEvent} */ (event)));
    for (const type of ["wheel", "touchmove", "keydown"]) {
      shadow.addEventListener(type, () => { this.#moved = true; }, { capture: true, passive: true });
    }
  }

  connectedCallback() {
    this.#conversation = this.getAttribute("conversation") || this.#conversation;
    const written = [...this.querySelectorAll("li")].map((item) => item.textContent.trim());
    if (written.length) this.#written = written;
    this.replaceChildren(); // what stood in for the chat until this script came
    this.#refresh();
  }

  disconnectedCallback() {
    this.#current?.stop();
  }

  attributeChangedCallback() {
    if (this.isConnected) this.#refresh();
  }

  get mode() {
    const mode = this.getAttribute("mode");
    return mode === "page" || mode === "panel" ? mode : "bubble";
  }

  get base() {
    const api = this.getAttribute("api");
    return api ? new URL(api, document.baseURI).href.replace(/\/+$/, "") : baseOf(import.meta.url);
  }

  get #credentials() {
    return /** @type {RequestCredentials} */ (this.getAttribute("credentials") || "same-origin");
  }

  #t = (key) => TEXTS[this.#lang][key] ?? key;

  #arrange() {
    this.#shell.arrange(this.mode, this.#open, this.getAttribute("theme"));
  }

  /** Speaks the language that is asked for, as soon as there are words in it. */
  #refresh() {
    const lang = langOf(this.getAttribute("lang") || document.documentElement.lang);
    this.#arrange();
    if (TEXTS[lang]) return this.#speak(lang);
    learn(lang).then((known) => {
      if (lang === langOf(this.getAttribute("lang") || document.documentElement.lang)) this.#speak(known || "sv");
    });
  }

  #speak(lang) {
    this.#lang = lang;
    this.#introduce();
    if (!this.#shell.root.isConnected) this.shadowRoot?.append(this.#shell.root);
    if (this.mode !== "bubble" || this.#open) this.#begin();
  }

  /** The chat's own words: its name, which the page or the service gives, and what to ask it. */
  #introduce() {
    this.#shell.speak(this.#t, this.getAttribute("name") || this.#config.name || this.#t("name"), this.#lang);
    this.#shell.greet(this.#starters());
  }

  /** @returns {string[]} questions to begin with: the page's, else the service's; none for our own */
  #starters() {
    const given = (this.getAttribute("starters") || "").trim();
    if (/^\[/.test(given)) {
      try { return JSON.parse(given).map(String); } catch { /* then it is a question that begins so */ }
    }
    if (given) return given.split("|").map((each) => each.trim()).filter(Boolean);
    return this.#written.length ? this.#written : this.#config.starters?.[this.#lang] || [];
  }

  /** Learns what the service wants, once the chat is seen, and shows the dialogue that was kept. */
  async #begin() {
    if (this.#begun) return;
    this.#begun = true;
    const given = this.getAttribute("config");
    this.#config = given ? JSON.parse(given) : await settings(this.base, { credentials: this.#credentials });
    this.#introduce();
    const kept = !this.#current && !this.getAttribute("conversation") && recall(this.#keeping, this.#key);
    if (!kept) return;
    this.#conversation = kept.conversation;
    this.#kept = kept.exchanges;
    for (const { question, answer } of kept.exchanges) {
      const exchange = this.#exchange(question.question, question);
      this.#shell.exchanges.append(exchange.element);
      exchange.show(answer);
    }
    this.#shell.log.scrollTop = this.#shell.log.scrollHeight;
  }

  get #keeping() {
    return this.getAttribute("history") || this.#config.history || "tab";
  }

  get #key() {
    return `styr-chat ${this.id} ${this.base}`;
  }

  #keep() {
    keep(this.#keeping, this.#key, { conversation: this.#conversation, exchanges: this.#kept });
  }

  /** Opens the panel of a bubble. On a touch screen the heading gets focus, so that no keyboard covers the greeting. */
  open() {
    this.#open = true;
    this.#arrange();
    this.#begin();
    (matchMedia("(pointer: coarse)").matches ? this.#shell.name : this.#shell.input).focus();
  }

  close() {
    this.#open = false;
    this.#arrange();
    this.#shell.launcher.focus();
  }

  #escape(event) {
    if (event.key !== "Escape" || this.mode !== "bubble" || !this.#open) return;
    event.stopPropagation();
    this.close();
  }

  #switch() {
    this.#chosen = true;
    this.setAttribute("lang", this.#lang === "sv" ? "en" : "sv");
  }

  /** Forgets the conversation, here and on the server, and starts a new one. */
  restart() {
    this.#current?.stop();
    const begun = this.#current || this.#kept.length || this.getAttribute("conversation");
    if (begun) forget(this.base, this.#conversation, { credentials: this.#credentials });
    this.removeAttribute("conversation");
    this.#current = null;
    this.#kept = [];
    this.#keep();
    this.#conversation = uuid();
    this.#shell.exchanges.replaceChildren();
    this.#shell.say("");
    this.#shell.setBusy(false);
    this.#shell.input.focus();
  }

  #send() {
    const { input, send } = this.#shell;
    const question = input.value.trim();
    if (!question || this.#shell.busy) return;
    input.value = "";
    this.#shell.grow();
    this.ask(question, this.shadowRoot?.activeElement === send);
  }

  /**
   * Asks a question, as if it had been typed. Does nothing while an answer is under way.
   * @param {string} question
   * @param {boolean} [focus] move focus to the question, where the answer will stand
   */
  async ask(question, focus = false) {
    const shell = this.#shell;
    if (shell.busy) return;
    const exchange = this.#exchange(question);
    this.#current = exchange;
    shell.say("");
    shell.exchanges.append(exchange.element);
    shell.setBusy(true);
    if (focus) exchange.heading.focus({ preventScroll: true });
    this.#moved = false;
    this.#reveal(exchange);
    await exchange.run();
    if (this.#current === exchange) this.#finish(exchange);
  }

  /** @param {string} question @param {import("./client.js").Question} [asked] as it was asked before */
  #exchange(question, asked) {
    const base = this.base;
    const unit = this.getAttribute("unit");
    const chosen = this.#chosen && /^(sv|en)$/.test(this.#lang); // what the service answers in
    return new Exchange(
      asked || { question, ...(chosen && { lang: this.#lang }), ...(unit && { unit }), conversation: this.#conversation },
      {
        lang: this.#lang,
        base,
        credentials: this.#credentials,
        feedback: this.getAttribute("feedback") !== "off" && this.#config.feedback !== false,
        url: (href) => address(href, base),
        onAsk: (text) => this.ask(text, true),
        onRetry: (failed) => this.#retry(failed),
        say: (text, lang) => { if (this.#current?.element.isConnected) this.#shell.say(text, lang); },
      },
    );
  }

  #retry(failed) {
    if (this.#shell.busy) return;
    failed.element.remove();
    this.ask(failed.question.question, true);
  }

  #finish(exchange) {
    if (exchange.answer) {
      this.#kept.push({ question: exchange.question, answer: exchange.answer });
      this.#keep();
    }
    const hadStop = this.shadowRoot?.activeElement === this.#shell.stop;
    this.#shell.setBusy(false);
    if (hadStop) exchange.heading.focus({ preventScroll: true });
    if (!this.#moved) this.#reveal(exchange);
  }

  /** Brings the question to the top, so that its answer is read from the beginning; a long question gives way. */
  #reveal({ element, heading }) {
    const target = heading.offsetHeight > innerHeight / 3 ? heading.nextElementSibling : element;
    const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
    if (this.mode === "page") target.scrollIntoView({ block: "start", behavior });
    else this.#shell.log.scrollTo({ top: target.offsetTop, behavior });
  }
}

if (!customElements.get("styr-chat")) customElements.define("styr-chat", StyrChat);
