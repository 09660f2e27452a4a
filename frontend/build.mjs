/**
 * Builds what the package serves: the widget, the SPARQL editor with the licences of what it is made of,
 * the pages' stylesheet, the words and shapes that the templates share with the widget, and a manifest
 * of checksums.
 * The same sources give the same bytes; the built files are committed.
 */
import { createHash } from "node:crypto";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { licences } from "./licences.mjs";
import { ICONS, STEP_ICONS, VERDICT_ICONS } from "./src/icons.js";
import { EXPLORE_TEXTS } from "./src/explore/texts.js";
import { VIEW_TEXTS } from "./src/sparql/views/texts.js";
import page from "./src/texts.page.js";
import sparqlEn from "./src/texts.sparql.en.js";
import sparqlSv from "./src/texts.sparql.sv.js";

const HERE = dirname(fileURLToPath(import.meta.url));
const STATIC = join(HERE, "../assistant/static");
const TEMPLATES = join(HERE, "../assistant/templates");
/** Largest widget.js, gzipped, in bytes. */
const LIMIT = 12 * 1024;
/** Largest sparql.js, gzipped, in bytes; it is loaded by its own page only. */
const SPARQL_LIMIT = 180 * 1024;

/** The widget's words by language: every src/texts.<code>.js, Swedish first. */
const CODES = (await readdir(join(HERE, "src"))).map((name) => name.match(/^texts\.([a-z]{2,3})\.js$/)?.[1]).filter(Boolean)
  .sort((a, b) => (b === "sv") - (a === "sv") || a.localeCompare(b));
const WORDS = {};
for (const code of CODES) WORDS[code] = await import(`./src/texts.${code}.js`);

const shared = {
  absWorkingDir: HERE, bundle: true, minify: true, write: false, charset: "utf8", legalComments: "none",
  target: ["es2022", "chrome111", "firefox115", "safari16.4"],
  define: { LANGUAGES: JSON.stringify(CODES) },
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

/** One of the widget's files: itself, what follows an answer, or a language. */
const widget = (entry) => build({ ...shared, entryPoints: [entry], format: "esm", plugins: [cssAsText], metafile: true });

function sameKeys(sv, en) {
  const [a, b] = [Object.keys(sv), Object.keys(en)];
  const odd = [...a.filter((key) => !b.includes(key)), ...b.filter((key) => !a.includes(key))];
  if (odd.length) throw new Error(`texts in one language only: ${odd.join(", ")}`);
}

const forPages = (texts) => Object.fromEntries(Object.entries(texts).filter(([key]) => key.startsWith("sparql_")));

/** The widget's words and the pages' own, with the shapes, as Jinja variables. */
function templateData() {
  const texts = {
    sv: { ...WORDS.sv.default, ...page.sv, ...forPages(sparqlSv) },
    en: { ...WORDS.en.default, ...page.en, ...forPages(sparqlEn) },
  };
  const set = (name, value) => `{% set ${name} = ${JSON.stringify(value, null, 1)} %}\n`;
  return "{# Built by frontend/build.mjs from frontend/src/texts.*.js and icons.js: change those, not this. #}\n"
    + set("TEXTS", texts) + set("VERDICT_ICONS", VERDICT_ICONS) + set("STEP_ICONS", STEP_ICONS) + set("ICONS", ICONS);
}

for (const code of CODES) {
  sameKeys(WORDS.sv.default, WORDS[code].default);
  sameKeys(WORDS.sv.more, WORDS[code].more);
}
sameKeys(page.sv, page.en);
sameKeys(sparqlSv, sparqlEn);
sameKeys(VIEW_TEXTS.sv, VIEW_TEXTS.en);
sameKeys(EXPLORE_TEXTS.sv, EXPLORE_TEXTS.en);
const js = await widget("src/element.js");
const more = await widget("src/more/more.js");
const sparql = await build({ ...shared, entryPoints: ["src/sparql/editor.js"], format: "esm", plugins: [cssAsText], metafile: true });
const views = await build({ ...shared, entryPoints: ["src/sparql/views.js"], format: "esm", plugins: [cssAsText], metafile: true });
const explore = await build({ ...shared, entryPoints: ["src/explore/element.js"], format: "esm", plugins: [cssAsText], metafile: true });
const tree = await build({ ...shared, entryPoints: ["src/tree/tree.js"], format: "esm", metafile: true });
const validate = await build({ ...shared, entryPoints: ["src/validate/validate.js"], format: "esm", metafile: true });
for (const [name, built] of [["validate.js", validate], ["widget.js", js], ["widget.more.js", more], ["sparql-views.js", views], ["explore.js", explore], ["tree.js", tree]]) {
  const foreign = Object.keys(built.metafile.inputs).filter((path) => path.includes("node_modules"));
  if (foreign.length) throw new Error(`others' code in ${name} needs its licence text: ${foreign.join(", ")}`);
}
const css = await build({ ...shared, entryPoints: ["src/page.css"] });

const files = {
  [join(STATIC, "styrkompassen.css")]: css.outputFiles[0].contents,
  [join(STATIC, "widget.js")]: js.outputFiles[0].contents,
  [join(STATIC, "widget.more.js")]: more.outputFiles[0].contents,
  [join(STATIC, "sparql.js")]: sparql.outputFiles[0].contents,
  [join(STATIC, "sparql-views.js")]: views.outputFiles[0].contents,
  [join(STATIC, "tree.js")]: tree.outputFiles[0].contents,
  [join(STATIC, "validate.js")]: validate.outputFiles[0].contents,
  [join(STATIC, "explore.js")]: explore.outputFiles[0].contents,
  [join(STATIC, "sparql.LICENSES.txt")]: Buffer.from(await licences(sparql.metafile, HERE, "sparql.js")),
  [join(TEMPLATES, "_shared.html")]: Buffer.from(templateData()),
};
for (const code of CODES.filter((each) => each !== "sv")) {
  files[join(STATIC, `widget.${code}.js`)] = (await widget(`src/texts.${code}.js`)).outputFiles[0].contents;
}
const manifest = {};
for (const [path, contents] of Object.entries(files)) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, contents);
  const name = path.slice(join(HERE, "../assistant/").length).replaceAll("\\", "/");
  manifest[name] = { bytes: contents.length, sha256: createHash("sha256").update(contents).digest("hex") };
  console.log(`${name} ${contents.length} bytes, ${gzipSync(contents, { level: 9 }).length} gzipped`);
}
await writeFile(join(STATIC, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
for (const [name, built, limit] of [["widget.js", js, LIMIT], ["sparql.js", sparql, SPARQL_LIMIT]]) {
  const size = gzipSync(built.outputFiles[0].contents, { level: 9 }).length;
  if (size > limit) throw new Error(`${name} is ${size} bytes gzipped; the limit is ${limit}`);
}
