import { forget } from "./client.js";
import { Exchange } from "./exchange.js";
import { address, baseOf, uuid } from "./links.js";
import { Shell } from "./shell.js";
import { langOf, TEXTS } from "./texts.js";
import css from "./widget.css";

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

/**
 * `<styr-chat>`: asks Styrkompassen and shows the path to the vision, with sources.
 *
 * Attributes: `api` (where the service is; default: where this script came from),
 * `lang` (sv, en), `mode` (page, panel, bubble), `unit` (IRI of the asker's unit),
 * `name` (title), `credentials` (as in fetch; default same-origin), `conversation` (one that goes on).
 * Nothing is stored here; the service remembers the conversation for a while, or until it is started over.
 */
export class StyrChat extends HTMLElement {
  static observedAttributes = ["lang", "mode", "name"];

  /** @type {"sv"|"en"} */
  #lang = "sv";
  /** The asker pressed the language switch; until then the service answers in the question's language. */
  #chosen = false;
  #open = false;
  #moved = false;
  #conversation = uuid();
  /** @type {Exchange|null} */
  #current = null;
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
    shadow.append(this.#shell.root);
    this.#shell.setBusy(false);
    shadow.addEventListener("keydown", (event) => this.#escape(/** @type {KeyboardEvent} */ (event)));
    for (const type of ["wheel", "touchmove", "keydown"]) {
      shadow.addEventListener(type, () => { this.#moved = true; }, { capture: true, passive: true });
    }
  }

  connectedCallback() {
    this.#conversation = this.getAttribute("conversation") || this.#conversation;
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

  #refresh() {
    this.#lang = langOf(this.getAttribute("lang") || document.documentElement.lang);
    this.#shell.arrange(this.mode, this.#open);
    this.#shell.speak(this.#t, this.getAttribute("name") || this.#t("name"), this.#lang);
  }

  /** Opens the panel of a bubble. On a touch screen the heading gets focus, so that no keyboard covers the greeting. */
  open() {
    this.#open = true;
    this.#shell.arrange(this.mode, true);
    (matchMedia("(pointer: coarse)").matches ? this.#shell.name : this.#shell.input).focus();
  }

  close() {
    this.#open = false;
    this.#shell.arrange(this.mode, false);
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
    const begun = this.#current || this.getAttribute("conversation");
    if (begun) forget(this.base, this.#conversation, { credentials: this.#credentials });
    this.removeAttribute("conversation");
    this.#current = null;
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

  #exchange(question) {
    const base = this.base;
    const unit = this.getAttribute("unit");
    return new Exchange(
      { question, ...(this.#chosen && { lang: this.#lang }), ...(unit && { unit }), conversation: this.#conversation },
      {
        lang: this.#lang,
        base,
        credentials: this.#credentials,
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
