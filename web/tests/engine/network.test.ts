import { describe, expect, test } from "vitest";
import { activate, derivative, layout, predict, trace } from "../../src/engine/network";
import { type Activation, parameterCount, type Shape } from "../../src/shape";

const plain: Shape = { nodes: 2, activation: "sigmoid", biases: false };
const biased: Shape = { nodes: 1, activation: "relu", biases: true };
const linear: Shape = { nodes: 0, activation: "identity", biases: true };

test("the sigmoid is finite and right however large its argument", () => {
  expect(activate("sigmoid", 0)).toBe(0.5);
  expect(activate("sigmoid", 1e308)).toBe(1);
  expect(activate("sigmoid", -1e308)).toBe(0);
  expect(activate("sigmoid", Infinity)).toBe(1);
  expect(activate("sigmoid", -Infinity)).toBe(0);
  expect(activate("sigmoid", -700)).toBeCloseTo(0, 300);
  expect(activate("sigmoid", -700)).toBeGreaterThan(0);
  expect(activate("sigmoid", Math.log(3))).toBeCloseTo(0.75, 15);
});

test("the slope of the sigmoid keeps its digits where the sigmoid rounds to 1", () => {
  expect(derivative("sigmoid", 0)).toBe(0.25);
  expect(derivative("sigmoid", 50) / Math.exp(-50)).toBeCloseTo(1, 12);
  expect(derivative("sigmoid", -50)).toBe(derivative("sigmoid", 50));
  expect(derivative("sigmoid", 1e308)).toBe(0);
});

test.each<Activation>(["sigmoid", "tanh", "relu", "identity"])("the slope of %s is its finite difference", (name) => {
  for (const z of [-3.2, -0.7, 0.4, 2.5]) {
    const difference = (activate(name, z + 1e-6) - activate(name, z - 1e-6)) / 2e-6;
    expect(derivative(name, z)).toBeCloseTo(difference, 8);
  }
});

describe("trace", () => {
  test("matches two sigmoid nodes worked out by hand", () => {
    // z₁ = 2·ln 3 − ln 3 = ln 3 → 3/4; z₂ = −ln 3 → 1/4; 8·3/4 − 4·1/4 = 5.
    const weights = [2 * Math.log(3), 0, -Math.log(3), -Math.log(3), 8, -4];
    const { inputs, sums, hidden, output } = trace(plain, weights, 1, 1);
    expect(inputs).toEqual([1, 1]);
    expect([...sums]).toEqual([expect.closeTo(Math.log(3), 14), expect.closeTo(-Math.log(3), 14)]);
    expect([...hidden]).toEqual([expect.closeTo(0.75, 14), expect.closeTo(0.25, 14)]);
    expect(output).toBeCloseTo(5, 13);
  });

  test("adds hidden and output biases", () => {
    const seen = trace(biased, [2, 3, -5, 10, 0.5], 4, 1);
    expect([...seen.sums]).toEqual([6]);
    expect(seen.output).toBe(60.5);
    expect(trace(biased, [2, 3, -50, 10, 0.5], 4, 1).output).toBe(0.5);
  });

  test("without a hidden layer there is nothing between inputs and output", () => {
    const seen = trace(linear, [2, 3, 7], 4, 1);
    expect(seen.sums).toHaveLength(0);
    expect(seen.hidden).toHaveLength(0);
    expect(seen.output).toBe(18);
  });
});

test("predict gives the very number of the trace", () => {
  const weights = [0.3, -0.2, 0.1, 0.7, 3, -4];
  expect(predict(plain, weights, 3, 5)).toBe(trace(plain, weights, 3, 5).output);
});

test("weights that are too few give NaN, not a wrong sum", () => {
  expect(predict(plain, [1, 2, 3], 3, 5)).toBeNaN();
});

test.each([
  [0, false, 2],
  [0, true, 3],
  [1, false, 3],
  [16, false, 48],
  [16, true, 65],
])("%i nodes, biases %s: %i parameters, and the layout ends there", (nodes, biases, count) => {
  const shape: Shape = { nodes, activation: "sigmoid", biases };
  expect(parameterCount(shape)).toBe(count);
  expect(layout(shape).outputBias + (biases ? 1 : 0)).toBe(count);
});
