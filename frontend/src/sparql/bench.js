import { h, svg } from "../dom.js";
import { ACCEPT, ENOUGH, makesGraph, read } from "./answer.js";
import { Checking } from "./checking.js";
import { Code } from "./code.js";
import { ICONS } from "./icons.js";
import { Library } from "./library.js";
import { codePanel, sharePanel } from "./outward.js";
import { Past } from "./past.js";
import { Results } from "./results.js";
import { Saved } from "./saved.js";
import { scan } from "./scan.js";
import { unlinked } from "./share.js";
import { draft, history } from "./stored.js";
import { tabList } from "./tabs.js";
import { Vocabulary } from "./vocabulary.js";

const TICK = 100;
/** Seconds that a run may take before the way to stop it is shown. */
const QUICK = 0.3;

/** The whole workbench: ready questions beside the query, its answer below. */
export class Bench {
  /** @param {ShadowRoot} root @param {import("./context.js").Context} ctx */
  constructor(root, ctx) {
    this.ctx = ctx;
    this.status = h("p", { className: "hidden", role: "status" });
    ctx.say = (text) => {
      this.status.textContent = text;
    };
    /** @type {AbortController|null} */
    this.running = null;
    /** The text that the page's address stands for. */
    this.linked = "";
    const locale = ctx.lang === "sv" ? "sv-SE" : "en-GB";
    this.seconds = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    const fill = (text, run) => this.#fill(text, run);
    const text = () => this.code.text;
    const goTo = (line, column) => this.code.goTo(line, column);
    this.checking = new Checking(ctx, { text, goTo, mark: (errors) => this.code.mark(errors) });
    this.results = new Results(ctx, { goTo });
    this.results.element.hidden = true;
    this.library = new Library(ctx, { fill });
    this.saved = new Saved(ctx, { fill, text });
    this.past = new Past(ctx, { fill });
    this.field = h("div", { className: "code" });
    root.append(this.#frame());
    this.code = new Code(this.field, root, ctx, { run: () => this.run(), changed: () => this.#changed() });
    root.addEventListener("keydown", (event) => this.#key(/** @type {KeyboardEvent} */ (event)));
    this.#load();
  }

  #load() {
    this.library.load();
    this.saved.load();
    this.ctx.ready = this.ctx.api
      .vocabulary()
      .then((data) => {
        this.ctx.vocabulary = new Vocabulary(data);
      })
      .catch(() => {});
  }

  #frame() {
    const { t, lang } = this.ctx;
    const work = h("div", { className: "work" }, this.#ask(), this.results.element);
    return h("div", { className: "styr bench", lang }, this.#side(), work, this.status);
  }

  #side() {
    const { t } = this.ctx;
    const tabs = [
      { id: "library", name: t("library"), panel: this.library.element },
      { id: "saved", name: t("saved"), panel: this.saved.element },
      { id: "past", name: t("history"), panel: this.past.element },
    ];
    this.tabs = tabList(tabs, { label: t("side"), stem: "side", shown: "library" });
    this.shelf = h("div", { className: "shelf", id: "shelf" }, this.tabs.list, ...tabs.map(({ panel }) => panel));
    this.opener = h(
      "button",
      {
        type: "button",
        className: "opener quiet",
        "aria-expanded": "false",
        "aria-controls": "shelf",
        on: { click: () => this.#shelve() },
      },
      t("side"),
    );
    return h("section", { className: "side", "aria-label": t("side") }, this.opener, this.shelf);
  }

  /** On narrow screens the shelf stays closed until asked for. @param {boolean} [open] */
  #shelve(open = this.opener.getAttribute("aria-expanded") === "false") {
    this.opener.setAttribute("aria-expanded", String(open));
    this.shelf.classList.toggle("open", open);
  }

  #ask() {
    const { t } = this.ctx;
    const button = (icon, name, className, click) =>
      h("button", { type: "button", className, on: { click } }, svg(ICONS[icon]), h("span", {}, t(name)));
    this.runButton = button("run", "run", "main", () => this.run());
    this.stopButton = button("stop", "stop", "main stop", () => this.running?.abort());
    this.stopButton.hidden = true;
    this.elapsed = h("span", { className: "elapsed", "aria-hidden": "true" });
    this.shareButton = button("share", "share", "quiet", () =>
      this.#panel(this.shareButton, () =>
        sharePanel(this.ctx, (this.linked = this.code.text), this.results.viewOf(this.#kind())),
      ),
    );
    this.codeButton = button("code", "code", "quiet", () =>
      this.#panel(this.codeButton, () => codePanel(this.ctx, this.code.text, this.#kind())),
    );
    const save = button("save", "save", "quiet", () => {
      this.#shelve(true);
      this.tabs.show("saved");
      this.saved.begin();
    });
    for (const each of [this.shareButton, this.codeButton]) each.setAttribute("aria-expanded", "false");
    this.outward = h("div", {});
    return h(
      "section",
      { className: "ask", "aria-labelledby": "query-heading" },
      h("h2", { id: "query-heading" }, t("query")),
      this.field,
      h("p", { id: "keys", className: "small" }, t(/mac|iphone|ipad/i.test(navigator.platform) ? "keys_mac" : "keys")),
      this.checking.problems,
      h(
        "div",
        { className: "bar" },
        h("div", { className: "go" }, this.runButton, this.stopButton, this.elapsed),
        h("div", { className: "tools" }, save, this.shareButton, this.codeButton),
      ),
      this.outward,
      this.checking.explanation,
    );
  }

  #kind() {
    const { form } = scan(this.code.text);
    return makesGraph(form) ? "graph" : form === "ask" ? "ask" : "select";
  }

  /** Opens what a button stands for, or closes it. */
  async #panel(button, make) {
    const opens = button.getAttribute("aria-expanded") === "false";
    for (const each of [this.shareButton, this.codeButton])
      each.setAttribute("aria-expanded", String(opens && each === button));
    this.outward.replaceChildren(...(opens ? [await make()] : []));
    if (opens) this.outward.querySelector("input, [role=tab][aria-selected=true]")?.focus();
  }

  #close() {
    for (const each of [this.shareButton, this.codeButton]) each.setAttribute("aria-expanded", "false");
    this.outward.replaceChildren();
  }

  #key(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
    event.preventDefault();
    this.run();
  }

  #changed() {
    const { text } = this.code;
    draft.text = text;
    if (text !== this.linked) globalThis.history.replaceState(null, "", unlinked());
    this.checking.changed();
    this.#close();
  }

  #fill(text, run) {
    this.code.text = text;
    this.checking.begin(run);
    this.field.classList.toggle("ready", run);
    this.#shelve(false);
    if (!run) return this.code.focus();
    this.#answers();
    // On a narrow screen what was pressed is hidden now: go on to where the answer comes.
    if (this.opener.offsetParent) this.results.heading.focus();
    return this.run();
  }

  /** The page's first query. @param {string} query @param {{view?: string, run?: boolean}} options */
  begin(query, { view = "table", run = false }) {
    this.results.view = view;
    this.linked = query.trim() ? query : this.ctx.t("example");
    this.code.text = this.linked;
    // What the query asks, in words above the answer, would push it down.
    this.checking.look().then(() => this.#answers());
    if (run) this.run();
  }

  /** The place for answers is there from now on. */
  #answers() {
    this.results.element.hidden = false;
  }

  /** Runs the query; a run that is under way is given up. */
  async run() {
    const query = this.code.text;
    if (!query.trim()) return;
    this.#answers();
    this.running?.abort();
    const stop = new AbortController();
    this.running = stop;
    this.ctx.say(""); // so that the same words are spoken again
    this.#busy(true);
    const began = performance.now();
    const clock = setInterval(() => this.#tick(began), TICK);
    try {
      const answer = await read(
        await this.ctx.api.run(query, ACCEPT, { rows: String(ENOUGH) }, stop.signal),
        query,
        began,
      );
      if (this.running === stop) this.#answered(answer);
    } catch (error) {
      if (this.running === stop) await this.#failed(error);
    } finally {
      clearInterval(clock);
      if (this.running === stop) this.#busy(false);
    }
  }

  #tick(began) {
    const seconds = (performance.now() - began) / 1000;
    if (seconds < QUICK) return;
    this.stopButton.hidden = false;
    this.elapsed.textContent = `${this.seconds.format(seconds)} s`;
  }

  #busy(busy) {
    this.results.busy = busy;
    if (busy) return;
    const held = /** @type {ShadowRoot} */ (this.field.getRootNode()).activeElement === this.stopButton;
    this.stopButton.hidden = true;
    this.elapsed.textContent = "";
    this.running = null;
    if (held) this.runButton.focus();
  }

  #answered(answer) {
    this.results.show(answer);
    history.add({
      query: answer.query,
      at: new Date().toISOString(),
      rows: answer.kind === "ask" ? null : answer.rows,
      ms: answer.ms,
    });
    this.past.show();
  }

  /** The check tells of an error in the query in plainer words than the endpoint, which speaks to programs. */
  async #failed(error) {
    if (error.name === "AbortError") return this.results.stopped();
    const found = error.problem?.line ? await this.checking.look() : undefined;
    if (found) error.problem = { ...error.problem, ...found, detail: found.message };
    return this.results.fail(error);
  }
}
