/**
 * The page /validera: sends without leaving the page, tells how far it has come, and makes the report that
 * the server renders one that can be narrowed, read in its source and saved. Without this script the same
 * forms give the same report as a new page.
 */
import { Filters, pairs, pairsIn } from "./filters.js";
import { named } from "./names.js";
import { Picker } from "./picker.js";
import { download } from "./saving.js";
import { Sending } from "./sending.js";
import { selectLine, showSource } from "./source.js";
import { oneByOne } from "./views.js";
import { translator } from "./words.js";

class Page {
  /** @param {any} frame */
  constructor(frame) {
    this.frame = frame;
    this.t = translator(JSON.parse(frame.dataset.words));
    const ctx = {
      t: this.t, lang: document.documentElement.lang, accepted: frame.dataset.accepted.split(" "), limit: Number(frame.dataset.megabytes),
    };
    this.place = frame.querySelector("#rapport");
    this.sending = new Sending(frame.querySelector("#gang"), this.t);
    this.form = frame.querySelector("#granska");
    this.picker = new Picker(this.form, ctx, (text) => this.sending.say(text));
    this.form.elements.format.value = "";
    /** What was sent last: the form's fields, the files by name, the pasted text. */
    this.sent = null;
    this.text = this.form.elements.text;
    this.judged = this.text.value;
    for (const form of frame.querySelectorAll("form")) form.addEventListener("submit", (event) => this.#submit(event, form));
    addEventListener("popstate", () => location.reload());
    frame.classList.add("live");
    this.#ready();
  }

  #submit(event, form) {
    event.preventDefault();
    const wrong = form === this.form && this.picker.refuses();
    if (wrong) this.sending.say(wrong);
    else if (form === this.form) this.#check(new FormData(form));
    else this.#look(new FormData(form));
  }

  async #check(body, focus = true) {
    this.sent = { body, files: named(body.getAll("file").filter((file) => file.name)) };
    this.judged = this.text.value;
    history.replaceState(null, "", this.#address({}, pairsIn(body)));
    await this.#run("POST", this.form.action, body, focus);
  }

  /** What is on the server already: its address is the link to the report. */
  async #look(form, focus = true) {
    this.sent = null;
    const address = this.#address({ check: form.get("check"), health: form.get("health") }, pairsIn(form));
    if (focus) history.pushState(null, "", address);
    await this.#run("GET", address, null, focus);
  }

  async #run(method, address, body, focus) {
    try {
      const { page } = await this.sending.run(method, address, body);
      this.place.replaceWith(this.place = document.adoptNode(page.querySelector("#rapport")));
      for (const each of this.frame.querySelectorAll(".carried")) each.remove();
      this.#ready();
      if (!focus) return;
      this.place.querySelector("h2").focus();
      const said = this.place.querySelector(".sentence")?.textContent;
      if (said) this.sending.say(this.t("report_ready", { sentence: said }));
    } catch (error) {
      this.sending.say(error ? error.message : this.t("cancelled"));
    }
  }

  /** Brings the report to life. */
  #ready() {
    for (const each of this.frame.querySelectorAll(".plain")) each.hidden = true;
    for (const each of this.place.querySelectorAll(".scripted")) each.hidden = false;
    for (const jump of this.place.querySelectorAll(".jump")) {
      jump.hidden = !this.#known(jump.dataset.file);
      jump.addEventListener("click", () => this.#jump(jump.dataset));
    }
    const report = this.place.querySelector(".report");
    if (!report) return;
    oneByOne(report);
    new Filters(report, this.t, (chosen, wanted) => this.#narrowed(chosen, wanted));
    for (const button of report.querySelectorAll("[data-format]")) {
      button.hidden = !this.sent;
      button.addEventListener("click", () => this.#save(button.dataset.format));
    }
    report.querySelector("#lank").addEventListener("click", () => this.#copy());
  }

  #known(name) {
    return this.#isText(name) || Boolean(this.sent?.files.has(name));
  }

  #isText(name) {
    return /^(inklistrad|pasted)-text\.\w+$/.test(name) && Boolean(this.judged);
  }

  async #jump({ file, line }) {
    if (this.#isText(file) && !this.sent?.files.has(file)) {
      selectLine(this.text, Number(line));
      this.sending.say(this.t(this.text.value === this.judged ? "source_line" : "source_gone", { line }));
      return;
    }
    try {
      showSource(file, await this.sent.files.get(file).text(), Number(line), this.t);
    } catch {
      this.sending.say(this.t("failed_again"));
    }
  }

  /** The address holds the filters; what was sent it never holds. */
  #narrowed(chosen, wanted) {
    const now = new URLSearchParams(location.search);
    history.replaceState(history.state, "", this.#address({ check: now.get("check"), health: now.get("health") }, pairs(chosen)));
    if (!wanted) return;
    if (now.get("check")) this.#look(new FormData(this.frame.querySelector("#hamta")), false);
    else if (this.sent) this.#check(this.#with(chosen), false);
  }

  /** Where the page is with this to check and these filters; the language and the arrangement stay. */
  #address(what, filters) {
    const query = new URLSearchParams();
    const lang = new URLSearchParams(location.search).get("lang");
    for (const [name, value] of [...Object.entries({ ...what, lang }), ...filters]) if (value) query.append(name, value);
    const text = String(query);
    return `${location.pathname}${text ? `?${text}` : ""}${location.hash}`;
  }

  #with(chosen) {
    const body = new FormData();
    const names = ["severity", "rule", "strategy", "owner", "q"];
    for (const [name, value] of this.sent.body) if (!names.includes(name)) body.append(name, value);
    for (const [name, value] of pairs(chosen)) body.append(name, value);
    return body;
  }

  async #save(format) {
    const told = this.place.querySelector("#sparat");
    told.textContent = this.t("checking");
    try {
      told.textContent = this.t("saved", { name: await download(this.sent.body, this.form.action, format) });
    } catch {
      told.textContent = this.t("save_failed");
    }
  }

  async #copy() {
    const told = this.place.querySelector("#sparat");
    try {
      await navigator.clipboard.writeText(location.href);
      told.textContent = this.t("copied");
    } catch {
      told.textContent = this.t("copy_failed");
    }
  }
}

const frame = document.querySelector(".validate");
if (frame) new Page(frame);
