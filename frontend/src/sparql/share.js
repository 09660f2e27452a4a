/**
 * A query as a link. It stands in the fragment, which never leaves the browser:
 * `#q=` is the text itself, `#z=` the text deflated, `&v=` the view of the result.
 */
const PLAIN = 600;

const pipe = async (bytes, stream) =>
  new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());

const toBase64 = (bytes) =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
const fromBase64 = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));

/** @param {string} query @param {string} [view] @returns {Promise<string>} with its # */
export async function fragment(query, view = "table") {
  const kept = view === "table" ? "" : `&v=${view}`;
  if (query.length <= PLAIN) return `#q=${encodeURIComponent(query)}${kept}`;
  const packed = await pipe(new TextEncoder().encode(query), new CompressionStream("deflate-raw"));
  return `#z=${toBase64(packed)}${kept}`;
}

/** The page's address without a query in it, as when the text has become another. */
export function unlinked() {
  const search = new URLSearchParams(location.search);
  for (const name of ["query", "saved", "run"]) search.delete(name);
  return location.pathname + `?${search}`.replace(/^\?$/, "");
}

/**
 * @param {string} hash
 * @returns {Promise<{query: string, view: string}|null>} null when there is no query in it, or a broken one
 */
export async function restored(hash) {
  const parts = new URLSearchParams(hash.replace(/^#/, "").replaceAll("+", "%2B"));
  const [plain, packed] = [parts.get("q"), parts.get("z")];
  try {
    const query = packed
      ? new TextDecoder("utf-8", { fatal: true }).decode(
          await pipe(fromBase64(packed), new DecompressionStream("deflate-raw")),
        )
      : plain;
    return query ? { query, view: parts.get("v") ?? "table" } : null;
  } catch {
    return null;
  }
}
