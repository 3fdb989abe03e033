/**
 * Adam, as the post used it: small steps down the gradient of small batches.
 *
 * On plain numbers it cannot arrive: a weight moves by about the learning rate a step, and the larger cells need output
 * weights in the thousands and millions (docs/why-addition.md). Scaled, it starts better and meets the same ravine.
 */

import { parameterCount, type Shape } from "../../shape";
import { createRandom, glorotUniform, type Pairs, type Random, samplePairs } from "../random";
import { at, dot, tabulate } from "../vector";
import { linearize } from "./linearization";
import { dividePairs, foldBack, score } from "./problem";
import type { Trainer, TrainerOptions } from "./trainer";

const BATCH_SIZE = 32;
const PAIRS = 8000;
const LEARNING_RATE = 0.001;

/**
 * The update rule with the state it keeps.
 *
 * Source: Kingma and Ba 2015, "Adam: a method for stochastic optimization", in the order of the last paragraph of its
 * section 2, which is how Keras does it: the bias corrections go into the rate, epsilon beside the uncorrected √v.
 */
export class Adam {
  private readonly mean: Float64Array;
  private readonly square: Float64Array;
  private readonly learningRate: number;
  private updates = 0;

  constructor(parameters: number, learningRate: number) {
    this.learningRate = learningRate;
    this.mean = new Float64Array(parameters);
    this.square = new Float64Array(parameters);
  }

  /** Changes `weights` in place. */
  update(weights: Float64Array, gradient: Float64Array): void {
    const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-7];
    this.updates += 1;
    const rate = (this.learningRate * Math.sqrt(1 - beta2 ** this.updates)) / (1 - beta1 ** this.updates);
    for (let index = 0; index < weights.length; index++) {
      const slope = at(gradient, index);
      const mean = beta1 * at(this.mean, index) + (1 - beta1) * slope;
      const square = beta2 * at(this.square, index) + (1 - beta2) * slope ** 2;
      this.mean[index] = mean;
      this.square[index] = square;
      weights[index] = at(weights, index) - (rate * mean) / (Math.sqrt(square) + epsilon);
    }
  }
}

/** The gradient of the mean squared error over the pairs: 2/n · Jᵀ·(answers − sums). */
export function gradientOf(shape: Shape, weights: Float64Array, pairs: Pairs): Float64Array {
  const { answers, hidden, output } = linearize(shape, weights, pairs);
  const errors = tabulate(answers.length, (index) => at(answers, index) - at(pairs.a, index) - at(pairs.b, index));
  return Float64Array.from([...hidden, ...output], (column) => (2 / errors.length) * dot(column, errors));
}

/** One step is one epoch: every training pair once, in a new order, in batches of 32. `unit` divides inputs and sums. */
export class AdamTrainer implements Trainer {
  readonly method: "adam" | "adam-scaled";
  readonly shape: Shape;
  steps = 0;
  weights: Float64Array;
  loss: number;
  maxError: number;
  private readonly unit: number;
  private readonly pairs: Pairs;
  private readonly scaledPairs: Pairs;
  private readonly order: Random;
  private readonly adam: Adam;
  /** As Adam sees them: for scaled pairs. */
  private readonly scaledWeights: Float64Array;

  constructor(method: "adam" | "adam-scaled", options: TrainerOptions) {
    const { shape, maxSum, seed } = options;
    this.method = method;
    this.shape = shape;
    this.unit = method === "adam" ? 1 : maxSum;
    this.pairs = samplePairs(maxSum, options.pairs ?? PAIRS, createRandom(seed, "pairs"));
    this.scaledPairs = dividePairs(this.pairs, this.unit);
    this.order = createRandom(seed, "order");
    this.adam = new Adam(parameterCount(shape), options.learningRate ?? LEARNING_RATE);
    this.scaledWeights = glorotUniform(shape, createRandom(seed, "weights"));
    this.weights = foldBack(shape, this.scaledWeights, this.unit);
    ({ loss: this.loss, maxError: this.maxError } = score(shape, this.weights, this.pairs));
  }

  /** A network whose numbers are no longer finite learns nothing more. */
  get stalled(): boolean {
    return !Number.isFinite(this.loss);
  }

  step(): void {
    if (this.stalled) return;
    for (const batch of batches(this.scaledPairs, this.order)) {
      this.adam.update(this.scaledWeights, gradientOf(this.shape, this.scaledWeights, batch));
    }
    this.steps += 1;
    this.weights = foldBack(this.shape, this.scaledWeights, this.unit);
    ({ loss: this.loss, maxError: this.maxError } = score(this.shape, this.weights, this.pairs));
  }
}

/** The pairs in a random order (Fisher and Yates), 32 at a time; the last batch may be smaller. */
function* batches({ a, b }: Pairs, random: Random): Generator<Pairs> {
  const order = Uint32Array.from(a, (_, index) => index);
  for (let last = order.length - 1; last > 0; last--) {
    const chosen = random.integer(last + 1);
    [order[last], order[chosen]] = [at(order, chosen), at(order, last)];
  }
  for (let first = 0; first < order.length; first += BATCH_SIZE) {
    const batch = order.subarray(first, first + BATCH_SIZE);
    yield {
      a: tabulate(batch.length, (index) => at(a, at(batch, index))),
      b: tabulate(batch.length, (index) => at(b, at(batch, index))),
    };
  }
}
