import { h } from "../dom.js";

const PAUSE = 180;

/**
 * A field that finds things by their titles (ARIA combobox). Its `value` is the IRI of the chosen one.
 * @param {{id: string, classes: string[], required: boolean, value?: string}} options
 * @param {import("./context.js").Context} ctx
 */
export function thingField({ id, classes, required, value = "" }, ctx) {
  let found = [];
  let active = -1;
  let chosen = value;
  let timer = 0;
  let stop = new AbortController();
  const list = h("ul", {
    role: "listbox",
    id: `${id}-list`,
    "aria-label": ctx.t("things"),
    className: "options",
    hidden: true,
  });
  const input = h("input", {
    id,
    type: "text",
    role: "combobox",
    autocomplete: "off",
    required,
    placeholder: ctx.t("thing_hint"),
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": `${id}-list`,
    on: { input: typed, keydown, blur: () => setTimeout(close, 150) },
  });
  if (value)
    ctx.labels.want([value]).then(() => {
      input.value = ctx.labels.of(value)?.title ?? value;
    });

  function typed() {
    chosen = "";
    input.setCustomValidity("");
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  }
  async function look() {
    stop.abort();
    stop = new AbortController();
    const text = input.value.trim();
    if (/^https?:\/\/\S+$/.test(text)) chosen = text;
    found = text.length < 2 ? [] : await ctx.api.things(text, classes, stop.signal).catch(() => null);
    if (found === null) return; // a newer question is on its way
    active = -1;
    list.replaceChildren(
      ...found.map((thing, i) =>
        h(
          "li",
          {
            role: "option",
            id: `${id}-${i}`,
            "aria-selected": "false",
            on: {
              pointerdown: (event) => {
                event.preventDefault();
                choose(i);
              },
            },
          },
          h("span", {}, thing.title),
          " ",
          h("span", { className: "small" }, thing.type?.label ?? ""),
        ),
      ),
    );
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
    if (text.length > 1) ctx.say(ctx.t(found.length === 1 ? "found_one" : "found_many", { n: found.length }));
  }
  function mark(next) {
    active = (next + found.length) % found.length;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === active)));
    input.setAttribute("aria-activedescendant", `${id}-${active}`);
    list.children[active].scrollIntoView({ block: "nearest" });
  }
  function choose(i) {
    chosen = found[i].iri;
    input.value = found[i].title;
    input.setCustomValidity("");
    close();
  }
  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
  function keydown(event) {
    if (list.hidden || event.isComposing) return;
    const { key } = event;
    if (key === "ArrowDown") mark(active + 1);
    else if (key === "ArrowUp") mark(active - 1);
    else if (key === "Enter" && active >= 0) choose(active);
    else if (key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  return {
    input,
    element: h("div", { className: "combo" }, input, list),
    get value() {
      if (!chosen && input.value.trim()) input.setCustomValidity(ctx.t("thing_choose"));
      return chosen;
    },
  };
}
