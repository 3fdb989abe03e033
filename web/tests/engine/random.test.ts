import { expect, test } from "vitest";
import { createRandom, glorotUniform, samplePairs } from "../../src/engine/random";
import type { Shape } from "../../src/shape";

const draw = (seed: number, purpose: string) => {
  const random = createRandom(seed, purpose);
  return Array.from({ length: 5 }, () => random.uniform());
};

test("the same seed and purpose draw the same; another seed or purpose does not", () => {
  expect(draw(7, "weights")).toEqual(draw(7, "weights"));
  expect(draw(7, "weights")).not.toEqual(draw(8, "weights"));
  expect(draw(7, "weights")).not.toEqual(draw(7, "pairs"));
});

test("uniform fills [0, 1) evenly", () => {
  const random = createRandom(1, "test");
  const bins = new Array<number>(10).fill(0);
  let sum = 0;
  for (let index = 0; index < 100_000; index++) {
    const value = random.uniform();
    sum += value;
    // A value outside [0, 1) would be counted outside the ten bins, and missing in them.
    const bin = Math.floor(value * 10);
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  expect(bins).toHaveLength(10);
  expect(sum / 100_000).toBeCloseTo(0.5, 2);
  // χ² with 9 degrees of freedom: beyond 27.9 once in a thousand seeds.
  expect(bins.reduce((total, count) => total + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(27.9);
});

test("pairs cover 0 … max_sum/2 − 1 and nothing else", () => {
  const { a, b } = samplePairs(16, 2000, createRandom(3, "pairs"));
  for (const inputs of [a, b]) expect([...new Set(inputs)].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

test("Glorot's limits hold layer by layer, and biases start at 0", () => {
  const shape: Shape = { nodes: 100, activation: "sigmoid", biases: true };
  const weights = glorotUniform(shape, createRandom(0, "weights"));
  const largest = (first: number, end: number) => Math.max(...weights.subarray(first, end).map(Math.abs));
  expect(largest(0, 200)).toBeLessThan(Math.sqrt(6 / 102));
  expect(largest(0, 200)).toBeGreaterThan(0.9 * Math.sqrt(6 / 102));
  expect(largest(200, 300)).toBe(0);
  expect(largest(300, 400)).toBeGreaterThan(0.9 * Math.sqrt(6 / 101));
  expect(weights[400]).toBe(0);
});
