import { expect, test } from "vitest";
import type { Activation } from "../../shape";
import { constantFrom, examine, lookInside, pairField, score, smoothField, usualSum } from "./measure";

const twoNodes = { nodes: 2, activation: "sigmoid", biases: false } as const;
/** The smallest weights that add exactly up to 7 + 7: docs/why-addition.md. */
const exact = [0.097, -0.097, 0.097, -0.097, 22.9, -22.9];

test("a network that adds every pair right scores 100 %", () => {
  const field = pairField(twoNodes, exact, 16, 64);
  expect(field.size).toBe(8);
  expect(score(field)).toMatchObject({ accuracy: 1 });
  expect(score(field).largestError).toBeLessThan(0.5);
});

test("the smooth field meets the pairs at its corners", () => {
  const pairs = pairField(twoNodes, exact, 16, 8);
  const smooth = smoothField(twoNodes, exact, 16, 15);
  expect(smooth.heights[0]).toBe(pairs.heights[0]);
  expect(smooth.heights[15 * 15 - 1]).toBe(pairs.heights[63]);
});

test("small weights look nothing like a binary code, large ones like nothing else", () => {
  expect(lookInside(twoNodes, exact, 16)?.binary).toMatchObject({ limits: [0, 1], pairs: 64, shareNear: 0 });
  const hard = lookInside(twoNodes, [9, -9, 9, -9, 5, 5], 16);
  // Only 0 + 0 is answered with halves.
  expect(hard?.binary?.shareNear).toBe(63 / 64);
});

test("a binary code is looked for at the limits of the activation, and not where it has none", () => {
  const tanh = lookInside({ nodes: 1, activation: "tanh", biases: false }, [-9, -9, 1], 16)?.binary;
  expect(tanh).toMatchObject({ limits: [-1, 1], shareNear: 63 / 64 });
  expect(tanh?.meanDistance).toBeCloseTo(1 / 64, 6);
  expect(lookInside({ nodes: 1, activation: "relu", biases: false }, [1, 1, 1], 16)?.binary).toBeNull();
});

/** As constant_from in src/hackday/addition/inspect.py answers. */
test.each<[Activation, number[], number, number | null]>([
  ["sigmoid", [9, -9, 9, -9, 5, 5], 16, 1],
  ["sigmoid", exact, 16, null],
  ["sigmoid", [0.001, -0.3, 0.002, -0.2, 1, 1], 65536, 6814],
  ["sigmoid", [0.05, -0.3, 0.08, -0.2, 1, 1], 256, 134],
  ["sigmoid", [1e-4, 3e-4, 1], 65536, 44972],
  ["tanh", [0.04, 0.03, 1], 256, 127],
  ["relu", [-1, -1, 1], 256, 0],
  ["relu", [1, 1, 1], 256, null],
])("%s: %o up to %i is constant from %o on, as in Python", (activation, weights, maxSum, expected) => {
  const shape = { nodes: weights.length / 3, activation, biases: false };
  expect(constantFrom(shape, weights, maxSum)).toBe(expected);
});

test("weights that blew up are constant nowhere", () => {
  expect(constantFrom(twoNodes, [Number.NaN, 1, 1, 1, 1, 1], 16)).toBeNull();
});

test("the usual cut is the sum 120 of 256 and the same share of others, as Python rounds it", () => {
  const sums = [4, 16, 48, 80, 112, 256, 65536, 2 ** 24];
  expect(sums.map(usualSum)).toEqual([2, 8, 22, 38, 52, 120, 30720, 7864320]);
});

test("an exam names its pairs: all of them while they are few, else a grid with the corners", () => {
  const linear = { nodes: 0, activation: "identity", biases: false } as const;
  const asked = (maxSum: number) => {
    const { score, everyPair } = examine(linear, [1, 1], maxSum);
    return [score.pairs, everyPair, score.accuracy];
  };
  expect(asked(16)).toEqual([64, true, 1]);
  expect(asked(256)).toEqual([16384, true, 1]);
  expect(asked(258)).toEqual([4096, false, 1]);
  expect(asked(65536)).toEqual([4096, false, 1]);
  // Off by one half at the largest a alone.
  expect(examine(linear, [1 + 0.5 / 32767, 1], 65536).score.accuracy).toBeLessThan(1);
});

test("what the map misses the exam finds", () => {
  // relu(a + b), and a bump of one at a = 2, between the numbers 0 and 6 of the map.
  const bump = { nodes: 4, activation: "relu", biases: true } as const;
  const weights = [1, 1, 1, 1, 1, 0, 0, 0, 0, -1, -2, -3, 1, 1, -2, 1, 0];
  const { field, score: marks } = examine(bump, weights, 256);
  expect(score(field).accuracy).toBe(1);
  expect(marks).toMatchObject({ pairs: 16384, accuracy: 127 / 128, largestError: 1 });
});

test("a network without a hidden layer has nothing inside", () => {
  expect(lookInside({ nodes: 0, activation: "identity", biases: false }, [1, 1], 16)).toBeNull();
});
