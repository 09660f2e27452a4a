import { h } from "../dom.js";
import { copyButton } from "./copy.js";
import { keys } from "./stored.js";

/** @typedef {{id: string, title: string, description?: string, query: string, created: string}} SavedQuery */

/** Saved queries, which everyone here can see; those saved from this browser can be changed and removed. */
export class Saved {
  /**
   * @param {import("./context.js").Context} ctx
   * @param {{fill: (sparql: string, run: boolean) => void, text: () => string}} on
   */
  constructor(ctx, on) {
    this.ctx = ctx;
    this.on = on;
    this.note = h("p", { className: "small", role: "status" });
    this.list = h("ul", { role: "list", className: "items saved" });
    this.element = h("div", { className: "panel" }, this.#form(), this.note, this.list);
  }

  #form() {
    const { t } = this.ctx;
    this.title = h("input", { type: "text", id: "save-title", required: true, maxLength: 200, autocomplete: "off" });
    this.description = h("textarea", { id: "save-description", rows: 2, maxLength: 2000 });
    const submit = (event) => {
      event.preventDefault();
      this.#save();
    };
    this.form = h(
      "form",
      { on: { submit } },
      h("div", { className: "field" }, h("label", { for: "save-title" }, t("save_title")), this.title),
      h(
        "div",
        { className: "field" },
        h(
          "label",
          { for: "save-description" },
          t("save_description"),
          h("span", { className: "small" }, ` (${t("optional")})`),
        ),
        this.description,
      ),
      h("p", { className: "small" }, t("save_note")),
      h("button", { type: "submit", className: "main" }, t("save_now")),
    );
    return h("details", { className: "save" }, h("summary", {}, t("save_open")), this.form);
  }

  /** Opens the form, as from the button beside the query. */
  begin() {
    this.element.querySelector("details").open = true;
    this.title.focus();
  }

  async load() {
    await this.#try(async () => this.#show(await this.ctx.api.saved()));
  }

  /** Does something with the server; a refusal is told in the panel. */
  async #try(work, told = "") {
    try {
      await work();
      this.#tell(told);
    } catch (error) {
      this.#tell(error.status === 403 ? this.ctx.t("saved_not_yours") : error.message || this.ctx.t("unreachable"));
    }
  }

  #tell(text) {
    this.note.textContent = text;
  }

  async #save() {
    const query = this.on.text();
    await this.#try(async () => {
      const made = await this.ctx.api.save({
        title: this.title.value.trim(),
        description: this.description.value.trim(),
        query,
      });
      keys.set(made.id, made.key);
      this.form.reset();
      this.form.parentElement.open = false;
      this.#show(await this.ctx.api.saved());
    }, this.ctx.t("saved_done"));
    this.form.parentElement.querySelector("summary").focus();
  }

  /** @param {SavedQuery[]} queries */
  #show(queries) {
    const { t } = this.ctx;
    this.list.replaceChildren(
      ...(queries.length
        ? queries.map((query) => this.#item(query))
        : [h("li", { className: "small" }, t("saved_empty"))]),
    );
  }

  #item(query) {
    const { ctx } = this;
    const day = new Intl.DateTimeFormat(ctx.lang === "sv" ? "sv-SE" : "en-GB", { dateStyle: "medium" });
    const made = new Date(query.created);
    const link = () => new URL(`${ctx.api.endpoint}?saved=${encodeURIComponent(query.id)}`, location.href).href;
    const tools = h(
      "div",
      { className: "buttons", role: "group", "aria-label": query.title },
      copyButton(ctx, link, "link", "copy_link"),
    );
    const key = keys.of(query.id);
    if (key) tools.append(...this.#own(query, key, tools));
    return h(
      "li",
      {},
      h(
        "button",
        { type: "button", className: "item", on: { click: () => this.on.fill(query.query, true) } },
        h("bdi", {}, query.title),
        h("span", { className: "small" }, ` ${Number.isNaN(+made) ? "" : day.format(made)}`),
      ),
      query.description && h("p", { className: "small pre" }, query.description),
      tools,
    );
  }

  #own(query, key, tools) {
    const { t, api } = this.ctx;
    const again = async (work, told) => {
      await this.#try(async () => {
        await work();
        this.#show(await api.saved());
      }, told);
      this.element.querySelector("summary").focus();
    };
    const change = () =>
      again(
        () =>
          api.change(query.id, key, {
            title: query.title,
            description: query.description ?? "",
            query: this.on.text(),
          }),
        t("saved_changed"),
      );
    const remove = () =>
      again(async () => {
        await api.remove(query.id, key);
        keys.set(query.id, undefined);
      }, t("saved_removed"));
    const button = (name, click, className = "link") =>
      h("button", { type: "button", className, on: { click } }, t(name));
    const ask = () => {
      const kept = [...tools.childNodes];
      tools.replaceChildren(
        h("span", {}, t("remove_sure")),
        button("remove_yes", remove, "quiet"),
        button(
          "remove_no",
          () => {
            tools.replaceChildren(...kept);
            kept.at(-1).focus();
          },
          "quiet",
        ),
      );
      tools.querySelector("button").focus();
    };
    return [button("saved_change", change), button("remove", ask)];
  }
}
