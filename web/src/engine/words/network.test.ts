import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { END, LINE, type WordNetworkModel } from "../../word-layers";
import { copyState, createWordNetwork, traceWord } from "./network";
import { defaultSettings } from "./sampling";
import { write } from "./writer";

const path = fileURLToPath(new URL("../../../../tests/golden/lyrics.json", import.meta.url));
const { networks }: { networks: (WordNetworkModel & { weights: unknown })[] } = JSON.parse(readFileSync(path, "utf8"));
const models = networks.map((model) => ({
  ...model,
  weights: new Uint8Array(Buffer.from(String(model.weights), "base64")),
}));
const order = { settings: defaultSettings, seed: 3, voice: -1, prompt: [5, 6], words: 40, lines: 0, candidates: 10 };

describe.each(models)("a network called $model", (model) => {
  const network = createWordNetwork(model);
  const read = (words: readonly number[]) => {
    const state = network.begin();
    return { state, logits: words.map((word) => network.read(state, word, -1).slice()).at(-1) };
  };

  test("a copied state goes on as the first one would", () => {
    const { state } = read([END, 5, 6]);
    const copy = copyState(state);
    const logits = network.read(state, 7, -1).slice();
    network.read(state, 8, -1);
    expect(network.read(copy, 7, -1)).toEqual(logits);
  });
  test("the end of a song begins a new one", () => {
    expect(read([END, 5, 6, END, 7]).logits).toEqual(read([END, 7]).logits);
  });
  test("a trace has every layer's output, and ends with the logits", () => {
    const { logits } = read([END, 5]);
    const { state } = read([END]);
    const outputs = traceWord(network, state, 5, -1);
    expect(outputs).toHaveLength(model.layers.length);
    expect(outputs.at(-1)).toEqual(logits);
  });
  test("words that there are not are refused", () => {
    expect(() => read([network.words])).toThrow(/no word/);
  });
  test("writing tells ten candidates a word, and stops at lines, at words, or when nobody asks", () => {
    const writing = write(network, order);
    const first = writing.next();
    expect(first.value).toMatchObject({ candidates: { length: 10 } });
    expect(writing.next()).not.toEqual(first);
    const all = [...write(network, { ...order, words: 7 })];
    expect(all.length).toBeLessThanOrEqual(7);
    const lines = [
      ...write(network, { ...order, settings: { ...defaultSettings, temperature: 2 }, lines: 1, words: 500 }),
    ];
    expect(lines.slice(0, -1).some(({ token }) => token === LINE)).toBe(false);
    const cancelled = write(network, order);
    cancelled.next();
    expect(cancelled.return("words").done).toBe(true);
  });
});
