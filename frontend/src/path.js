import { h, svg } from "./dom.js";
import { ICONS, STEP_ICONS } from "./icons.js";

/** @typedef {import("./client.js").Step} Step */
/** @typedef {import("./render.js").Context} Context */

/** The name of a class: what follows "#" in its IRI. */
const className = (type) => String(type || "").split("#").pop() || "";

/** @param {Context} context */
export const badge = ({ t }) => h("span", { className: "badge" }, t("illustrative"));

/** Links where there is somewhere to go, plain text otherwise. @param {Context} context */
export function linked(text, href, { url }, className) {
  const target = url(href);
  return target
    ? h("a", { href: target, target: "_blank", rel: "noopener", dir: "auto", className }, text)
    : h("span", { dir: "auto", className }, text);
}

/** @param {Step} step @param {boolean} last @param {Context} context */
const stepItem = (step, last, context) =>
  h(
    "li",
    {},
    svg(STEP_ICONS[className(step.type)] || STEP_ICONS.Activity, last ? "mark goal" : "mark"),
    h("span", { className: "kind" }, step.type_label || className(step.type)),
    " ",
    linked(step.title, step.href, context, "title"),
    step.illustrative && " ",
    step.illustrative && badge(context),
    step.relation_label && h("span", { className: "relation" }, svg(ICONS.down), step.relation_label),
  );

/**
 * The way to the vision as a line of stations: an ordered list, so that order and number are heard too.
 * @param {Step[]} steps
 * @param {Context} context
 */
export const pathList = (steps, context) =>
  h("ol", { className: "path", role: "list" }, ...steps.map((step, i) => stepItem(step, i === steps.length - 1, context)));
