import { h } from "../dom.js";

/** One check at a time: sent, waited for, and given up when somebody says so. */
export class Sending {
  /** @param {HTMLElement} place @param {(key: string, values?: object) => string} t */
  constructor(place, t) {
    Object.assign(this, { place, t, xhr: null });
    this.status = place.querySelector("[role=status]");
  }

  /** @param {string} message */
  say(message) {
    this.status.textContent = message;
  }

  /**
   * Resolves to the page that came; rejects with a message for people, or with null when it was cancelled.
   *
   * @param {string} method
   * @param {string} address
   * @param {FormData|null} body
   * @returns {Promise<{page: Document, status: number}>}
   */
  run(method, address, body) {
    this.cancel();
    const xhr = new XMLHttpRequest();
    this.xhr = xhr;
    const watch = this.#watch(xhr, Boolean(body));
    return new Promise((resolve, reject) => {
      const end = (act) => () => { watch(); if (this.xhr === xhr) this.xhr = null; act(); };
      xhr.addEventListener("load", end(() => this.#came(xhr, resolve, reject)));
      xhr.addEventListener("error", end(() => reject(new Error(this.t("unreachable")))));
      xhr.addEventListener("abort", end(() => reject(null)));
      xhr.open(method, address);
      xhr.setRequestHeader("accept", "text/html");
      xhr.send(body);
    });
  }

  cancel() {
    this.xhr?.abort();
  }

  #came(xhr, resolve, reject) {
    const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
    if (page.querySelector("#rapport section")) resolve({ page, status: xhr.status });
    else reject(new Error(page.querySelector("main p")?.textContent || this.t("unreachable")));
  }

  /** Tells how far it has come, and gives what ends that. */
  #watch(xhr, sends) {
    const bar = h("progress", { max: 100, "aria-hidden": "true" });
    const time = h("span", { className: "elapsed", "aria-hidden": "true" });
    const stop = h("button", { type: "button", className: "quiet", on: { click: () => xhr.abort() } }, this.t("cancel"));
    const row = h("div", { className: "row" }, bar, time, stop);
    const checking = () => { bar.removeAttribute("value"); this.say(this.t("checking")); };
    const started = performance.now();
    const tick = () => { time.textContent = this.t("elapsed", { seconds: Math.floor((performance.now() - started) / 1000) }); };
    const ticking = setInterval(tick, 1000);
    tick();
    this.place.append(row);
    if (sends) {
      this.say(this.t("sent"));
      xhr.upload.addEventListener("progress", ({ loaded, total }) => { bar.value = total ? (100 * loaded) / total : 0; });
      xhr.upload.addEventListener("load", checking);
    } else {
      checking();
    }
    return () => { clearInterval(ticking); row.remove(); this.say(""); };
  }
}
