/**
 * Levenberg-Marquardt: damped Gauss-Newton steps on all weights at once, on scaled pairs.
 *
 * Solves the small cells in a few steps. In the large ones it crawls: the ravine is curved, and a step that is straight
 * in hidden and output weights together soon leaves it. Variable projection is the same step with the output weights out.
 */

import type { Shape } from "../../shape";
import { createRandom, glorotUniform, type Pairs } from "../random";
import { addScaled, at, dot } from "../vector";
import { descend, FIRST_DAMPING, type Point } from "./damping";
import { linearize } from "./linearization";
import { dividePairs, foldBack, MARGIN, predictAll, representativePairs, score } from "./problem";
import type { Trainer, TrainerOptions } from "./trainer";

const PAIRS = 1200;
/** A step that lowers the loss by a smaller share than this is no progress. */
const LEAST_PROGRESS = 1e-9;

interface Place extends Point {
  readonly weights: Float64Array;
}

export class LevenbergMarquardtTrainer implements Trainer {
  readonly method = "levenberg-marquardt";
  readonly shape: Shape;
  steps = 0;
  stalled = false;
  weights: Float64Array;
  loss: number;
  maxError: number;
  private readonly unit: number;
  private readonly pairs: Pairs;
  private readonly scaledPairs: Pairs;
  private place: Place;
  private damping = FIRST_DAMPING;

  constructor({ shape, maxSum, seed, pairs }: TrainerOptions) {
    this.shape = shape;
    this.unit = maxSum;
    this.pairs = representativePairs(maxSum, pairs ?? PAIRS, createRandom(seed, "pairs"));
    this.scaledPairs = dividePairs(this.pairs, this.unit);
    this.place = this.at(glorotUniform(shape, createRandom(seed, "weights")));
    this.weights = foldBack(shape, this.place.weights, this.unit);
    ({ loss: this.loss, maxError: this.maxError } = score(shape, this.weights, this.pairs));
  }

  step(): void {
    if (this.stalled) return;
    this.steps += 1;
    const { weights, loss } = this.place;
    const { answers, hidden, output } = linearize(this.shape, weights, this.scaledPairs);
    const residual = this.residual(answers);
    const descent = descend(this.place, [...hidden, ...output], residual, this.damping, (change) => {
      addScaled(change, 1, weights);
      return this.at(change);
    });
    if (descent === null) {
      this.stalled = true;
      return;
    }
    this.place = descent.place;
    this.damping = descent.damping;
    this.weights = foldBack(this.shape, this.place.weights, this.unit);
    ({ loss: this.loss, maxError: this.maxError } = score(this.shape, this.weights, this.pairs));
    this.stalled = this.maxError < MARGIN || this.place.loss > loss * (1 - LEAST_PROGRESS);
  }

  private at(weights: Float64Array): Place {
    const residual = this.residual(predictAll(this.shape, weights, this.scaledPairs));
    return { weights, loss: dot(residual, residual) };
  }

  private residual(answers: Float64Array): Float64Array {
    const { a, b } = this.scaledPairs;
    return answers.map((answer, index) => answer - at(a, index) - at(b, index));
  }
}
