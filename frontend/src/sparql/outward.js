import { h } from "../dom.js";
import { copyButton } from "./copy.js";
import { fragment } from "./share.js";
import { snippets } from "./snippets.js";
import { tabList } from "./tabs.js";

/** The query as a link. @param {import("./context.js").Context} ctx @param {string} query @param {string} view */
export async function sharePanel(ctx, query, view) {
  const hash = await fragment(query, view);
  history.replaceState(history.state, "", hash);
  const url = new URL(ctx.api.endpoint + hash, location.href).href;
  const field = h("input", {
    type: "text",
    id: "share-link",
    readOnly: true,
    value: url,
    on: { focus: () => field.select() },
  });
  return h(
    "div",
    { className: "outward" },
    h("label", { for: "share-link" }, ctx.t("share_label")),
    h(
      "div",
      { className: "row" },
      field,
      copyButton(ctx, () => url, "main"),
    ),
    h("p", { className: "small" }, ctx.t("share_note")),
  );
}

/**
 * The query as code for other programs.
 * @param {import("./context.js").Context} ctx
 * @param {string} query
 * @param {"select"|"ask"|"graph"} kind
 */
export function codePanel(ctx, query, kind) {
  const endpoint = new URL(ctx.api.endpoint, location.href).href;
  const made = snippets(kind, endpoint, query);
  const tabs = made.map(({ id, name, code }) => ({
    id,
    name,
    panel: h(
      "div",
      { className: "snippet" },
      h("pre", { tabIndex: 0, role: "region", "aria-label": ctx.t("code_of", { name }) }, h("code", {}, code)),
      copyButton(ctx, () => code, "main"),
    ),
  }));
  const { list } = tabList(tabs, { label: ctx.t("programs"), stem: "code", shown: made[0].id });
  return h("div", { className: "outward" }, h("p", {}, ctx.t("code_intro")), list, ...tabs.map(({ panel }) => panel));
}
