import { h } from "../dom.js";

const PAUSE = 450;
/** More sentences than this would push the answer out of sight. */
const LONG = 10;

/** Asks the server about the query while it is written: errors where they are, and what it asks for in words. */
export class Checking {
  /**
   * @param {import("./context.js").Context} ctx
   * @param {{text: () => string, mark: (errors: any[]) => void, goTo: (line: number, column: number) => void}} on
   */
  constructor(ctx, on) {
    this.ctx = ctx;
    this.on = on;
    this.stop = new AbortController();
    this.timer = 0;
    this.folded = false;
    this.chosen = false;
    this.problems = h("ul", { role: "list", className: "problems", "aria-label": ctx.t("problems") });
    this.problems.hidden = true;
    this.words = h("div", { className: "words" }, h("p", { className: "small" }, ctx.t("explain_empty")));
    this.explanation = h(
      "details",
      { className: "explain", open: true },
      h("summary", { on: { click: () => { this.chosen = true; } } }, ctx.t("explain")),
      this.words,
    );
  }

  /** Another query begins. One that somebody else has written is explained when asked for. @param {boolean} folded */
  begin(folded) {
    this.folded = folded;
    this.chosen = false;
    if (folded) this.explanation.open = false;
  }

  /** The text changed: look again when it rests. */
  changed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), PAUSE);
  }

  /** Looks at once. @returns {Promise<{message: string, line: number, column: number}|undefined>} the first error, if any */
  async look() {
    clearTimeout(this.timer);
    this.stop.abort();
    this.stop = new AbortController();
    const text = this.on.text();
    if (!text.trim()) return this.#show({ errors: [], explanation: [] });
    try {
      const checked = await this.ctx.api.check(text, this.stop.signal);
      if (this.on.text() === text) this.#show(checked);
      return (checked.errors ?? []).find((error) => error.severity !== "warning");
    } catch (error) {
      if (error.name !== "AbortError") this.#show({ errors: [], explanation: [], failed: error.message });
    }
    return undefined;
  }

  #show({ errors = [], explanation = [], failed = "" }) {
    const { t } = this.ctx;
    this.on.mark(errors);
    this.problems.replaceChildren(...errors.map((error) => this.#problem(error)));
    this.problems.hidden = !errors.length;
    const broken = errors.some((error) => error.severity !== "warning");
    const text = explanation.length
      ? nested(explanation)
      : h("p", { className: "small" }, failed || t(broken ? "explain_broken" : "explain_empty"));
    this.words.replaceChildren(text);
    if (!this.chosen) this.explanation.open = !this.folded && explanation.length <= LONG;
  }

  #problem({ message, line, column, severity }) {
    const { t } = this.ctx;
    const kind = severity === "warning" ? "warning" : "error";
    const place = h(
      "button",
      { type: "button", className: "link", on: { click: () => this.on.goTo(line, column) } },
      t("place", { line: line ?? 1, column: column ?? 1 }),
    );
    return h(
      "li",
      { className: kind },
      h("strong", {}, t(kind)),
      " ",
      place,
      " ",
      h("span", { className: "pre" }, message),
    );
  }
}

/** Sentences with depths as lists in lists. @param {{depth: number, text: string}[]} sentences */
function nested(sentences) {
  const root = h("ul", {});
  const lists = [root];
  for (const { depth, text } of sentences) {
    const level = Math.max(0, Math.min(depth, lists.length));
    if (level === lists.length) {
      const under = h("ul", {});
      (lists[level - 1].lastElementChild ?? lists[level - 1]).append(under);
      lists.push(under);
    }
    lists.length = level + 1;
    lists[level].append(h("li", {}, text));
  }
  return root;
}
