import { defineConfig } from "vitest/config";
import { viteBundled } from "./bundled.mjs";
import { viteMarkdown } from "./markdown.mjs";

export default defineConfig({
  plugins: [viteMarkdown, viteBundled(import.meta.dirname)],
  // Some tests train; a busy machine needs longer than the usual five seconds.
  test: { include: ["tests/**/*.test.{ts,tsx}", "src/**/*.test.{ts,tsx}"], testTimeout: 60_000 },
});
