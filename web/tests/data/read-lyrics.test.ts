import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { LyricsModel } from "../../src/data/lyrics-model";
import { ModelError, readEnvelope } from "../../src/data/read";

type Json = Record<string, unknown>;

const path = fileURLToPath(new URL("../../../tests/golden/lyrics.json", import.meta.url));
const golden: { networks: Json[]; filter: Json; prompts: Json[] } = JSON.parse(readFileSync(path, "utf8"));
const stored = (index: number): Json => {
  const { model, window, layers, weights } = golden.networks[index] ?? {};
  const error = { perplexity: 131.2, stored: null };
  return { model, window, layers, weights, bytes: 1, parameters: 5, storage: "int8", error };
};
const vocabulary = ["<unk>", "<song>", "\n", "\n\n", ...Array.from({ length: 39 }, (_, index) => `word${index}`)];
const model: Json = {
  format: 1,
  domain: "lyrics",
  headline: [],
  run: {
    name: "lyrics/1",
    label: "",
    preset: "",
    summary: "",
    expect: "",
    seed: 0,
    started: "",
    seconds: 1,
    command: "",
    machine: "",
    versions: {},
    spec: {},
  },
  data: { name: "songbook", summary: "", licence: "CC0", songs: 240, words: 42_483, from_file: false },
  tokens: "words",
  cleaning: golden.prompts[0]?.["cleaning"],
  vocabulary,
  voices: ["one", "two", "three"],
  network: stored(0),
  filter: golden.filter["bytes"],
  samples: [{ kind: "sampled", voice: null, seed: 1, tokens: [4, 5, 2], copied: [[1, 2]] }],
  human: { tokens: [7, 2], artist: "somebody", title: "something" },
  neighbours: { words: [5, 9], near: [[7, 12], [4]] },
  curves: {
    words: [0, 64_000],
    epochs: [0, 1],
    series: [{ name: "training loss", values: [6.1, null] }],
    kneser_ney: 5.3,
  },
  results: { test: { network: { perplexity: 131.2 } }, list: [1, "two", null] },
};

function read(change: Json = {}): LyricsModel {
  const run = { ...model, ...change };
  const envelope = readEnvelope(JSON.stringify({ format: 1, hackday: "0.1.0", page: "run", siblings: [], run }));
  if (envelope.page !== "run" || envelope.run.domain !== "lyrics") throw new Error("not read as a lyrics run");
  return envelope.run;
}

const inNetwork = (change: Json) => ({ network: { ...stored(0), ...change } });
const layers = (index: number) => structuredClone(golden.networks[index]?.["layers"]) as Json[];
const withLayer = (place: number, change: Json) => {
  return inNetwork({ layers: layers(0).map((layer, index) => (index === place ? { ...layer, ...change } : layer)) });
};

test("a lyrics run is read", () => {
  const { network, samples, curves, filter, results, cleaning } = read();
  expect(network.layers.map(({ kind }) => kind)).toEqual(["embedding", "voices", "lstm", "lstm", "logits"]);
  expect(network.error.stored).toBeNaN();
  expect(network.bytes).toBe(network.weights.length);
  expect(samples[0]?.copied).toEqual([{ start: 1, length: 2 }]);
  expect(curves.series[0]?.values).toEqual([6.1, null]);
  expect(filter?.length).toBeGreaterThan(16);
  expect(results["list"]).toEqual([1, "two", null]);
  expect(cleaning.max_repeats).toBe(4);
  expect(read({ filter: null, human: null })).toMatchObject({ filter: null, human: null });
});

test.each([1, 2, 3])("every kind of network is read: %i", (index) => {
  expect(read({ network: stored(index), voices: [] }).network.layers).toEqual(layers(index));
});

describe("refused is", () => {
  const wide = { shape: [43, 7], offset: 1e9, storage: "float32" };
  test.each<[string, Json, RegExp]>([
    ["a vocabulary without the first four", { vocabulary: vocabulary.slice(1) }, /first|begin/],
    ["a word twice", { vocabulary: [...vocabulary.slice(0, -1), "word0"] }, /twice/],
    ["a vocabulary of another size", { vocabulary: vocabulary.slice(0, -1) }, /vocabulary of 42/],
    ["voices that the network does not know", { voices: ["one"] }, /3 voices/],
    ["an unknown domain", { domain: "songs" }, /domain/],
    ["a pattern that is none", { cleaning: { ...(model["cleaning"] as Json), pattern: "(" } }, /regular expression/],
    ["a pattern that takes for ever", { cleaning: { ...(model["cleaning"] as Json), pattern: "(a+)+$" } }, /regular/],
    ["a filter that was cut off", { filter: String(model["filter"]).slice(0, 200) }, /cut off/],
    ["a filter of another kind", { filter: "AAAA" }, /no filter/],
    ["a token beyond the vocabulary", { human: { tokens: [43], artist: "", title: "" } }, /0 to 42/],
    [
      "a voice beyond the voices",
      { samples: [{ kind: "greedy", voice: 3, seed: 1, tokens: [], copied: [] }] },
      /samples\[0\].voice/,
    ],
    [
      "a span beyond its text",
      { samples: [{ kind: "greedy", voice: null, seed: 1, tokens: [4, 4], copied: [[1, 2]] }] },
      /copied\[0\]\[1\]/,
    ],
    ["neighbours for other words", { neighbours: { words: [5, 6], near: [[4]] } }, /1 entries instead of 2/],
    ["curves of other lengths", { curves: { words: [1, 2], epochs: [1], series: [], kneser_ney: null } }, /epochs/],
    ["results that lie too deep", { results: JSON.parse(`${'{"a":'.repeat(20)}1${"}".repeat(20)}`) }, /too deep/],
    ["weights beyond the bytes", withLayer(0, { weights: wide }), /beyond/],
    ["weights of another shape", withLayer(0, { width: 8 }), /shape 43 × 7 instead of 43 × 8/],
    ["a width beyond all limits", withLayer(2, { hidden: 1e9 }), /whole number/],
    ["layers that do not fit", inNetwork({ layers: layers(0).filter((_, index) => index !== 2) }), /takes 10/],
    ["a network without logits", inNetwork({ layers: layers(0).slice(0, -1) }), /cannot be/],
    ["gru layers in an lstm", { voices: [], network: { ...stored(2), model: "lstm" } }, /cannot be/],
    ["a window without its width", { voices: [], network: { ...stored(3), window: 0 } }, /window/],
    [
      "a window that reads one way",
      {
        voices: [],
        network: {
          ...stored(3),
          layers: layers(3).map((layer) => (layer["kind"] === "gru" ? { ...layer, reverse: false } : layer)),
        },
      },
      /direction/,
    ],
  ])("%s", (_, change, message) => {
    expect(() => read(change)).toThrow(ModelError);
    expect(() => read(change)).toThrow(message);
  });
});
