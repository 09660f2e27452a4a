import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { styleTags, tags } from "@lezer/highlight";
import { EditorView } from "@codemirror/view";
import { SparqlLanguage } from "codemirror-lang-sparql";

/** The language with what its package leaves uncoloured: prefixed names, language tags, numbers. */
export const language = SparqlLanguage.configure({
  props: [
    styleTags({
      "Pname_ln Pname_ns": tags.propertyName,
      IriRef: tags.url,
      Langtag: tags.annotation,
      "Integer Decimal Double IntegerPositive DecimalPositive DoublePositive IntegerNegative DecimalNegative DoubleNegative":
        tags.number,
      A_predicate: tags.keyword,
      Var: tags.variableName,
    }),
  ],
});

/** Colours from the page's tokens, so that light, dark and forced colours follow by themselves. */
const colours = HighlightStyle.define([
  { tag: tags.comment, color: "var(--code-comment)", fontStyle: "italic" },
  { tag: tags.keyword, color: "var(--code-keyword)", fontWeight: "600" },
  { tag: [tags.bool, tags.number, tags.integer, tags.float], color: "var(--code-number)" },
  { tag: tags.string, color: "var(--code-string)" },
  { tag: tags.annotation, color: "var(--code-number)" },
  { tag: tags.variableName, color: "var(--code-variable)" },
  { tag: [tags.propertyName, tags.namespace, tags.typeName], color: "var(--code-name)" },
  { tag: tags.url, color: "var(--code-name)" },
]);

const shape = EditorView.theme({
  "&": { color: "var(--text)", backgroundColor: "var(--background)", fontSize: ".94em" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6" },
  ".cm-content": { padding: ".7em 0", caretColor: "var(--text)" },
  ".cm-line": { padding: "0 .8em 0 .5em" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--muted)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 .3em 0 .9em" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--surface) 55%, transparent)" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--text)" },
  "&.cm-focused .cm-cursor, .cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--text)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--selection)",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--selection)", outline: "1px solid var(--edge)" },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "transparent", color: "var(--alarm)" },
  ".cm-tooltip": {
    border: "1px solid var(--edge)",
    borderRadius: ".45em",
    backgroundColor: "var(--background)",
    color: "var(--text)",
    boxShadow: "0 .4em 1.6em #0d1f2533",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    fontFamily: "inherit",
    maxHeight: "min(20em, 45vh)",
    maxWidth: "min(38em, 92vw)",
    borderRadius: ".4em",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
    padding: ".3em .7em",
    lineHeight: "1.4",
    whiteSpace: "normal",
    minHeight: "24px",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--on-accent)" },
  ".cm-completionLabel": { fontFamily: "var(--mono)", overflowWrap: "anywhere" },
  ".kind-thing .cm-completionLabel": { fontFamily: "inherit", fontWeight: "600" },
  ".cm-completionDetail": { marginLeft: ".8em", fontStyle: "normal", color: "var(--muted)" },
  "li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-tooltip.cm-completionInfo": { padding: ".6em .8em", maxWidth: "20em", lineHeight: "1.45" },
  ".cm-tooltip-lint": { maxWidth: "min(34em, 92vw)" },
  ".cm-diagnostic": { padding: ".5em .8em", borderLeft: "none", whiteSpace: "pre-wrap" },
  ".cm-diagnosticAction": {
    minHeight: "24px",
    padding: "0 .6em",
    border: "1px solid currentColor",
    borderRadius: ".3em",
    backgroundColor: "var(--background)",
    color: "var(--accent)",
    font: "inherit",
    cursor: "pointer",
  },
  ".cm-lintRange": { backgroundImage: "none", textDecoration: "underline wavy 1.5px", textUnderlineOffset: ".2em" },
  ".cm-lintRange-error": { textDecorationColor: "var(--alarm)" },
  ".cm-lintRange-warning": { textDecorationColor: "var(--warn)" },
  ".cm-lintPoint-error:after": { borderBottomColor: "var(--alarm)" },
  ".cm-lintPoint-warning:after": { borderBottomColor: "var(--warn)" },
});

export const theme = [shape, syntaxHighlighting(colours)];
