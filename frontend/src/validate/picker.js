import { h } from "../dom.js";
import { endingOf, megabytes, size } from "./names.js";

/** Files that are chosen, dropped or pasted: kept in the file field itself, which is what the form sends. */
export class Picker {
  /**
   * @param {HTMLFormElement} form
   * @param {{t: Function, lang: string, accepted: string[], limit: number}} ctx
   * @param {(message: string) => void} say
   */
  constructor(form, ctx, say) {
    Object.assign(this, { form, ctx, say });
    this.input = form.querySelector("#file");
    this.text = form.querySelector("#text");
    this.drop = form.querySelector(".drop");
    this.list = form.querySelector(".picked");
    /** @type {File[]} */
    this.files = [...this.input.files];
    this.drop.querySelector(".hint").hidden = false;
    this.input.addEventListener("change", () => this.add([...this.input.files]));
    this.#dropping();
    form.addEventListener("paste", (event) => this.#pasted(event));
    this.#show();
  }

  /** What is wrong with what is to be sent; "" when nothing is. */
  refuses() {
    const { t, lang, accepted, limit } = this.ctx;
    const wrong = this.files.find((file) => !accepted.includes(endingOf(file.name)));
    if (wrong) return t("wrong_type", { name: wrong.name, formats: accepted.join(", ") });
    const bytes = this.files.reduce((sum, file) => sum + file.size, new Blob([this.text.value]).size);
    return bytes > limit * 1e6 ? t("too_large", { size: megabytes(bytes, lang), megabytes: limit }) : "";
  }

  /** @param {File[]} more */
  add(more) {
    const known = (file) => this.files.some((each) => each.name === file.name && each.size === file.size && each.lastModified === file.lastModified);
    this.files = [...this.files, ...more.filter((file) => !known(file))];
    this.#keep();
  }

  #remove(at) {
    this.files = this.files.filter((_, i) => i !== at);
    this.#keep();
    const buttons = this.list.querySelectorAll("button");
    (buttons[Math.min(at, buttons.length - 1)] ?? this.input).focus();
  }

  #keep() {
    const transfer = new DataTransfer();
    for (const file of this.files) transfer.items.add(file);
    this.input.files = transfer.files;
    this.#show();
    this.say(this.refuses() || (this.files.length ? this.ctx.t(this.files.length === 1 ? "chosen_one" : "chosen", { count: this.files.length }) : ""));
  }

  #show() {
    const { t, lang } = this.ctx;
    this.list.hidden = !this.files.length;
    this.list.replaceChildren(...this.files.map((file, i) => h("li", {},
      h("bdi", {}, file.name), h("span", { className: "size" }, ` ${size(file.size, lang)} `),
      h("button", { type: "button", className: "link", "aria-label": t("remove", { name: file.name }), on: { click: () => this.#remove(i) } }, "✕"))));
  }

  #dropping() {
    let depth = 0;
    const over = (on) => this.drop.classList.toggle("over", on);
    const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
    addEventListener("dragenter", (event) => { if (carries(event)) { depth += 1; over(true); } });
    addEventListener("dragleave", (event) => { if (carries(event)) { depth -= 1; over(depth > 0); } });
    addEventListener("dragover", (event) => carries(event) && event.preventDefault());
    addEventListener("drop", (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      depth = 0;
      over(false);
      this.add([...event.dataTransfer.files]);
    });
  }

  #pasted(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.add(files);
  }
}
