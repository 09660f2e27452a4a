import { counted } from "./words.js";

/** Milliseconds after a letter before the list is narrowed. */
const PAUSE = 200;
const SEVERITIES = ["violation", "warning", "info"];

/**
 * @typedef {{severities: string[], rule: string, strategy: string, owner: string, text: string}} Chosen
 */

/** Whether a result with these data is shown. @param {Record<string, string|undefined>} data @param {Chosen} chosen */
export const lets = (data, { severities, rule, strategy, owner, text }) =>
  severities.includes(data.severity ?? "")
  && (!rule || data.rule === rule)
  && (!strategy || data.strategy === strategy)
  && (!owner || data.owner === owner)
  && (data.text ?? "").includes(text.trim().toLowerCase());

/** The filter as parts of an address; all severities are none. @param {Chosen} chosen */
export function pairs({ severities, rule, strategy, owner, text }) {
  const some = severities.length && severities.length < SEVERITIES.length ? severities.map((each) => ["severity", each]) : [];
  return [...some, ...[["rule", rule], ["strategy", strategy], ["owner", owner], ["q", text.trim()]].filter(([, value]) => value)];
}

/** The same of a form that is to be sent. @param {FormData} body @returns {[string, string][]} */
export const pairsIn = (body) => pairs({
  severities: body.getAll("severity").map(String), rule: String(body.get("rule") ?? ""), strategy: String(body.get("strategy") ?? ""),
  owner: String(body.get("owner") ?? ""), text: String(body.get("q") ?? ""),
});

/** The filters of a report: they hide what does not match, and tell how much is left. */
export class Filters {
  /**
   * @param {HTMLElement} report
   * @param {Function} t
   * @param {(chosen: Chosen, wanted: boolean) => void} changed `wanted` when the page lacks results that might match
   */
  constructor(report, t, changed) {
    Object.assign(this, { report, t, changed });
    this.fields = [...report.querySelectorAll("[data-filter]")];
    this.leaves = [...report.querySelectorAll("[data-finding]")];
    this.view = report.querySelector(".view");
    this.reset = report.querySelector("#alla");
    if (!this.fields.length) return;
    let waiting = 0;
    for (const field of this.fields) {
      if (field.type !== "search") field.addEventListener("change", () => this.#change());
      else {
        field.addEventListener("input", () => {
          clearTimeout(waiting);
          waiting = setTimeout(() => this.#change(), PAUSE);
        });
      }
    }
    this.reset.addEventListener("click", () => this.#all());
    this.#apply(false);
  }

  /** @returns {Chosen} */
  get chosen() {
    const value = (name) => this.fields.find((field) => field.name === name)?.value ?? "";
    const boxes = this.fields.filter((field) => field.name === "severity");
    const ticked = boxes.filter((box) => box.checked).map((box) => box.value);
    return { severities: ticked, rule: value("rule"), strategy: value("strategy"), owner: value("owner"), text: value("q") };
  }

  #all() {
    for (const field of this.fields) {
      if (field.type === "checkbox") field.checked = true;
      else field.value = "";
    }
    this.#change();
    this.fields[0].focus();
  }

  #change() {
    const cut = Number(this.report.dataset.left) > 0;
    if (!cut) this.#apply(true);
    this.changed(this.chosen, cut);
  }

  #apply(opens) {
    const chosen = this.chosen;
    for (const leaf of this.leaves) leaf.hidden = !lets(leaf.dataset, chosen);
    for (const holder of this.report.querySelectorAll("[data-holds]")) holder.hidden = !this.#left(holder).length;
    for (const told of this.report.querySelectorAll(".counted")) told.textContent = this.#count(told.closest("[data-holds]"));
    const active = pairs(chosen).length > 0 || !chosen.severities.length;
    if (active && opens) for (const more of this.report.querySelectorAll(".result > details")) more.open = true;
    this.#tell(active);
  }

  #left(holder) {
    return [...holder.querySelectorAll("[data-finding]:not([hidden])")];
  }

  #count(holder) {
    const counts = Object.fromEntries(SEVERITIES.map((each) => [each, 0]));
    for (const leaf of this.#left(holder)) counts[leaf.dataset.severity] += 1;
    return counted(this.t, counts);
  }

  #tell(active) {
    const total = Number(this.report.dataset.total);
    const count = this.#left(this.view).length;
    this.reset.hidden = !active;
    const key = !active ? (total === 1 ? "shown_one" : "shown_all") : count ? "filtered" : "filtered_none";
    this.report.querySelector("#visas").textContent = this.t(key, { count, total });
  }
}
