import { h, svg } from "../dom.js";
import { downloads } from "./downloads.js";
import { ICONS } from "./icons.js";
import { irisOf } from "./labels.js";
import { Table } from "./table.js";
import { tabList } from "./tabs.js";

/** @typedef {import("./answer.js").Answer} Answer */

/** Pictures are a file of their own, which comes when the first one is wanted. */
const PICTURES = "./sparql-views.js";
/** Milliseconds before it is said that a query runs: most have answered by then. */
const SLOW = 300;
const VIEWS = { select: ["table", "chart"], graph: ["table", "graph"] };

/** The answer to a query, or why there is none. */
export class Results {
  /** @param {import("./context.js").Context} ctx @param {{goTo: (line: number, column: number) => void}} on */
  constructor(ctx, on) {
    this.ctx = ctx;
    this.on = on;
    this.view = "table";
    this.leave = () => {};
    /** @type {(() => void)|null} */
    this.redraw = null;
    this.heading = h("h2", { id: "result-heading", tabIndex: -1 }, ctx.t("result"));
    this.running = h("p", { className: "running", hidden: true });
    this.body = h("div", { className: "result-body" });
    this.element = h(
      "section",
      { className: "result", "aria-labelledby": "result-heading" },
      this.heading,
      this.running,
      this.body,
    );
    this.clear(ctx.t("result_empty"));
  }

  /** The view that a link to an answer of this kind opens. @param {"select"|"ask"|"graph"} kind */
  viewOf(kind) {
    return VIEWS[kind]?.includes(this.view) ? this.view : "table";
  }

  /** There is no answer, and none before it either. @param {string} text what stands there instead */
  clear(text) {
    this.#fill(h("p", { className: "empty" }, text));
    this.former = false;
  }

  /** Whether a query runs. What stands there meanwhile is said to belong to the one before. @param {boolean} busy */
  set busy(busy) {
    this.element.setAttribute("aria-busy", String(busy));
    clearTimeout(this.slow);
    if (busy) this.slow = setTimeout(() => this.#runs(), SLOW);
    else this.running.hidden = true;
  }

  #runs() {
    const text = this.ctx.t(this.former ? "running_former" : "running");
    this.running.textContent = text;
    this.running.hidden = false;
    this.ctx.say(text);
  }

  /** @param {...(Node|string|false)} nodes */
  #fill(...nodes) {
    this.former = true;
    this.leave();
    this.leave = () => {};
    this.body.replaceChildren(...nodes.filter((each) => each !== false));
  }

  /** What was answered, in one line. @param {Answer} answer */
  summary({ kind, rows, ms, result }) {
    const { t, count } = this.ctx;
    const time = t("took", { ms: count(ms) });
    if (kind === "ask") return `${t(result.boolean ? "ask_yes" : "ask_no")}, ${time}`;
    const key = kind === "graph" ? "triple" : "row";
    return `${t(rows === 1 ? `one_${key}` : `${key}s`, { n: count(rows) })}, ${time}`;
  }

  /** @param {Answer} answer */
  show(answer) {
    const { t } = this.ctx;
    const facts = h(
      "p",
      { className: "facts" },
      answer.kind === "ask"
        ? h("span", {}, t("took", { ms: this.ctx.count(answer.ms) }))
        : h("strong", {}, this.summary(answer)),
      answer.version && h("span", {}, t("version", { n: answer.version })),
    );
    this.#fill(facts, this.#cut(answer), ...this.#parts(answer), downloads(answer, this.ctx));
    this.ctx.say(this.summary(answer) + (answer.truncated ? `. ${this.#cutText(answer)}` : ""));
  }

  /** Puts something to know about the answer before it. @param {Node} node */
  remark(node) {
    this.body.querySelector(".facts")?.after(h("p", { className: "cut" }, svg(ICONS.cut), node));
  }

  #cutText({ truncated, enough, rows }) {
    const { t, count } = this.ctx;
    if (enough) return t("enough", { n: count(rows) });
    return truncated?.message || t("cut", { n: count(rows) });
  }

  #cut(answer) {
    return answer.truncated
      ? h("p", { className: "cut" }, svg(ICONS.cut), h("span", {}, this.#cutText(answer)))
      : false;
  }

  #parts(answer) {
    const { ctx } = this;
    if (answer.kind === "ask")
      return [
        h(
          "p",
          { className: `verdict ${answer.result.boolean ? "yes" : "no"}` },
          ctx.t(answer.result.boolean ? "ask_yes" : "ask_no"),
        ),
      ];
    const table = new Table(answer, ctx);
    const panels = { table: h("div", {}, table.element), chart: h("div", {}), graph: h("div", {}) };
    const tabs = VIEWS[answer.kind].map((id) => ({ id, name: ctx.t(`view_${id}`), panel: panels[id] }));
    const shown = this.viewOf(answer.kind);
    const draw = (id) => this.#draw(id, panels, answer);
    const { list } = tabList(tabs, {
      label: ctx.t("views"),
      stem: "view",
      shown,
      onShow: (id) => {
        this.view = id;
        draw(id);
      },
    });
    this.view = shown;
    queueMicrotask(() => draw(shown));
    ctx.labels.want(irisOf(answer.result)).then((came) => {
      if (came) this.#titled(table);
    });
    return [list, ...tabs.map(({ panel }) => panel)];
  }

  /** With titles known, what is sorted or drawn by them is shown anew. */
  #titled(table) {
    if (table.rows.order || table.rows.filter) table.refresh();
    this.redraw?.();
  }

  /** Pictures are drawn when they are looked at, and followed only as long. */
  async #draw(id, panels, { result, triples }) {
    this.leave();
    this.leave = () => {};
    this.redraw = null;
    if (id === "table") return;
    const { t, lang, labels } = this.ctx;
    const pictures = await import(new URL(PICTURES, import.meta.url).href).catch(() => null);
    if (this.view !== id || !panels[id].isConnected) return;
    if (!pictures) return panels[id].replaceChildren(h("p", {}, t("unreachable")));
    const context = { t, lang, labels: labels.known };
    this.redraw = () => {
      this.leave();
      this.leave =
        id === "chart"
          ? pictures.renderChart(panels.chart, result, context)
          : pictures.renderGraph(panels.graph, triples, context);
    };
    this.redraw();
  }

  /** @param {any} error */
  fail(error) {
    const { t } = this.ctx;
    const { line, column, detail, title } = error.problem ?? {};
    const text = detail || title || t("unreachable");
    const place =
      line &&
      h(
        "button",
        { type: "button", className: "quiet", on: { click: () => this.on.goTo(line, column) } },
        t("go_to", { line, column: column ?? 1 }),
      );
    this.#fill(
      h(
        "div",
        { className: "problem", role: "group" },
        svg(ICONS.alert),
        h("div", {}, h("p", {}, h("strong", {}, t("no_answer"))), h("p", { className: "pre" }, text), place),
      ),
    );
    this.ctx.say(`${t("no_answer")} ${text}`);
  }

  stopped() {
    this.#fill(h("p", { className: "empty" }, this.ctx.t("stopped")));
    this.ctx.say(this.ctx.t("stopped"));
  }
}
