import { h } from "../dom.js";

/**
 * The result as a file: checked once more, since nothing is kept on the server.
 *
 * @param {FormData} sent
 * @param {string} address
 * @param {string} format
 * @returns {Promise<string>} what it is called
 */
export async function download(sent, address, format) {
  const body = new FormData();
  for (const [name, value] of sent) if (name !== "format") body.append(name, value);
  body.append("format", format);
  const response = await fetch(address, { method: "POST", body });
  const name = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1];
  if (!response.ok || !name) throw new Error("no file");
  const href = URL.createObjectURL(await response.blob());
  const link = h("a", { href, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
  return name;
}
