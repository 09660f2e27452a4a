import { h } from "../../dom.js";

/**
 * The graph as a list: every thing with what is said of it, where it leads and what leads to it.
 *
 * @param {import("./graph-data.js").Graph} graph
 * @param {{t: (key: string) => string, link: (href: string|null) => string|null}} pen
 */
export function graphList({ nodes, edges }, { t, link }) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const named = (node) => {
    const href = link(node.href);
    return href ? h("a", { href, target: "_blank", rel: "noopener", dir: "auto" }, node.title) : h("span", { dir: "auto" }, node.title);
  };
  const facts = (node) => {
    const rows = /** @type {Map<string, any[]>} */ (new Map());
    const add = (label, value) => (rows.get(label) || rows.set(label, []).get(label)).push(value);
    for (const { label, text, lang } of node.facts) add(label, h("span", { lang: lang || null, dir: "auto" }, text));
    for (const { from, to, label } of edges) if (from === node.id) add(label, named(byId.get(to)));
    for (const { from, to, label } of edges) if (to === node.id) add(t("graph_from"), h("span", {}, named(byId.get(from)), ` (${label})`));
    return [...rows].flatMap(([label, values]) => [h("dt", {}, label), ...values.map((value) => h("dd", {}, value))]);
  };
  const item = (node) => {
    const rows = facts(node);
    return h("li", {}, h("p", { className: "thing" }, node.type && h("span", { className: "kind" }, node.type), named(node)),
      rows.length ? h("dl", {}, ...rows) : h("p", { className: "view-note" }, t("graph_nothing_else")));
  };
  return h("ul", { className: "things", role: "list" }, ...nodes.map(item));
}
