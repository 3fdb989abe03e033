/**
 * Builds the pages into src/hackday/static/, where they are committed: an install from git needs no npm.
 *
 *   node build.mjs            writes the files
 *   node build.mjs --check    exits 1 if the committed files are not what the sources give
 *
 * A page is one classic script and one style sheet, because modules and fetch fail on file:// and a page has to open by
 * double-click. static/build.json names every input with its SHA-256, so that Python can tell when a page is stale.
 */

import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { esbuildBundled } from "./bundled.mjs";
import { esbuildMarkdown } from "./markdown.mjs";

const web = dirname(fileURLToPath(import.meta.url));
const root = dirname(web);
const output = join(root, "src", "hackday", "static");
const entryPoints = ["show", "watch"].flatMap((page) => [`src/pages/${page}.tsx`, `src/pages/${page}.css`]);
/** What decides the result beside the sources: the tools, the libraries and their settings. */
const settings = ["web/build.mjs", "web/bundled.mjs", "web/markdown.mjs", "web/package-lock.json", "web/tsconfig.json"];

/** Every file of the build: its name in static/ and its text. */
async function buildFiles() {
  const bundled = [];
  const { outputFiles, metafile } = await build({
    absWorkingDir: web,
    entryPoints,
    outdir: output,
    outbase: "src/pages",
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: "iife",
    target: "es2020",
    charset: "utf8",
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    define: { "process.env.NODE_ENV": '"production"' },
    plugins: [esbuildMarkdown, esbuildBundled(web, (inputs) => bundled.push(...inputs))],
    logLevel: "warning",
  });
  const files = new Map();
  for (const { path, text } of outputFiles) {
    const { inputs } = metafile.outputs[posix(relative(web, path))];
    files.set(relative(output, path), text + (await licenceNotice(Object.keys(inputs))));
  }
  files.set("build.json", await describeInputs([...new Set([...Object.keys(metafile.inputs), ...bundled])]));
  return files;
}

/** The licences of the bundled libraries: they have to travel with the code, also in a page of one file. */
async function licenceNotice(inputs) {
  const folders = inputs.map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]);
  const packages = [...new Set(folders)].filter((name) => name !== undefined).sort();
  if (packages.length === 0) return "";
  const texts = packages.map(async (name) => {
    const text = await readFile(join(web, "node_modules", name, "LICENSE"), "utf8");
    return `${name}\n\n${text.trim()}\n`;
  });
  return `/*! Includes these libraries:\n\n${(await Promise.all(texts)).join("\n\n")}*/\n`;
}

/** `{"inputs": {path from the root of the repository: SHA-256 of the file}}`, without the libraries. */
async function describeInputs(inputs) {
  const own = inputs
    .filter((path) => !path.startsWith("node_modules/") && !path.startsWith("bundled:"))
    .map((path) => posix(relative(root, join(web, path))));
  const hashes = [...own, ...settings].sort().map(async (path) => {
    const content = await readFile(join(root, path));
    return [path, createHash("sha256").update(content).digest("hex")];
  });
  return `${JSON.stringify({ inputs: Object.fromEntries(await Promise.all(hashes)) }, null, 2)}\n`;
}

/** With slashes, also on Windows. */
function posix(path) {
  return path.split(sep).join("/");
}

async function write(files) {
  await mkdir(output, { recursive: true });
  for (const [name, text] of files) await writeFile(join(output, name), text);
}

/** The names of the files that are missing in static/ or differ there. */
async function stale(files) {
  const names = [];
  for (const [name, text] of files) {
    const committed = await readFile(join(output, name), "utf8").catch(() => null);
    if (committed !== text) names.push(name);
  }
  return names;
}

const files = await buildFiles();
if (process.argv.includes("--check")) {
  const names = await stale(files);
  if (names.length > 0) {
    console.error(
      `src/hackday/static is stale (${names.join(", ")}). Run "npm run build" in web/ and commit the result.`,
    );
    process.exitCode = 1;
  }
} else {
  await write(files);
  for (const [name, text] of files) console.log(`static/${name}  ${Math.ceil(text.length / 1000)} kB`);
}
