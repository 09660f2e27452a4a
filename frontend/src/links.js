/**
 * Turns an address from an answer into one that is safe to link to.
 * Paths are relative to where the service is; only http and https pass.
 *
 * @param {string|undefined|null} href
 * @param {string} base without a final slash
 * @returns {string|null}
 */
export function address(href, base) {
  if (!href) return null;
  try {
    const url = new URL(/^[a-z][a-z0-9+.-]*:/i.test(href) ? href : `${base}/${href.replace(/^\/+/, "")}`);
    return /^https?:$/.test(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** Where the service is, seen from the script it served: /widget.js and /static/widget.js both work. */
export const baseOf = (scriptUrl) => scriptUrl.replace(/[?#].*$/s, "").replace(/\/(static\/)?[^/]*$/, "");

/**
 * A random identifier. `crypto.randomUUID` exists only in secure contexts, and an
 * intranet may still be plain http.
 */
export const uuid = () =>
  crypto.randomUUID
    ? crypto.randomUUID()
    : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
        (+c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (+c / 4)))).toString(16));
