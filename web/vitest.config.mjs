import { defineConfig } from "vitest/config";
import { viteMarkdown } from "./markdown.mjs";

export default defineConfig({
  plugins: [viteMarkdown],
  test: { include: ["tests/**/*.test.{ts,tsx}", "src/**/*.test.{ts,tsx}"] },
});
