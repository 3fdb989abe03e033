import { describe, expect, test } from "vitest";
import { createRandom, glorotUniform, samplePairs } from "../../../src/engine/random";
import { createTrainer } from "../../../src/engine/training";
import { Adam, gradientOf } from "../../../src/engine/training/adam";
import { score } from "../../../src/engine/training/problem";
import type { Activation, Shape } from "../../../src/shape";

const shapes: Shape[] = (["sigmoid", "tanh", "relu", "identity"] as Activation[]).flatMap((activation) => [
  { nodes: 3, activation, biases: false },
  { nodes: 3, activation, biases: true },
]);
shapes.push({ nodes: 0, activation: "identity", biases: true });

test.each(shapes)("the gradient is the finite difference of the loss: %o", (shape) => {
  const weights = glorotUniform(shape, createRandom(4, "weights"));
  const pairs = samplePairs(8, 50, createRandom(4, "pairs"));
  const gradient = gradientOf(shape, weights, pairs);
  expect(gradient).toHaveLength(weights.length);
  weights.forEach((weight, index) => {
    const lossWith = (value: number) => {
      const moved = weights.slice();
      moved[index] = value;
      return score(shape, moved, pairs).loss;
    };
    const difference = (lossWith(weight + 1e-6) - lossWith(weight - 1e-6)) / 2e-6;
    expect(gradient[index]).toBeCloseTo(difference, 5);
  });
});

test("Adam's update is Kingma and Ba's, worked out for one weight", () => {
  const adam = new Adam(1, 0.1);
  const weights = Float64Array.of(1);
  let [weight, m, v] = [1, 0, 0];
  for (const [step, slope] of [3, -1, 0.5].entries()) {
    adam.update(weights, Float64Array.of(slope));
    m = 0.9 * m + 0.1 * slope;
    v = 0.999 * v + 0.001 * slope * slope;
    // Algorithm 1, with corrected moments; its epsilon is the other form's divided by √(1 − β₂ᵗ).
    const corrected = { m: m / (1 - 0.9 ** (step + 1)), v: v / (1 - 0.999 ** (step + 1)) };
    const epsilon = 1e-7 / Math.sqrt(1 - 0.999 ** (step + 1));
    weight -= (0.1 * corrected.m) / (Math.sqrt(corrected.v) + epsilon);
    expect(weights[0]).toBeCloseTo(weight, 14);
  }
});

describe("the Adam trainers", () => {
  const shape: Shape = { nodes: 2, activation: "sigmoid", biases: false };
  const options = { shape, maxSum: 16, seed: 3 };

  test("Adam learns, and its rate is its speed limit", () => {
    const trainer = createTrainer("adam", { ...options, pairs: 320 });
    const before = trainer.loss;
    const start = trainer.weights.slice();
    for (let epoch = 0; epoch < 20; epoch++) trainer.step();
    expect(trainer.steps).toBe(20);
    expect(trainer.loss).toBeLessThan(before);
    // 20 epochs of 10 batches at 0.001: about 0.2 a weight, whatever the gradient.
    trainer.weights.forEach((weight, index) => {
      expect(Math.abs(weight - (start[index] ?? Number.NaN))).toBeLessThan(0.4);
    });
  });

  test("one node on scaled numbers ends where theory says: mean squared error 5.332, 2 + 2 = 6.42", () => {
    const one = createTrainer("adam-scaled", {
      shape: { nodes: 1, activation: "sigmoid", biases: false },
      maxSum: 16,
      seed: 0,
      pairs: 6400,
      learningRate: 0.01,
    });
    for (let epoch = 0; epoch < 25; epoch++) one.step();
    expect(one.loss).toBeGreaterThan(5.0);
    expect(one.loss).toBeLessThan(5.7);
  });

  test("a learning rate that blows up stalls the trainer instead of running on with NaN", () => {
    const trainer = createTrainer("adam", { ...options, pairs: 64, learningRate: 1e308 });
    for (let epoch = 0; epoch < 5; epoch++) trainer.step();
    expect(trainer.stalled).toBe(true);
    expect(trainer.loss).toBe(Infinity);
  });
});
