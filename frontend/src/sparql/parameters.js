import { h } from "../dom.js";
import { inWords } from "./context.js";
import { thingField } from "./thing-field.js";

/**
 * @typedef {{name: string, label: any, kind: "thing"|"year"|"language"|"text", classes: string[], required: boolean, default: string|null}} Parameter
 */

/**
 * The parameters of a ready question as a form.
 * @param {Parameter[]} parameters
 * @param {string} stem of the fields' ids
 * @param {import("./context.js").Context} ctx
 * @param {(values: Record<string, string>, run: boolean) => void} done
 */
export function parameterForm(parameters, stem, ctx, done) {
  const fields = parameters.map((each) => field(each, `${stem}-${each.name}`, ctx));
  const send = (run) => {
    const values = {};
    for (const each of fields) if (each.value) values[each.name] = each.value;
    if (form.reportValidity()) done(values, run);
  };
  const submit = (event) => {
    event.preventDefault();
    send(true);
  };
  const form = h(
    "form",
    { className: "parameters", on: { submit } },
    ...fields.map((each) => each.element),
    h(
      "div",
      { className: "buttons" },
      h("button", { type: "submit", className: "main" }, ctx.t("run")),
      h("button", { type: "button", className: "quiet", on: { click: () => send(false) } }, ctx.t("to_editor")),
    ),
  );
  return form;
}

function field(parameter, id, ctx) {
  const { name, kind, required } = parameter;
  const value = parameter.default == null ? "" : String(parameter.default);
  const made =
    kind === "thing"
      ? thingField({ id, classes: parameter.classes ?? [], required, value }, ctx)
      : plain(kind, id, required, value, ctx);
  const note = required ? "" : h("span", { className: "small" }, ` (${ctx.t("optional")})`);
  const element = h(
    "div",
    { className: "field" },
    h("label", { for: id }, inWords(parameter.label, ctx.lang) || name, note),
    made.element,
  );
  return {
    name,
    element,
    get value() {
      return made.value;
    },
  };
}

function plain(kind, id, required, value, ctx) {
  if (kind === "language") {
    const select = h(
      "select",
      { id },
      ...["sv", "en"].map((lang) =>
        h("option", { value: lang, selected: lang === (value || ctx.lang) }, ctx.t(`lang_${lang}`)),
      ),
    );
    return {
      element: select,
      get value() {
        return select.value;
      },
    };
  }
  const input = h("input", {
    id,
    type: kind === "year" ? "number" : "text",
    required,
    value,
    ...(kind === "year" && { min: "1900", max: "2200", step: "1", inputMode: "numeric" }),
  });
  return {
    element: input,
    get value() {
      return input.value.trim();
    },
  };
}
