/**
 * Where a network is right and where it is wrong: its error over all pairs, and along the pairs of one sum.
 */

import type { Shape } from "../shape";
import { predict } from "./network";

/** The error over a square of pairs. */
export interface ErrorSurface {
  /** Inputs along each side; fewer than asked for if the network knows fewer numbers. */
  readonly size: number;
  /** (size): integers from 0 to max_sum/2 − 1, evenly spread. */
  readonly inputs: Float64Array;
  /** (size · size), row a, column b: prediction − (a + b). */
  readonly errors: Float64Array;
}

export function errorSurface(shape: Shape, weights: ArrayLike<number>, maxSum: number, size: number): ErrorSurface {
  const inputs = spreadIntegers(0, maxSum / 2 - 1, size);
  const errors = new Float64Array(inputs.length ** 2);
  let cell = 0;
  for (const a of inputs) {
    for (const b of inputs) errors[cell++] = predict(shape, weights, a, b) - (a + b);
  }
  return { size: inputs.length, inputs, errors };
}

/** The error along one anti-diagonal of the surface, where the right answer is the same everywhere. */
export interface SumErrors {
  /** The first input of each pair; the second is sum − a. */
  readonly inputs: Float64Array;
  /** prediction − sum, for each of `inputs`. */
  readonly errors: Float64Array;
}

/** The signed error of the pairs (a, sum − a) that lie in the square: at most `points` of them, evenly spread. */
export function errorAlongSum(
  shape: Shape,
  weights: ArrayLike<number>,
  maxSum: number,
  sum: number,
  points: number,
): SumErrors {
  const largest = maxSum / 2 - 1;
  const inputs = spreadIntegers(Math.max(0, sum - largest), Math.min(largest, sum), points);
  return { inputs, errors: inputs.map((a) => predict(shape, weights, a, sum - a) - sum) };
}

/** At most `count` integers from `first` to `last`, both included, evenly spread; none if `last` < `first`. */
function spreadIntegers(first: number, last: number, count: number): Float64Array {
  const available = Math.max(0, last - first + 1);
  const taken = Math.min(count, available);
  const gap = taken > 1 ? (available - 1) / (taken - 1) : 0;
  return Float64Array.from({ length: taken }, (_, index) => first + Math.round(index * gap));
}
