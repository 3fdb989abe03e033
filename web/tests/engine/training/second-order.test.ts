import { describe, expect, test } from "vitest";
import { predict } from "../../../src/engine/network";
import { createRandom, glorotUniform, samplePairs } from "../../../src/engine/random";
import { createTrainer, type Method, type Trainer } from "../../../src/engine/training";
import { linearize } from "../../../src/engine/training/linearization";
import { dividePairs, foldBack, predictAll, representativePairs, score } from "../../../src/engine/training/problem";
import { project } from "../../../src/engine/training/projection";
import { dot } from "../../../src/engine/vector";
import type { Shape } from "../../../src/shape";

const sigmoid = (nodes: number, biases = false): Shape => ({ nodes, activation: "sigmoid", biases });

function run(method: Method, shape: Shape, maxSum: number, seed: number, most = 300): Trainer {
  const trainer = createTrainer(method, { shape, maxSum, seed });
  while (!trainer.stalled && trainer.steps < most) trainer.step();
  return trainer;
}

/** The largest error on pairs that the training did not see; on all of them if they are few. */
function freshError(trainer: Trainer, maxSum: number): number {
  const pairs = representativePairs(maxSum, 20_000, createRandom(12345, "test"));
  return score(trainer.shape, trainer.weights, pairs).maxError;
}

describe("variable projection", () => {
  const cells = [16, 256, 65536].flatMap((maxSum) => [2, 4, 8, 16].map((nodes) => ({ maxSum, nodes })));

  test.each(cells)("adds exactly: $nodes nodes up to $maxSum, ten seeds of ten", ({ maxSum, nodes }) => {
    for (let seed = 0; seed < 10; seed++) {
      const trainer = run("projection", sigmoid(nodes), maxSum, seed);
      expect(trainer.maxError, `seed ${seed}`).toBeLessThan(0.4);
      expect(freshError(trainer, maxSum), `seed ${seed}`).toBeLessThan(0.5);
    }
  });

  test("one node cannot add: it gives up at the best that theory allows", () => {
    const trainer = run("projection", sigmoid(1), 16, 0);
    expect(trainer.stalled).toBe(true);
    expect(trainer.loss).toBeGreaterThan(5.332);
    expect(trainer.loss).toBeLessThan(5.332 * 1.002);
    expect(predict(trainer.shape, trainer.weights, 2, 2)).toBeCloseTo(6.42, 1);
  });

  test("a stalled trainer stays where it is", () => {
    const trainer = run("projection", sigmoid(1), 16, 0);
    const before = { steps: trainer.steps, weights: trainer.weights };
    trainer.step();
    expect({ steps: trainer.steps, weights: trainer.weights }).toEqual(before);
  });

  test("what a projection leaves over is what its weights leave over, and outside its columns", () => {
    const shape = sigmoid(3, true);
    const pairs = dividePairs(samplePairs(16, 60, createRandom(2, "pairs")), 16);
    const projected = project(shape, glorotUniform(shape, createRandom(2, "weights")), pairs);
    const { answers, output } = linearize(shape, projected.weights, pairs);
    const residual = answers.map((answer, index) => (pairs.a[index] ?? 0) + (pairs.b[index] ?? 0) - answer);
    expect(dot(residual, residual)).toBeCloseTo(projected.loss, 12);
    for (const column of output) expect(dot(column, residual)).toBeCloseTo(0, 10);
  });
});

describe("Levenberg-Marquardt", () => {
  test.each([2, 4, 8, 16])("%i nodes add exactly up to 16", (nodes) => {
    for (let seed = 0; seed < 3; seed++) {
      const trainer = run("levenberg-marquardt", sigmoid(nodes), 16, seed, 100);
      expect(freshError(trainer, 16), `seed ${seed}`).toBeLessThan(0.5);
    }
  });

  test("the loss never rises, and weights stay of a sane size where it cannot arrive", () => {
    const trainer = createTrainer("levenberg-marquardt", { shape: sigmoid(2), maxSum: 65536, seed: 1 });
    for (let iteration = 0; iteration < 40; iteration++) {
      const before = trainer.loss;
      trainer.step();
      expect(trainer.loss).toBeLessThanOrEqual(before);
    }
    expect(Math.max(...trainer.weights.map(Math.abs))).toBeLessThan(1e10);
  });

  test("more weights than pairs are no obstacle", () => {
    const trainer = run("levenberg-marquardt", sigmoid(8, true), 8, 0, 50);
    expect(trainer.maxError).toBeLessThan(0.5);
  });
});

describe("all methods", () => {
  const methods: Method[] = ["adam", "adam-scaled", "levenberg-marquardt", "projection"];

  test.each(methods)("%s: the same seed gives the same weights, another seed others", (method) => {
    const trained = (seed: number) => {
      const trainer = createTrainer(method, { shape: sigmoid(2), maxSum: 16, seed, pairs: 100 });
      for (let step = 0; step < 3; step++) trainer.step();
      return trainer.weights;
    };
    expect(trained(5)).toEqual(trained(5));
    expect(trained(5)).not.toEqual(trained(6));
  });

  test("start from the same draw; scaled ones have it folded back", () => {
    const shape = sigmoid(4, true);
    const start = (method: Method) => createTrainer(method, { shape, maxSum: 16, seed: 9 }).weights;
    const draw = glorotUniform(shape, createRandom(9, "weights"));
    expect(start("adam")).toEqual(draw);
    for (const method of methods.slice(1)) expect(start(method)).toEqual(foldBack(shape, draw, 16));
  });

  test.each([sigmoid(0), sigmoid(0, true)])("without a hidden layer the exact methods add at once: %o", (shape) => {
    for (const method of ["levenberg-marquardt", "projection"] as const) {
      expect(run(method, shape, 256, 0, 20).maxError).toBeLessThan(0.4);
    }
  });
});

test.each([sigmoid(3), sigmoid(3, true), sigmoid(0, true)])(
  "folding back changes the numbers, not the network: %o",
  (shape) => {
    const weights = glorotUniform(shape, createRandom(1, "weights")).map((weight) => weight + 0.1);
    const pairs = samplePairs(256, 20, createRandom(1, "pairs"));
    const scaled = predictAll(shape, weights, dividePairs(pairs, 256));
    predictAll(shape, foldBack(shape, weights, 256), pairs).forEach((answer, index) => {
      expect(answer / 256).toBeCloseTo(scaled[index] ?? Number.NaN, 12);
    });
  },
);

test("few pairs are all taken; many are sampled with the corners", () => {
  const all = representativePairs(16, 1500, createRandom(0, "pairs"));
  expect(new Set(all.a.map((a, index) => a * 8 + (all.b[index] ?? 0))).size).toBe(64);
  const some = representativePairs(65536, 1500, createRandom(0, "pairs"));
  expect(some.a).toHaveLength(1500);
  expect([...some.a.subarray(0, 4)]).toEqual([0, 0, 32767, 32767]);
  expect([...some.b.subarray(0, 4)]).toEqual([0, 32767, 0, 32767]);
});
