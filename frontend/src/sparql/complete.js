import { autocompletion, pickedCompletion } from "@codemirror/autocomplete";
import { inWords } from "./context.js";
import { declare } from "./declare.js";
import { situation, suggestions } from "./suggest.js";

/** @typedef {import("./context.js").Context} Context */

const THINGS_FROM = 2;
/** Where things can stand, and only when no other kind of value is meant. */
const THING_PLACES = ["subject", "object", "expression"];

/** Completion from the ontology, the query itself and the titles of things. @param {Context} ctx */
export const completion = (ctx) =>
  autocompletion({
    override: [(place) => ours(place, ctx), (place) => things(place, ctx)],
    icons: false,
    maxRenderedOptions: 80,
    optionClass: (option) => `kind-${option.type}`,
  });

function placeOf(place, ctx) {
  return situation(place.state.doc.toString(), place.pos, place.explicit, ctx.vocabulary);
}

async function ours(place, ctx) {
  await ctx.ready;
  if (place.aborted) return null;
  const here = placeOf(place, ctx);
  const options = here ? suggestions(here, ctx.vocabulary).map((each) => option(each, ctx)) : [];
  return here && options.length ? { from: here.from, options, filter: false } : null;
}

function option({ insert, kind, entry, declare: missing }, ctx) {
  return {
    label: insert,
    type: kind,
    detail: detailOf(kind, entry, missing, ctx),
    info: entry && infoOf(entry, ctx),
    apply:
      missing || kind === "call"
        ? (view, picked, from, to) =>
            write(view, picked, insert + (kind === "call" ? "()" : ""), from, to, missing, kind === "call" ? 1 : 0)
        : insert,
  };
}

function detailOf(kind, entry, missing, { t, lang }) {
  if (kind === "prefix") return missing ? t("adds_prefix") : (entry?.iri ?? "");
  if (!entry?.label) return "";
  const [own, other] = [inWords(entry.label, lang), inWords(entry.label, lang === "sv" ? "en" : "sv")];
  return own === other ? own : `${own} · ${other}`;
}

/** What the ontology says of a term, shown beside the list. */
function infoOf(entry, { lang, vocabulary, t }) {
  const names = (iris) =>
    iris.map((iri) => inWords(vocabulary.classOf.get(iri)?.label, lang) || vocabulary.shorten(iri) || iri).join(", ");
  const lines = [inWords(entry.comment, lang)];
  if (entry.domains?.length) lines.push(`${t("said_of")} ${names(entry.domains)}`);
  if (entry.ranges?.length) lines.push(`${t("points_at")} ${names(entry.ranges)}`);
  const text = lines.filter(Boolean);
  if (!text.length) return undefined;
  return () => {
    const node = document.createElement("div");
    for (const line of text) node.append(Object.assign(document.createElement("p"), { textContent: line }));
    return node;
  };
}

/** Writes a choice, and the PREFIX line that it needs. */
function write(view, picked, insert, from, to, missing, back) {
  const line = missing && declare(view.state.doc.toString(), missing[0], missing[1]);
  const moved = line && line.from <= from ? line.insert.length : 0;
  view.dispatch({
    changes: [...(line ? [line] : []), { from, to, insert }],
    selection: { anchor: from + moved + insert.length - back },
    annotations: pickedCompletion.of(picked),
    userEvent: "input.complete",
  });
}

async function things(place, ctx) {
  const here = placeOf(place, ctx);
  if (!here || !wantsThings(here, place.explicit)) return null;
  const typed = here.typed.replace(/^<|^[^:]*:/, "");
  const stop = new AbortController();
  place.addEventListener("abort", () => stop.abort());
  const classes = here.property && !here.property.inverse ? here.property.ranges : (here.property?.domains ?? []);
  const found = await ctx.api.things(typed, classes, stop.signal).catch(() => []);
  const options = found.map((thing) => thingOption(thing, ctx));
  return options.length ? { from: here.from, options, filter: false } : null;
}

function wantsThings({ typed, found, property }, explicit) {
  if (!THING_PLACES.includes(found.context.role) || /^[?$]/.test(typed)) return false;
  if (property && property.kind !== "thing") return false;
  return typed.length >= THINGS_FROM || (explicit && property?.kind === "thing");
}

function thingOption(thing, ctx) {
  const insert = thing.name || ctx.vocabulary.shorten(thing.iri) || `<${thing.iri}>`;
  return {
    label: insert,
    displayLabel: thing.title,
    type: "thing",
    apply: insert,
    detail: [thing.type?.label, insert].filter(Boolean).join(" · "),
    section: { name: ctx.t("things"), rank: 1 },
  };
}
