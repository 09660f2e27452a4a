import { h } from "../dom.js";
import { history } from "./stored.js";

/** Words of a query that tell it from others: its first comment, else its beginning. @param {string} query */
export function nameOf(query) {
  const comment = /^\s*#+\s*(.+)$/m.exec(query)?.[1];
  return (
    comment ??
    query
      .replace(/^\s*(?:prefix|base)\s[^\n]*$/gim, "")
      .replace(/\s+/g, " ")
      .trim()
      .slice(0, 90)
  );
}

/** The queries that were run in this browser. */
export class Past {
  /** @param {import("./context.js").Context} ctx @param {{fill: (sparql: string, run: boolean) => void}} on */
  constructor(ctx, on) {
    this.ctx = ctx;
    this.on = on;
    this.list = h("ol", { role: "list", className: "items" });
    this.clear = h(
      "button",
      {
        type: "button",
        className: "quiet",
        on: {
          click: () => {
            history.clear();
            this.show();
            ctx.say(ctx.t("history_cleared"));
            this.keep.focus();
          },
        },
      },
      ctx.t("history_clear"),
    );
    this.keep = h("input", {
      type: "checkbox",
      id: "history-keep",
      checked: history.on,
      on: {
        change: () => {
          history.on = this.keep.checked;
          this.show();
        },
      },
    });
    this.element = h(
      "div",
      { className: "panel" },
      h("div", { className: "check" }, this.keep, h("label", { for: "history-keep" }, ctx.t("history_keep"))),
      h("p", { className: "small" }, ctx.t("history_where")),
      this.list,
      this.clear,
    );
    this.show();
  }

  show() {
    const { ctx } = this;
    const when = new Intl.DateTimeFormat(ctx.lang === "sv" ? "sv-SE" : "en-GB", {
      dateStyle: "short",
      timeStyle: "short",
    });
    const all = history.all();
    this.clear.hidden = !all.length;
    const items = all.map(({ query, at, rows }) =>
      h(
        "li",
        {},
        h(
          "button",
          { type: "button", className: "item", on: { click: () => this.on.fill(query, false) } },
          h("span", { className: "clamp" }, nameOf(query)),
          " ",
          h(
            "span",
            { className: "small" },
            [when.format(new Date(at)), rows != null && ctx.t(rows === 1 ? "one_row" : "rows", { n: ctx.count(rows) })]
              .filter(Boolean)
              .join(", "),
          ),
        ),
      ),
    );
    this.list.replaceChildren(...(items.length ? items : [h("li", { className: "small" }, ctx.t("history_empty"))]));
  }
}
