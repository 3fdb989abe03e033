/**
 * What is to be learned: pairs and their sums, in plain numbers or divided by a unit.
 *
 * A network without scaling and one that sees a/unit, b/unit and answers sum/unit are the same network with other
 * weights; `foldBack` turns the second's into the first's.
 */

import type { Shape } from "../../shape";
import { layout, predict } from "../network";
import { type Pairs, type Random, samplePairs } from "../random";
import { at } from "../vector";

/** Training ends once every error on the training pairs is below this, as in Python: 0.5 rounds right, fresh pairs need room. */
export const MARGIN = 0.4;

/** All pairs if there are at most `count`; else the four corners, where errors are largest, and a random sample. */
export function representativePairs(maxSum: number, count: number, random: Random): Pairs {
  const numbers = maxSum / 2;
  if (numbers ** 2 <= count) {
    return {
      a: Float64Array.from({ length: numbers ** 2 }, (_, index) => Math.floor(index / numbers)),
      b: Float64Array.from({ length: numbers ** 2 }, (_, index) => index % numbers),
    };
  }
  const pairs = samplePairs(maxSum, count, random);
  pairs.a.set([0, 0, numbers - 1, numbers - 1]);
  pairs.b.set([0, numbers - 1, 0, numbers - 1]);
  return pairs;
}

export function dividePairs({ a, b }: Pairs, unit: number): Pairs {
  return { a: a.map((value) => value / unit), b: b.map((value) => value / unit) };
}

/** The right answer for each pair. */
export function sumsOf({ a, b }: Pairs): Float64Array {
  return a.map((value, index) => value + at(b, index));
}

/** The network's answer for each pair. */
export function predictAll(shape: Shape, weights: ArrayLike<number>, { a, b }: Pairs): Float64Array {
  return a.map((value, index) => predict(shape, weights, value, at(b, index)));
}

/** Weights for plain numbers, from weights for inputs and sums divided by `unit`. */
export function foldBack(shape: Shape, weights: Float64Array, unit: number): Float64Array {
  const folded = weights.slice();
  const { output, outputBias } = layout(shape);
  const multiply = (first: number, end: number, factor: number) => {
    for (let index = first; index < end; index++) folded[index] = at(folded, index) * factor;
  };
  if (shape.nodes > 0) {
    multiply(0, 2 * shape.nodes, 1 / unit);
    multiply(output, outputBias, unit);
  }
  multiply(outputBias, folded.length, unit);
  return folded;
}

export interface Score {
  /** Mean squared error. */
  readonly loss: number;
  readonly maxError: number;
}

/** How wrong a network with weights for plain numbers is on pairs of plain numbers; infinitely, if it answers NaN. */
export function score(shape: Shape, weights: ArrayLike<number>, pairs: Pairs): Score {
  let squares = 0;
  let maxError = 0;
  for (let index = 0; index < pairs.a.length; index++) {
    const [a, b] = [at(pairs.a, index), at(pairs.b, index)];
    const error = predict(shape, weights, a, b) - (a + b);
    squares += error ** 2;
    maxError = Math.max(maxError, Math.abs(error));
  }
  const loss = squares / pairs.a.length;
  return Number.isFinite(loss) ? { loss, maxError } : { loss: Infinity, maxError: Infinity };
}
