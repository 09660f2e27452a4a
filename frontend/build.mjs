/**
 * Builds what the package serves: the widget, the pages' stylesheet, the words and shapes
 * that the templates share with the widget, and a manifest of checksums.
 * The same sources give the same bytes; the built files are committed.
 */
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { ICONS, STEP_ICONS, VERDICT_ICONS } from "./src/icons.js";
import page from "./src/texts.page.js";
import { TEXTS } from "./src/texts.js";

const HERE = dirname(fileURLToPath(import.meta.url));
const STATIC = join(HERE, "../assistant/static");
const TEMPLATES = join(HERE, "../assistant/templates");
/** Largest widget.js, gzipped, in bytes. */
const LIMIT = 12 * 1024;

const shared = {
  absWorkingDir: HERE, bundle: true, minify: true, write: false, charset: "utf8", legalComments: "none",
  target: ["es2022", "chrome111", "firefox115", "safari16.4"],
};

/** Lets a module import a stylesheet as text, with its own imports joined and minified. */
const cssAsText = {
  name: "css-as-text",
  setup(plugin) {
    plugin.onLoad({ filter: /\.css$/ }, async ({ path }) => ({
      contents: (await build({ ...shared, entryPoints: [path] })).outputFiles[0].text.trim(),
      loader: "text",
    }));
  },
};

function sameKeys(sv, en) {
  const [a, b] = [Object.keys(sv), Object.keys(en)];
  const odd = [...a.filter((key) => !b.includes(key)), ...b.filter((key) => !a.includes(key))];
  if (odd.length) throw new Error(`texts in one language only: ${odd.join(", ")}`);
}

/** The widget's words and the pages' own, with the shapes, as Jinja variables. */
function templateData() {
  const texts = { sv: { ...TEXTS.sv, ...page.sv }, en: { ...TEXTS.en, ...page.en } };
  const set = (name, value) => `{% set ${name} = ${JSON.stringify(value, null, 1)} %}\n`;
  return "{# Built by frontend/build.mjs from frontend/src/texts.*.js and icons.js: change those, not this. #}\n"
    + set("TEXTS", texts) + set("VERDICT_ICONS", VERDICT_ICONS) + set("STEP_ICONS", STEP_ICONS) + set("ICONS", ICONS);
}

sameKeys(TEXTS.sv, TEXTS.en);
sameKeys(page.sv, page.en);
const js = await build({ ...shared, entryPoints: ["src/element.js"], format: "esm", plugins: [cssAsText], metafile: true });
const foreign = Object.keys(js.metafile.inputs).filter((path) => path.includes("node_modules"));
if (foreign.length) throw new Error(`others' code in the widget needs its licence text: ${foreign.join(", ")}`);
const css = await build({ ...shared, entryPoints: ["src/page.css"] });

const files = {
  [join(STATIC, "styrkompassen.css")]: css.outputFiles[0].contents,
  [join(STATIC, "widget.js")]: js.outputFiles[0].contents,
  [join(TEMPLATES, "_shared.html")]: Buffer.from(templateData()),
};
const manifest = {};
for (const [path, contents] of Object.entries(files)) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, contents);
  const name = path.slice(join(HERE, "../assistant/").length).replaceAll("\\", "/");
  manifest[name] = { bytes: contents.length, sha256: createHash("sha256").update(contents).digest("hex") };
  console.log(`${name} ${contents.length} bytes, ${gzipSync(contents, { level: 9 }).length} gzipped`);
}
await writeFile(join(STATIC, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
const size = gzipSync(js.outputFiles[0].contents, { level: 9 }).length;
if (size > LIMIT) throw new Error(`widget.js is ${size} bytes gzipped; the limit is ${LIMIT}`);
