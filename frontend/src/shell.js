import { h, svg } from "./dom.js";
import { ICONS } from "./icons.js";
import { askButtons } from "./render.js";
import { fill } from "./texts.js";

/** Longest question the service takes, in characters. */
export const MAX = 2000;
/** From here on the reader is told how much is left. */
const NEAR = 200;

/**
 * @typedef {object} Handlers
 * @property {() => void} open
 * @property {() => void} close
 * @property {() => void} send
 * @property {() => void} stop
 * @property {() => void} restart
 * @property {() => void} switchLang
 * @property {(question: string) => void} ask
 */

/** The frame around the conversation: launcher, heading, log and composer. */
export class Shell {
  /** @param {Handlers} on */
  constructor(on) {
    this.on = on;
    const button = (className, click) => h("button", { type: "button", className, on: { click } });
    this.launcher = button("launcher", on.open);
    this.name = h("h2", { tabIndex: -1 });
    this.lang = button("quiet", on.switchLang);
    this.restart = button("quiet", on.restart);
    this.close = button("quiet square", on.close);
    this.greeting = h("div", { className: "greeting" });
    this.exchanges = h("div", { className: "exchanges" });
    this.log = h("div", { className: "log", role: "log", "aria-live": "off" }, this.greeting, this.exchanges);
    this.stop = button("main stop", on.stop);
    this.composer = this.#composer();
    this.status = h("p", { className: "hidden", role: "status" });
    this.frame = h("section", { className: "frame" },
      h("div", { className: "bar" }, this.name, h("div", { className: "tools" }, this.lang, this.restart), this.close),
      this.log, this.composer, this.status);
    this.root = h("div", {}, this.launcher, this.frame);
    this.busy = false;
  }

  #composer() {
    this.label = h("label", { for: "question" });
    this.input = h("textarea", { id: "question", rows: 1, dir: "auto", maxLength: MAX, "aria-describedby": "left",
      on: { keydown: (event) => this.#key(event), input: () => this.grow() } });
    this.left = h("p", { id: "left", className: "left" });
    this.send = h("button", { type: "submit", className: "main" });
    this.notice = h("p", { className: "notice" });
    const submit = (event) => { event.preventDefault(); this.on.send(); };
    return h("form", { on: { submit } }, this.label,
      h("div", { className: "row" }, this.input, this.send, this.stop), this.left, this.notice);
  }

  #key(event) {
    // While an input method composes, Enter chooses a word.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.on.send();
  }

  /** To those who listen. @param {string} text @param {string} [lang] */
  say(text, lang = this.root.lang) {
    this.status.lang = lang;
    this.status.textContent = text;
  }

  /** Lets the field follow its text, and says when room runs out. */
  grow() {
    const { input } = this;
    input.rows = 1;
    while (input.rows < 6 && input.scrollHeight > input.clientHeight + 2) input.rows++;
    const n = MAX - input.value.length;
    this.left.textContent = n > NEAR ? "" : fill(this.t(n ? "left" : "full"), { n, max: MAX });
    if (!n) this.say(this.left.textContent);
  }

  /** Puts the words in, in the language that `t` speaks. @param {(key: string) => string} t @param {string} name @param {string} lang */
  speak(t, name, lang) {
    this.t = t;
    this.root.lang = lang;
    this.root.dir = t("dir");
    this.name.textContent = name;
    this.launcher.replaceChildren(svg(ICONS.compass), h("span", { className: "hidden" }, fill(t("open"), { name })));
    this.lang.textContent = t("switch_to");
    this.lang.lang = t("switch_lang");
    this.restart.textContent = t("new_chat");
    this.close.replaceChildren(svg(ICONS.close), h("span", { className: "hidden" }, t("close")));
    this.frame.setAttribute("aria-label", name);
    this.log.setAttribute("aria-label", t("log_label"));
    this.label.textContent = t("question_label");
    this.input.placeholder = t("question_hint");
    this.send.replaceChildren(svg(ICONS.send), h("span", {}, t("send")));
    this.stop.replaceChildren(svg(ICONS.stop), h("span", {}, t("stop")));
    this.notice.textContent = t("notice");
    this.grow();
  }

  /** @param {string[]} given questions to begin with; ours when there are none */
  greet(given) {
    const { t } = this;
    const starters = given.length ? given : [1, 2, 3, 4].map((i) => t(`starter_${i}`));
    const told = [t("greeting_1"), ...starters].join("\n");
    if (told === this.told) return; // whoever is on a starter with the keyboard stays there
    this.told = told;
    this.greeting.replaceChildren(h("p", {}, t("greeting_1")), h("p", {}, t("greeting_2")),
      h("h3", {}, t("starters_label")), askButtons(starters, this.on.ask));
  }

  /** @param {"page"|"panel"|"bubble"} mode @param {boolean} open @param {string|null} theme light, dark or what the system has */
  arrange(mode, open, theme) {
    const bubble = mode === "bubble";
    this.root.className = `styr root ${mode} ${theme || ""}`;
    this.launcher.hidden = !bubble || open;
    this.close.hidden = !bubble;
    this.frame.hidden = bubble && !open;
    this.frame.setAttribute("role", bubble ? "dialog" : "region");
    if (mode === "page") this.log.removeAttribute("tabindex");
    else this.log.tabIndex = 0; // it scrolls by itself, so the keyboard must reach it
  }

  /** Shows that an answer is under way: send gives place to stop. @param {boolean} busy */
  setBusy(busy) {
    this.busy = busy;
    this.send.hidden = busy;
    this.stop.hidden = !busy;
  }
}
