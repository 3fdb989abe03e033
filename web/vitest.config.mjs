import { defineConfig } from "vitest/config";
import { viteBundled } from "./bundled.mjs";
import { viteMarkdown } from "./markdown.mjs";

export default defineConfig({
  plugins: [viteMarkdown, viteBundled(import.meta.dirname)],
  test: { include: ["tests/**/*.test.{ts,tsx}", "src/**/*.test.{ts,tsx}"] },
});
