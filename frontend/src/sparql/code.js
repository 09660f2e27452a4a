import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, indentOnInput, LanguageSupport } from "@codemirror/language";
import { nextDiagnostic, setDiagnostics } from "@codemirror/lint";
import { EditorSelection, EditorState, Prec } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { completion } from "./complete.js";
import { diagnosticsOf, offsetOf } from "./places.js";
import { phrases } from "./texts.js";
import { language, theme } from "./theme.js";
import { typingOverSelection } from "./typing.js";

/**
 * @typedef {object} Handlers
 * @property {() => void} run
 * @property {() => void} changed
 */

/** The text of the query, in CodeMirror. */
export class Code {
  /**
   * @param {HTMLElement} parent in the shadow tree @param {ShadowRoot} root
   * @param {import("./context.js").Context} ctx @param {Handlers} on
   */
  constructor(parent, root, ctx, on) {
    this.ctx = ctx;
    const { t } = ctx;
    const run = {
      key: "Mod-Enter",
      preventDefault: true,
      run: () => {
        on.run();
        return true;
      },
    };
    this.view = new EditorView({
      parent,
      root,
      state: EditorState.create({
        extensions: [
          EditorState.phrases.of(phrases(t)),
          Prec.highest(keymap.of([run])),
          lineNumbers(),
          highlightActiveLine(),
          highlightActiveLineGutter(),
          drawSelection(),
          history(),
          indentOnInput(),
          bracketMatching(),
          closeBrackets(),
          new LanguageSupport(language),
          theme,
          completion(ctx),
          typingOverSelection,
          // Tab is left alone: it leaves the field, so that nobody is caught in it.
          keymap.of([
            ...closeBracketsKeymap,
            ...defaultKeymap,
            ...historyKeymap,
            ...completionKeymap,
            { key: "F8", run: nextDiagnostic },
          ]),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({
            "aria-label": t("query"),
            "aria-describedby": "keys",
            spellcheck: "false",
            tabindex: "0",
          }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) on.changed();
          }),
        ],
      }),
    });
  }

  get text() {
    return this.view.state.doc.toString();
  }

  /** Replaces the text; undo brings the old one back. @param {string} text */
  set text(text) {
    const { state } = this.view;
    if (text === this.text) return;
    this.view.dispatch({
      changes: { from: 0, to: state.doc.length, insert: text.replaceAll("\r\n", "\n") },
      selection: EditorSelection.cursor(0),
      scrollIntoView: true,
    });
  }

  focus() {
    this.view.focus();
  }

  /** Puts the cursor at a place that the server named. @param {number} line @param {number} column both from 1 */
  goTo(line, column) {
    const at = offsetOf(this.view.state.doc, line, column);
    this.view.dispatch({
      selection: EditorSelection.cursor(at),
      effects: EditorView.scrollIntoView(at, { y: "center" }),
    });
    this.focus();
  }

  /** Marks what the server says of the text. @param {any[]} errors */
  mark(errors) {
    this.view.dispatch(setDiagnostics(this.view.state, diagnosticsOf(errors, this.view.state.doc, this.ctx)));
  }

  destroy() {
    this.view.destroy();
  }
}
