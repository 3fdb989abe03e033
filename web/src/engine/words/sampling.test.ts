import { describe, expect, test } from "vitest";
import { END, LINE, STANZA, UNKNOWN } from "../../word-layers";
import { candidates, createSampler, defaultSettings, type SamplingSettings, settingsProblem } from "./sampling";

const logits = Float32Array.of(9, -3, 0, -1, 2, 1, 1, -8);
const sampler = (change: Partial<SamplingSettings>, seed = 1) => {
  return createSampler({ ...defaultSettings, linesInRow: 0, linesInSong: 0, ...change }, seed, logits.length);
};
const ids = (change: Partial<SamplingSettings>) => [...sampler(change).distribution(logits).ids];

describe("the cuts", () => {
  test("temperature 0 takes the likeliest word, never the unknown one", () => {
    expect(sampler({ temperature: 0 }).choose(logits)).toBe(4);
  });
  test.each<[string, Partial<SamplingSettings>, number[]]>([
    ["nothing", { minP: 0 }, [4, 5, 6, 2, 3, 1, 7]],
    ["top-k", { minP: 0, topK: 2 }, [4, 5]],
    ["min-p", { minP: 0.3 }, [4, 5, 6]],
    ["top-p", { minP: 0, topP: 0.6 }, [4, 5]],
    ["typical", { minP: 0, typicalP: 0.3 }, [5, 6]],
  ])("%s", (_, change, left) => {
    expect(ids(change)).toEqual(left);
  });
  test("probabilities sum to 1 and follow the temperature", () => {
    const { probabilities } = sampler({ minP: 0, temperature: 2 }).distribution(logits);
    expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    expect((probabilities[0] ?? 0) / (probabilities[1] ?? 1)).toBeCloseTo(Math.exp(0.5), 12);
  });
});

describe("one stream of random numbers serves a text", () => {
  test("twenty draws from one distribution differ, and the seed repeats them", () => {
    const draws = (seed: number) => {
      const each = sampler({ minP: 0 }, seed);
      return Array.from({ length: 20 }, () => each.choose(logits));
    };
    expect(new Set(draws(3)).size).toBeGreaterThan(2);
    expect(draws(3)).toEqual(draws(3));
    expect(draws(3)).not.toEqual(draws(4));
  });
  test("asking for the distribution changes nothing, with XTC neither", () => {
    const [asked, quiet] = [sampler({ xtcProbability: 0.5 }), sampler({ xtcProbability: 0.5 })];
    for (let count = 0; count < 20; count++) {
      asked.distribution(logits);
      expect(asked.choose(logits)).toBe(quiet.choose(logits));
    }
  });
});

describe("the line guard", () => {
  test("bars a third equal line in a row, and blank lines", () => {
    const guarded = createSampler({ ...defaultSettings, minP: 0 }, 1, logits.length);
    const left = () => new Set(guarded.distribution(logits).ids);
    expect(left().has(END) || left().has(LINE) || left().has(STANZA)).toBe(false);
    for (const token of [4, LINE, 4, LINE]) guarded.accept(token);
    expect(left().has(LINE)).toBe(false);
    guarded.accept(4);
    expect(left().has(LINE) || left().has(END)).toBe(false);
    guarded.accept(5);
    expect(left().has(LINE)).toBe(true);
  });
});

test("the candidates are the network's own, without the unknown word", () => {
  const found = candidates(logits, 3);
  expect(found.map(({ id }) => id)).toEqual([4, 5, 6]);
  expect(candidates(logits, 100)).toHaveLength(logits.length - 1);
  expect(candidates(logits, 100).some(({ id }) => id === UNKNOWN)).toBe(false);
  expect(candidates(logits, 100).reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 12);
});

test("impossible settings and scores are refused in plain words", () => {
  expect(settingsProblem(defaultSettings)).toBeNull();
  expect(settingsProblem({ ...defaultSettings, temperature: 0.001 })).toMatch(/temperature/);
  expect(settingsProblem({ ...defaultSettings, mirostat: 1 })).toMatch(/mirostat/);
  expect(settingsProblem({ ...defaultSettings, topK: 1.5 })).toMatch(/whole/);
  expect(settingsProblem({ ...defaultSettings, topP: Number.NaN })).toMatch(/topP/);
  expect(() => sampler({}).choose(logits.map(() => Number.NaN))).toThrow(/not numbers/);
  expect(() => sampler({}).accept(8)).toThrow(/no token 8/);
});
