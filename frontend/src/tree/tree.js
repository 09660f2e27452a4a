/**
 * Makes ARIA trees of the nested lists that the server renders (WAI-ARIA APG, navigation treeview): the
 * link of each thing becomes its treeitem, and `<details>`, which may have no other role than its own, a
 * part that a click or a key opens and closes.
 * Without this script the lists and `<details>` do the same work.
 */
import { h } from "../dom.js";
import { after, at, before, below, first, fold, last, opened, parent, siblings, starting } from "./walk.js";
import { remember } from "./state.js";

/** Milliseconds after which typed letters begin a new word. */
const PAUSE = 600;

/** The treeitem of a list item. */
const link = (item) => item.querySelector(":scope > a");

/** One tree: `root` is the outermost list. */
class Tree {
  constructor(root, changed) {
    this.root = root;
    this.changed = changed;
    this.typed = { text: "", at: 0 };
    this.#name();
    for (const list of [root, ...root.querySelectorAll("ul")]) this.#list(list);
    this.current = first(root);
    link(this.current).tabIndex = 0;
    root.addEventListener("keydown", (event) => this.#key(event));
    root.addEventListener("focusin", (event) => this.#focused(event));
    root.addEventListener("click", (event) => this.#clicked(event));
  }

  openAll(open) {
    for (const part of this.root.querySelectorAll(".fold")) this.#open(part, open);
    this.#move(at(this.root, this.current));
  }

  #name() {
    this.root.setAttribute("role", "tree");
    this.root.setAttribute("aria-label", this.root.dataset.label);
    this.root.setAttribute("aria-describedby", "trad-hjalp");
  }

  #list(list) {
    const items = [...list.children];
    if (list !== this.root) list.setAttribute("role", "group");
    items.forEach((item, place) => this.#item(item, place + 1, items.length));
  }

  #item(item, place, size) {
    const node = link(item);
    item.setAttribute("role", "none");
    const set = { role: "treeitem", "aria-level": this.#level(item), "aria-posinset": place, "aria-setsize": size };
    for (const [name, value] of Object.entries(set)) node.setAttribute(name, String(value));
    node.tabIndex = -1;
    const meta = item.querySelector(":scope > .meta");
    if (meta) node.setAttribute("aria-describedby", meta.id);
    const details = item.querySelector(":scope > details");
    if (details) this.#fold(node, details);
  }

  #fold(node, details) {
    const [summary, group] = details.children;
    const told = h("span", { className: "toggle", "aria-hidden": "true" }, ...summary.childNodes);
    const part = h("div", { className: "fold" }, told, group);
    group.id = `${node.id}-g`;
    node.setAttribute("aria-owns", group.id);
    const open = details.open;
    details.replaceWith(part);
    this.#show(part, open);
  }

  #show(part, open) {
    part.classList.toggle("open", open);
    part.lastElementChild.hidden = !open;
    link(part.parentElement).setAttribute("aria-expanded", String(open));
  }

  #level(item) {
    let level = 1;
    for (let above = parent(this.root, item); above; above = parent(this.root, above)) level += 1;
    return level;
  }

  #move(item) {
    if (!item) return;
    link(this.current).tabIndex = -1;
    this.current = item;
    link(item).tabIndex = 0;
  }

  #go(item) {
    if (!item) return;
    this.#move(item);
    link(item).focus();
  }

  #focused(event) {
    const item = event.target.closest("li");
    if (event.target === link(item)) this.#move(item);
  }

  #clicked(event) {
    const part = event.target.closest(".toggle")?.parentElement;
    if (!part) return;
    this.#open(part, !part.classList.contains("open"));
    this.#go(part.parentElement);
  }

  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const known = event.target.closest("li") && this.#act(event.key, this.current);
    if (known || this.#letter(event.key)) event.preventDefault();
  }

  /** What a key does at `item`; whether it does anything. */
  #act(key, item) {
    const part = fold(item);
    const acts = {
      ArrowDown: () => this.#go(after(this.root, item)),
      ArrowUp: () => this.#go(before(this.root, item)),
      ArrowRight: () => (part && !opened(item) ? this.#open(part, true) : this.#go(below(item))),
      ArrowLeft: () => (opened(item) ? this.#open(part, false) : this.#go(parent(this.root, item))),
      Home: () => this.#go(first(this.root)),
      End: () => this.#go(last(this.root)),
      "*": () => siblings(item).forEach((each) => this.#open(fold(each), true)),
      " ": () => this.#open(part, !opened(item)),
    };
    if (!acts[key] || (key === " " && this.typed.text && Date.now() - this.typed.at < PAUSE)) return false;
    acts[key]();
    return true;
  }

  #open(part, open) {
    if (!part) return;
    this.#show(part, open);
    if (!open && part.contains(this.current)) this.#move(part.parentElement);
    this.changed();
  }

  /** Letters typed one after the other lead to the next title that begins with them. */
  #letter(key) {
    if (key.length !== 1 || (key === " " && !this.typed.text)) return false;
    const now = Date.now();
    const text = (now - this.typed.at < PAUSE ? this.typed.text : "") + key;
    this.typed = { text, at: now };
    this.#go(starting(this.root, this.current, text));
    return true;
  }
}

const roots = [...document.querySelectorAll("ul.tree")];
if (roots.length) {
  const started = () => roots.flatMap((root) => [...root.querySelectorAll("li")]);
  const changed = () => remember(started());
  let trees = [];
  trees = roots.map((root) => new Tree(root, changed));
  document.getElementById("trad-hjalp").hidden = false;
  for (const button of document.querySelectorAll("[data-open]")) {
    button.setAttribute("role", "button");
    const press = (event) => {
      event.preventDefault();
      for (const tree of trees) tree.openAll(button.dataset.open === "all");
    };
    button.addEventListener("click", press);
    button.addEventListener("keydown", (event) => event.key === " " && press(event));
  }
}
