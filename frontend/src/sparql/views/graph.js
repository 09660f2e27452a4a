import { h, svg as picture } from "../../dom.js";
import { address, baseOf } from "../../links.js";
import { drawGraph } from "./graph-draw.js";
import { graphOf } from "./graph-data.js";
import { graphList } from "./graph-list.js";
import { adopt } from "./style.js";
import { download, freshId } from "./svg.js";
import { Viewport } from "./viewport.js";
import { filled, formats } from "./words.js";

/**
 * @typedef {{t: (key: string) => string, lang: string, labels?: import("./terms.js").Labels, base?: string}} Context
 *   `base` is where the service is, without a final slash
 */

/** Narrower than this, in the reader's text size, the list comes first. */
const NARROW = 40;
const ICONS = {
  in: "M12 5v14M5 12h14", out: "M5 12h14", fit: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  left: "M14.5 5 8 12l6.5 7", right: "M9.5 5 16 12l-6.5 7", up: "M5 14.5 12 8l7 6.5", down: "M5 9.5l7 6.5 7-6.5",
};

/**
 * Shows triples as a picture of things and arrows, or the same as a list.
 *
 * @param {HTMLElement} container is emptied first
 * @param {import("./graph-data.js").Triple[]} triples
 * @param {Context} context
 * @returns {() => void} stops following the size of the container
 */
export function renderGraph(container, triples, context) {
  const view = new GraphView(container, triples, context);
  adopt(container);
  view.show(view.narrow() ? "list" : "picture");
  return () => view.end();
}

class GraphView {
  constructor(container, triples, { t, lang, labels = {}, base = baseOf(import.meta.url) }) {
    Object.assign(this, { container, t, observer: null });
    this.graph = graphOf(triples, labels, lang, t);
    this.number = formats(lang).number;
    this.link = (href) => address(href, base);
    this.frame(triples.length);
  }

  frame(count) {
    const { t, graph, number } = this;
    const toggle = (as) => h("button", { type: "button", className: "view-button", "data-as": as, on: { click: () => this.show(as) } }, t(`graph_${as}`));
    this.toggles = ["picture", "list"].map(toggle);
    this.place = h("div", { className: "graph-place" });
    if (!graph.nodes.length) {
      this.container.replaceChildren(h("div", { className: "view graph-view" }, h("p", { className: "view-note" }, t(count ? "graph_no_nodes" : "graph_empty"))));
      return;
    }
    const notes = [
      graph.allNodes > graph.nodes.length && filled(t, "graph_cut", { n: number(graph.nodes.length), all: number(graph.allNodes) }),
      graph.allEdges > graph.edges.length && filled(t, "graph_cut_edges", { n: number(graph.edges.length), all: number(graph.allEdges) }),
    ];
    const summary = filled(t, "graph_summary", { nodes: number(graph.nodes.length), edges: number(graph.edges.length) });
    this.container.replaceChildren(h("div", { className: "view graph-view" },
      h("div", { className: "view-controls" }, h("div", { className: "toggle", role: "group", "aria-label": t("graph_as") }, ...this.toggles), h("p", { className: "view-note" }, summary)),
      ...notes.filter(Boolean).map((text) => h("p", { className: "view-note" }, text)), this.place));
  }

  narrow() {
    const { container } = this;
    const em = container.isConnected ? parseFloat(getComputedStyle(container).fontSize) || 16 : 16;
    return container.clientWidth > 0 && container.clientWidth < NARROW * em;
  }

  /** @param {"picture"|"list"} as */
  show(as) {
    if (!this.graph.nodes.length) return;
    for (const button of this.toggles) button.setAttribute("aria-pressed", String(button.dataset.as === as));
    this.end();
    if (as === "list") this.place.replaceChildren(graphList(this.graph, this));
    else this.showPicture();
  }

  showPicture() {
    const { t } = this;
    const style = this.place.isConnected ? getComputedStyle(this.place) : { fontSize: "16", fontFamily: "sans-serif" };
    const drawing = drawGraph(this.graph, { em: parseFloat(style.fontSize) || 16, font: style.fontFamily, t, link: this.link });
    const { root } = drawing;
    const help = freshId("help");
    for (const [name, value] of Object.entries({ tabindex: "0", role: "group", "aria-label": t("graph_label"), "aria-describedby": help })) root.setAttribute(name, value);
    this.place.replaceChildren(h("div", { className: "stage" }, this.tools(drawing), root), h("p", { id: help, className: "view-note" }, t("graph_help")));
    this.viewport = new Viewport(root, drawing, this.heart(drawing));
    root.addEventListener("focusin", (event) => this.focused(event.target, drawing.boxes));
    if (typeof ResizeObserver === "undefined") return;
    let width = root.clientWidth;
    this.observer = new ResizeObserver(() => {
      if (root.clientWidth === width) return;
      width = root.clientWidth;
      this.viewport.start();
    });
    this.observer.observe(root);
  }

  /** A click focuses too, and must not move what is about to be clicked. */
  focused(target, boxes) {
    const box = boxes.get(target);
    if (box && target.matches(":focus-visible")) this.viewport.reveal(box);
  }

  /** The middle of the thing with most relations. */
  heart({ boxes }) {
    const { nodes } = this.graph;
    const most = nodes.reduce((best, node, i) => (node.in + node.out > nodes[best].in + nodes[best].out ? i : best), 0);
    const { x, y, width, height } = [...boxes.values()][most];
    return { x: x + width / 2, y: y + height / 2 };
  }

  tools({ root, width, height }) {
    const { t } = this;
    const acts = {
      in: () => this.viewport.zoom(1), out: () => this.viewport.zoom(-1), fit: () => this.viewport.fit(),
      left: () => this.viewport.move(-1, 0), right: () => this.viewport.move(1, 0), up: () => this.viewport.move(0, -1), down: () => this.viewport.move(0, 1),
    };
    const button = ([name, click]) => h("button", { type: "button", className: "view-button square", title: t(`graph_${name}`), on: { click } },
      picture(ICONS[name]), h("span", { className: "unseen" }, t(`graph_${name}`)));
    const whole = { x: -16, y: -16, width: width + 32, height: height + 32 };
    return h("div", { className: "tools", role: "group", "aria-label": t("graph_tools") }, ...Object.entries(acts).map(button),
      h("button", { type: "button", className: "view-button", on: { click: () => download(root, "styrkompassen-graf.svg", whole) } }, t("graph_download")));
  }

  end() {
    this.observer?.disconnect();
  }
}
