import { expect, test } from "vitest";
import { lookInside, pairField, score, smoothField } from "./measure";

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
  const gentle = lookInside(twoNodes, exact, 16);
  expect(gentle?.binaryShare).toBe(0);
  expect(gentle?.saturationSum).toBeNull();
  const hard = lookInside(twoNodes, [9, -9, 9, -9, 5, 5], 16);
  expect(hard?.binaryShare).toBeGreaterThan(0.95);
  expect(hard?.saturationSum).toBe(1);
});

test("a network without a hidden layer has nothing inside", () => {
  expect(lookInside({ nodes: 0, activation: "identity", biases: false }, [1, 1], 16)).toBeNull();
});
