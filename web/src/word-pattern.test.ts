import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { WORD_PATTERNS } from "./word-pattern";

test("pages keep the pattern that they were written with, and it is one of those that are run", () => {
  const page = "../../tests/fixtures/runs-format-1/lyrics/0001-songbook/export/page.json";
  const read = JSON.parse(readFileSync(fileURLToPath(new URL(page, import.meta.url)), "utf8"));
  const { pattern } = (read.model ?? read).cleaning;
  expect(WORD_PATTERNS).toContain(pattern);
  expect(WORD_PATTERNS[0]).not.toBe(pattern);
});

test("pages from before words in brackets had a bound are read; a pattern of anybody else's is none", () => {
  const unbounded = WORD_PATTERNS[0]?.replace("{1,200}", "+");
  expect(WORD_PATTERNS).toContain(unbounded);
  expect(unbounded).not.toBe(WORD_PATTERNS[0]);
  expect(WORD_PATTERNS).not.toContain(WORD_PATTERNS[0]?.replace("{1,200}", "{1,201}"));
  expect(WORD_PATTERNS).toHaveLength(6);
});
