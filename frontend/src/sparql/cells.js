import { h } from "../dom.js";
import { address } from "../links.js";

/** @typedef {import("./context.js").Context} Context */

const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMBERS = new Set(
  [
    "integer",
    "decimal",
    "double",
    "float",
    "int",
    "long",
    "short",
    "byte",
    "nonNegativeInteger",
    "positiveInteger",
    "nonPositiveInteger",
    "negativeInteger",
    "unsignedInt",
    "unsignedLong",
    "unsignedShort",
    "unsignedByte",
    "gYear",
  ].map((name) => XSD + name),
);
/** Types whose name would say nothing that the text does not. */
const PLAIN = new Set([
  ...NUMBERS,
  ...["string", "boolean", "date", "dateTime", "gYearMonth", "anyURI"].map((name) => XSD + name),
]);
/** Longer texts are folded until asked for. */
const LONG = 320;
const SHOWN = 240;

/** @param {any} term */
export const isNumber = (term) =>
  term?.type === "literal" &&
  NUMBERS.has(term.datatype) &&
  term.value.trim() !== "" &&
  Number.isFinite(Number(term.value));

/** A number with the reader's decimal mark. Its digits stay as they are: a year is no quantity. @param {any} term @param {string} lang */
export const written = (term, lang) => (lang === "sv" && isNumber(term) ? term.value.replace(".", ",") : String(term.value));

/**
 * What a term is called where only text fits, as sorting and filtering read it.
 * @param {any} term
 * @param {Context} ctx
 */
export function textOf(term, ctx) {
  if (!term) return "";
  if (term.type === "triple")
    return "subject predicate object"
      .split(" ")
      .map((part) => textOf(term.value[part], ctx))
      .join(" ");
  return term.type === "uri" ? (ctx.labels.of(term.value)?.title ?? nameOf(term.value, ctx)) : String(term.value);
}

/** An IRI as short as its prefixes make it. @param {string} iri @param {Context} ctx */
export const nameOf = (iri, ctx) => ctx.vocabulary.shorten(iri) ?? iri;

/** @param {any} term @param {Context} ctx @returns {Node} */
export function cell(term, ctx) {
  if (!term) return h("span", { className: "none" }, h("span", { className: "hidden" }, ctx.t("no_value")));
  if (term.type === "uri") return thing(term.value, ctx);
  if (term.type === "bnode") return h("code", { className: "iri" }, `_:${term.value}`);
  if (term.type === "triple")
    return h(
      "span",
      {},
      "<< ",
      cell(term.value.subject, ctx),
      " ",
      cell(term.value.predicate, ctx),
      " ",
      cell(term.value.object, ctx),
      " >>",
    );
  return literal(term, ctx);
}

function thing(iri, ctx) {
  const label = ctx.labels.of(iri);
  const target = address(label?.href, ctx.api.base) ?? (/^https?:/i.test(iri) ? address(iri, ctx.api.base) : null);
  const shown = label?.title ?? nameOf(iri, ctx);
  const text = h("bdi", {}, shown);
  const link = target
    ? h("a", { href: target, target: "_blank", rel: "noopener noreferrer", title: iri }, text)
    : h("span", { title: iri }, text);
  return label ? h("span", { className: "thing" }, link, " ", h("code", { className: "iri" }, nameOf(iri, ctx))) : link;
}

function literal(term, ctx) {
  const lang = term["xml:lang"] ?? term.lang;
  const text = h("bdi", { lang: lang || null, className: "literal" });
  const kind = lang || (term.datatype && !PLAIN.has(term.datatype) ? nameOf(term.datatype, ctx) : "");
  const whole = h("span", {}, text, kind && " ", kind && h("span", { className: "kind" }, kind));
  const value = written(term, ctx.lang);
  if (value.length <= LONG) {
    text.textContent = value;
    return whole;
  }
  text.textContent = `${Array.from(value).slice(0, SHOWN).join("")}…`;
  const more = h(
    "button",
    {
      type: "button",
      className: "link",
      on: {
        click: () => {
          text.textContent = value;
          more.remove();
        },
      },
    },
    ctx.t("show_all"),
  );
  whole.append(" ", more);
  return whole;
}
