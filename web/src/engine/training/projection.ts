/**
 * Variable projection: the search is over the hidden weights alone, because for given hidden weights the best output
 * weights are a linear least-squares problem with an exact answer.
 *
 * Sources: Golub and Pereyra 1973, "The differentiation of pseudo-inverses and nonlinear least squares problems whose
 * variables separate"; Kaufman 1975, "A variable projection method for solving separable nonlinear least squares
 * problems", for the shorter Jacobian. With the output weights out of the way the ravine is gone: a step halves the
 * hidden weights where gradient flow needs 64 times more training to double the output weights.
 */

import type { Shape } from "../../shape";
import { factorize, rotate, solve } from "../linear-algebra";
import { layout } from "../network";
import { createRandom, glorotUniform, type Pairs, type Random } from "../random";
import { addScaled, dot } from "../vector";
import { descend, FIRST_DAMPING, type Point } from "./damping";
import { linearize, outputColumns } from "./linearization";
import { dividePairs, foldBack, MARGIN, representativePairs, type Score, score, sumsOf } from "./problem";
import type { Trainer, TrainerOptions } from "./trainer";

const PAIRS = 1500;
/** Hidden nodes that differ by less than this share say the same thing; fitting the difference gives huge weights. */
const RANK_TOLERANCE = 1e-10;
/** This many steps in a row that each lower the loss by a smaller share are a crawl; a fresh draw arrives sooner. */
const CRAWLING_STEPS = 5;
const LEAST_PROGRESS = 1e-2;
const RESTARTS = 8;

/** Hidden weights with their best output weights. */
export interface Projected extends Point {
  /** All weights, for scaled pairs. */
  readonly weights: Float64Array;
  /** What the output columns cannot express: turns a vector (pairs) into its part outside them, rotated (pairs − rank). */
  readonly outside: (vector: Float64Array) => Float64Array;
  /** The part of the sums outside: what is left over. */
  readonly residual: Float64Array;
}

/** The best that can be had with the hidden weights of `weights`; its output weights are not read. */
export function project(shape: Shape, weights: Float64Array, pairs: Pairs): Projected {
  const factorization = factorize(outputColumns(shape, weights, pairs), RANK_TOLERANCE);
  const rotated = sumsOf(pairs);
  rotate(factorization, rotated);
  const best = weights.slice();
  best.set(solve(factorization, rotated), layout(shape).output);
  const residual = rotated.subarray(factorization.rank);
  const outside = (vector: Float64Array) => {
    const copy = vector.slice();
    rotate(factorization, copy);
    return copy.subarray(factorization.rank);
  };
  return { weights: best, outside, residual, loss: dot(residual, residual) };
}

/** A damped Gauss-Newton step on the hidden weights. Null if none leads down. */
export function projectedStep(shape: Shape, from: Projected, pairs: Pairs, damping: number) {
  // Kaufman's Jacobian of the residual P⊥·(sums): −P⊥·(∂H/∂w)·v, the derivative of the answer with its sign turned.
  const { hidden } = linearize(shape, from.weights, pairs);
  const jacobian = hidden.map((column) => from.outside(column).map((value) => -value));
  return descend(from, jacobian, from.residual, damping, (change) => {
    const weights = from.weights.slice();
    addScaled(weights.subarray(0, change.length), 1, change);
    return project(shape, weights, pairs);
  });
}

/** A step projects a first or a fresh draw of hidden weights, or moves them downhill; a draw that gets stuck is dropped. */
export class ProjectionTrainer implements Trainer {
  readonly method = "projection";
  readonly shape: Shape;
  steps = 0;
  stalled = false;
  private shown: Shown;
  private best: Shown;
  private readonly unit: number;
  private readonly pairs: Pairs;
  private readonly scaledPairs: Pairs;
  private readonly draws: Random;
  private draw: Float64Array;
  private restarts = 0;
  private damping = FIRST_DAMPING;
  private crawling = 0;
  /** Null until the draw has been projected. */
  private place: Projected | null = null;

  constructor({ shape, maxSum, seed, pairs }: TrainerOptions) {
    this.shape = shape;
    this.unit = maxSum;
    this.pairs = representativePairs(maxSum, pairs ?? PAIRS, createRandom(seed, "pairs"));
    this.scaledPairs = dividePairs(this.pairs, this.unit);
    this.draws = createRandom(seed, "weights");
    this.draw = glorotUniform(shape, this.draws);
    this.shown = this.best = this.scored(this.draw);
  }

  get weights(): Float64Array {
    return this.shown.weights;
  }

  get loss(): number {
    return this.shown.loss;
  }

  get maxError(): number {
    return this.shown.maxError;
  }

  step(): void {
    if (this.stalled) return;
    this.steps += 1;
    const place = this.place === null ? project(this.shape, this.draw, this.scaledPairs) : this.descend(this.place);
    if (place === null) {
      this.startAgain();
      return;
    }
    this.place = place;
    this.shown = this.scored(place.weights);
    if (this.shown.loss < this.best.loss) this.best = this.shown;
    this.stalled = this.maxError < MARGIN;
  }

  /** Null if there is no way down, or it has been a crawl for a while. */
  private descend(from: Projected): Projected | null {
    const descent = projectedStep(this.shape, from, this.scaledPairs, this.damping);
    if (descent === null) return null;
    this.damping = descent.damping;
    this.crawling = descent.place.loss > from.loss * (1 - LEAST_PROGRESS) ? this.crawling + 1 : 0;
    return this.crawling < CRAWLING_STEPS ? descent.place : null;
  }

  private startAgain(): void {
    if (this.restarts === RESTARTS) {
      this.shown = this.best;
      this.stalled = true;
      return;
    }
    this.restarts += 1;
    this.draw = glorotUniform(this.shape, this.draws);
    this.damping = FIRST_DAMPING;
    this.crawling = 0;
    this.place = null;
  }

  private scored(weights: Float64Array): Shown {
    const folded = foldBack(this.shape, weights, this.unit);
    return { weights: folded, ...score(this.shape, folded, this.pairs) };
  }
}

/** What the trainer shows of a place: weights for plain numbers, and how good they are. */
interface Shown extends Score {
  readonly weights: Float64Array;
}
