import { describe, expect, test } from "vitest";
import { WORD_PATTERNS } from "../../word-pattern";
import { copiedShare, copiedSpans, copiedWords, createFilter, type NgramFilter } from "./copies";
import { nearWords } from "./near-words";
import { normalise } from "./normalise";
import { cutPrompt, type PromptModel, spacedWords } from "./words";

const model: PromptModel = {
  tokens: "words",
  cleaning: {
    pattern: "[a-z]+(?:'[a-z]+)*|\\n\\n?",
    keep_punctuation: false,
    merge_contractions: false,
    keep_headers: false,
    max_repeats: 4,
  },
  vocabulary: ["<unk>", "<song>", "\n", "\n\n", "don't", "cry"],
  merges: null,
};

describe("prompts", () => {
  test("apostrophes stay, in the words that are read and in what was written and is read again", () => {
    const { tokens, unknown } = cutPrompt("DON’T cry\r\nbaby", model);
    expect(tokens).toEqual([4, 5, 2, 0]);
    expect(unknown).toEqual(["baby"]);
  });
  test("brackets that are never closed are cut as soon as other words", () => {
    const clean = { ...model.cleaning, pattern: WORD_PATTERNS[0] ?? "", keep_headers: false };
    const began = performance.now();
    for (const text of ["[", "[a", "[a b"]) normalise(text.repeat(199_000).slice(0, 199_000), clean);
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(normalise("la [x2] la [a [b] c", clean)).toBe("la la c");
  });
  test("pieces of words without a list of how words are cut, and endless texts, are refused", () => {
    expect(() => cutPrompt("x", { ...model, tokens: "bpe" })).toThrow(/how to cut words/);
    expect(() => cutPrompt("x".repeat(30_000), model)).toThrow(/too long/);
  });
  test("every word carries the space before it", () => {
    expect(spacedWords(["oh", ",", "no", "\n", "no"])).toEqual(["oh", ",", " no", "\n", "no"]);
  });
  test("an endless word is near to nothing", () =>
    expect(nearWords("a".repeat(5000), model.vocabulary, 3)).toEqual([]));
});

describe("copies", () => {
  /** Knows 10, 11, 12, … in their order. */
  const counting: NgramFilter = {
    size: 5,
    byChance: 0,
    contains: (run) => run.every((word, place) => place === 0 || word === (run[place - 1] ?? 0) + 1),
  };
  const count = (from: number, length: number) => Array.from({ length }, (_, index) => from + index);

  test("line ends are left out, unknown words and ends of songs are not", () => {
    expect(copiedSpans([99, ...count(10, 4), 2, ...count(14, 4), 50], counting)).toEqual([{ start: 1, length: 9 }]);
    expect(copiedSpans([...count(10, 4), 0, ...count(14, 4)], counting)).toEqual([]);
    expect(copiedSpans([...count(10, 6), 0, ...count(16, 6)], counting, 5)).toEqual([
      { start: 0, length: 6 },
      { start: 7, length: 6 },
    ]);
    expect(copiedSpans([...count(10, 6), 1, ...count(16, 6)], counting)).toEqual([]);
  });
  test("shorter stretches do not count, and a share has runs to count", () => {
    expect(copiedSpans(count(10, 7), counting)).toEqual([]);
    expect(copiedSpans(count(10, 7), counting, 7)).toHaveLength(1);
    expect(copiedShare([...count(10, 5), 50], counting)).toBe(0.5);
    expect(copiedShare([10, 11], counting)).toBeNaN();
  });
  test("words inside stretches count once, beside all words, unknown ones too, but no line ends", () => {
    const song = [99, ...count(10, 4), 2, ...count(14, 4), 0];
    expect(copiedWords(song, copiedSpans(song, counting))).toBe(0.8);
    expect(copiedWords(song, [...copiedSpans(song, counting), { start: 1, length: 9 }])).toBe(0.8);
    expect(copiedWords([2], [])).toBe(0);
  });
  test("a filter knows how much it finds by chance, with any number of hashes", () => {
    const bytes = Uint8Array.of(0x48, 0x44, 0x4e, 0x47, 5, 0, 0, 0, 14, 0, 0, 0, 16, 0, 0, 0, 0xff, 0x0f);
    expect(createFilter(bytes).byChance).toBeCloseTo(0.75 ** 14, 12);
  });
  test("bytes that are no filter are refused", () => {
    expect(() => createFilter(new Uint8Array(20))).toThrow(/no filter/);
    const cut = Uint8Array.of(0x48, 0x44, 0x4e, 0x47, 5, 0, 0, 0, 7, 0, 0, 0, 255, 255, 0, 0, 1);
    expect(() => createFilter(cut)).toThrow(/cut off/);
  });
});
