/** Python and this engine must score and write the same: both read tests/golden/lyrics.json. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { END, type Tokens, type WordLayer, type WordNetworkModel } from "../../word-layers";
import { createRandom } from "../random";
import { copiedShare, copiedSpans, createFilter } from "./copies";
import { nearWords } from "./near-words";
import { createWordNetwork } from "./network";
import { defaultSettings, type SamplingSettings } from "./sampling";
import { countWords, wordNumber, wordsIn } from "./wording";
import { cutPrompt, joinTokens, type PromptModel } from "./words";
import { write } from "./writer";

interface Text {
  readonly settings: Record<string, number>;
  readonly seed: number;
  readonly voice: number;
  readonly prompt: number[];
  readonly words: number;
  readonly lines: number;
  readonly tokens: number[];
}

interface NetworkCase {
  readonly model: WordNetworkModel["model"];
  readonly storage: string;
  readonly window: number;
  readonly layers: WordLayer[];
  readonly weights: string;
  readonly reads: { voice: number; tokens: number[]; logits: number[][] }[];
  readonly texts: Text[];
}

interface Golden {
  readonly random: { seed: number; purpose: string; numbers: number[] }[];
  readonly networks: NetworkCase[];
  readonly filter: {
    bytes: string;
    runs: number[][];
    contained: boolean[];
    text: number[];
    spans: [number, number][];
    share: number;
  };
  readonly prompts: (PromptModel & { texts: { text: string; tokens: number[]; unknown: string[] }[] })[];
  readonly joined: { kind: Tokens; words: string[]; text: string }[];
  readonly worded: {
    kind: Tokens;
    vocabulary: string[];
    pattern: string;
    tokens: number[];
    texts: string[];
    places: [number, number][];
    numbers: number[];
    begun: number[];
  }[];
  readonly near: { word: string; count: number; known: string[]; near: string[] }[];
}

const path = fileURLToPath(new URL("../../../../tests/golden/lyrics.json", import.meta.url));
const golden: Golden = JSON.parse(readFileSync(path, "utf8"));

/** Python's names as they are here: top_k is topK. */
function settingsFrom(values: Record<string, number>): SamplingSettings {
  const named = Object.entries(values).map(([name, value]) => {
    return [name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()), value];
  });
  return { ...defaultSettings, ...Object.fromEntries(named) };
}

describe.each(golden.networks)("$model, $storage", ({ layers, weights, model, window, reads, texts }) => {
  const network = createWordNetwork({ model, window, layers, weights: new Uint8Array(Buffer.from(weights, "base64")) });

  test.each(reads)("logits of voice $voice", ({ voice, tokens, logits }) => {
    const state = network.begin();
    const rows = [END, ...tokens].map((token) => network.read(state, token, voice).slice());
    expect(rows).toHaveLength(logits.length);
    for (const [row, expected] of logits.entries()) {
      const size = Math.max(1, ...expected.map(Math.abs));
      const far = expected.map((value, place) => Math.abs((rows[row]?.[place] ?? Number.NaN) - value) / size);
      expect(Math.max(...far)).toBeLessThan(1e-5);
    }
  });

  test.each(texts)("the text of $settings", ({ settings, tokens, ...order }) => {
    const written = [...write(network, { ...order, settings: settingsFrom(settings), candidates: 0 })];
    expect(written.map(({ token }) => token)).toEqual(tokens);
  });
});

test.each(golden.random)("the random numbers of $seed for $purpose", ({ seed, purpose, numbers }) => {
  const random = createRandom(seed, purpose);
  expect(numbers.map(() => random.uniform())).toEqual(numbers);
});

test("the filter says the same of every run, and finds the same spans", () => {
  const { bytes, runs, contained, text, spans, share } = golden.filter;
  const filter = createFilter(new Uint8Array(Buffer.from(bytes, "base64")));
  expect(runs.map((run) => filter.contains(run))).toEqual(contained);
  expect(copiedSpans(text, filter)).toEqual(spans.map(([start, length]) => ({ start, length })));
  expect(copiedShare(text, filter)).toBe(share);
});

describe.each(golden.prompts)("prompts of $tokens, $cleaning", ({ texts, ...model }) => {
  test.each(texts)("$text", ({ text, ...cut }) => {
    expect(cutPrompt(text, model)).toEqual(cut);
  });
});

test.each(golden.joined)("joined $kind: $text", ({ kind, words, text }) => {
  expect(joinTokens(words, kind)).toBe(text);
});

test.each(golden.worded)(
  "the words of $kind",
  ({ kind, vocabulary, pattern, tokens, texts, places, numbers, begun }) => {
    const rules = { tokens: kind, vocabulary };
    const words = wordsIn(tokens, rules, pattern);
    expect(words).toEqual(texts.map((text, index) => ({ text, start: places[index]?.[0], end: places[index]?.[1] })));
    expect(words.map(({ text }) => wordNumber(text))).toEqual(numbers);
    expect(tokens.map((_, index) => countWords(tokens.slice(0, index + 1), rules))).toEqual(begun);
  },
);

test.each(golden.near)("words near $word", ({ word, count, known, near }) => {
  expect(nearWords(word, ["<unk>", "<song>", "\n", "\n\n", ...known], count)).toEqual(near);
});
