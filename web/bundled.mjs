/**
 * Makes `import source from "./worker.ts?bundled"` work: the import is the text of that file and all it needs, as one
 * classic script. A page starts its workers from such texts, because it may have been opened by double-click, where no
 * worker can be loaded from a file. Once for esbuild, which builds the pages, and once for Vite, which runs the tests.
 */

import { dirname, resolve } from "node:path";
import { build } from "esbuild";

const MARK = "?bundled";

/** The script's text, and the files it was made of, with paths from `folder`. */
async function bundle(path, folder) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: folder,
    entryPoints: [path],
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: "iife",
    target: "es2020",
    charset: "utf8",
    legalComments: "none",
  });
  return { text: outputFiles[0].text, inputs: Object.keys(metafile.inputs) };
}

/** @type {(folder: string, onInputs: (inputs: string[]) => void) => import("esbuild").Plugin} */
export const esbuildBundled = (folder, onInputs) => ({
  name: "bundled",
  setup(builder) {
    builder.onResolve({ filter: /\?bundled$/ }, ({ path, resolveDir }) => ({
      path: resolve(resolveDir, path.slice(0, -MARK.length)),
      namespace: "bundled",
    }));
    builder.onLoad({ filter: /.*/, namespace: "bundled" }, async ({ path }) => {
      const { text, inputs } = await bundle(path, folder);
      onInputs(inputs);
      return { contents: text, loader: "text" };
    });
  },
});

/** @type {(folder: string) => import("vite").Plugin} */
export const viteBundled = (folder) => ({
  name: "bundled",
  enforce: "pre",
  resolveId: (id, importer) =>
    id.endsWith(MARK) ? `\0${resolve(dirname(importer), id.slice(0, -MARK.length))}${MARK}` : null,
  load: async (id) => {
    if (!id.startsWith("\0") || !id.endsWith(MARK)) return null;
    const { text } = await bundle(id.slice(1, -MARK.length), folder);
    return `export default ${JSON.stringify(text)};`;
  },
});
