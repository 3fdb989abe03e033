/**
 * Makes `import html from "./page.md"` work: the import is the file's HTML. Once for esbuild, which builds the pages,
 * and once for Vite, which runs the tests. Only the project's own documents are imported, so their HTML is trusted.
 */

import { readFile } from "node:fs/promises";
import { Marked } from "marked";

const marked = new Marked({
  walkTokens(token) {
    if (token.type === "heading") token.depth += 1; // the page has its own title
  },
});

async function asModule(path) {
  const html = (await marked.parse(await readFile(path, "utf8")))
    // They scroll where they are too wide, and not everybody scrolls with a finger.
    .replace(/<(table|pre)>/g, '<$1 tabindex="0">');
  return `export default ${JSON.stringify(html)};`;
}

/** @type {import("esbuild").Plugin} */
export const esbuildMarkdown = {
  name: "markdown",
  setup(build) {
    build.onLoad({ filter: /\.md$/ }, async ({ path }) => ({ contents: await asModule(path), loader: "js" }));
  },
};

/** @type {import("vite").Plugin} */
export const viteMarkdown = {
  name: "markdown",
  enforce: "pre",
  load: (path) => (path.endsWith(".md") ? asModule(path) : null),
};
