/** A script with all it needs, imported, is its text: build.mjs bundles it when the page is built. */
declare module "*?bundled" {
  const source: string;
  export default source;
}
