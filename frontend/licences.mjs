/**
 * The licence texts of others' code in a bundle. The build stops at a licence that has not been
 * thought about, and at a package without its text.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const ALLOWED = ["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0"];
const PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;

/**
 * @param {import("esbuild").Metafile} metafile
 * @param {string} folder that the metafile's paths start from
 * @param {string} bundle name of the file that the texts are about
 * @returns {Promise<string>} the same text for the same packages
 */
export async function licences(metafile, folder, bundle) {
  const found = new Set(
    Object.values(metafile.outputs).flatMap(({ inputs }) =>
      Object.entries(inputs)
        .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
        .map(([path]) => PACKAGE.exec(path)?.[1]),
    ),
  );
  found.delete(undefined);
  const texts = await Promise.all([...found].sort().map((path) => one(join(folder, path))));
  return `${bundle} holds parts of these packages.\n\n${texts.join(`\n${"-".repeat(72)}\n\n`)}`;
}

async function one(path) {
  const { name, version, license } = JSON.parse(await readFile(join(path, "package.json"), "utf8"));
  if (!ALLOWED.includes(license)) throw new Error(`${name} has the licence ${license}`);
  const file = (await readdir(path)).sort().find((each) => /^licen[cs]e/i.test(each));
  if (!file) throw new Error(`${name} comes without its licence text`);
  const text = await readFile(join(path, file), "utf8");
  return `${name} ${version} (${license})\n\n${text.replaceAll("\r\n", "\n").trim()}\n`;
}
