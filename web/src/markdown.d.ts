/** A Markdown file, imported, is its HTML: build.mjs converts it when the page is built. */
declare module "*.md" {
  const html: string;
  export default html;
}
