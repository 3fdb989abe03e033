/**
 * What the page computes about a network from its weights: fields of errors, scores, and the look inside. Python computes
 * the same figures in addition/inspect.py; docs/formats/page-model.md defines them once for both.
 */

import { spread } from "../../charts/data-table";
import type { Field } from "../../charts/surface-draw";
import { layout, predict, trace } from "../../engine/network";
import { errorSurface } from "../../engine/surface";
import type { Activation, Shape } from "../../shape";

/** The error of pairs of integers, at most `size` numbers a side. */
export function pairField(shape: Shape, weights: ArrayLike<number>, maxSum: number, size: number): Field {
  const surface = errorSurface(shape, weights, maxSum, size);
  return { size: surface.size, axis: surface.inputs, heights: surface.errors };
}

/** The error between the integers too, always `size` × `size`: for smooth landscapes over few numbers. */
export function smoothField(shape: Shape, weights: ArrayLike<number>, maxSum: number, size: number): Field {
  const last = maxSum / 2 - 1;
  const axis = Float64Array.from({ length: size }, (_, index) => (last * index) / (size - 1));
  const heights = new Float64Array(size * size);
  let cell = 0;
  for (const a of axis) for (const b of axis) heights[cell++] = predict(shape, weights, a, b) - (a + b);
  return { size, axis, heights };
}

export interface Score {
  readonly pairs: number;
  /** The share of pairs whose answer rounds to the right sum. */
  readonly accuracy: number;
  readonly mse: number;
  readonly largestError: number;
}

export function score({ heights }: Field): Score {
  let [right, squares, largestError] = [0, 0, 0];
  for (let index = 0; index < heights.length; index++) {
    const error = heights[index] ?? Number.NaN;
    if (Math.abs(error) < 0.5) right++;
    squares += error * error;
    largestError = Math.max(largestError, Math.abs(error));
  }
  const pairs = heights.length;
  return { pairs, accuracy: right / pairs, mse: squares / pairs, largestError };
}

const QUICK_SIDE = 24;
/** Up to this many numbers there is time to ask every pair, beyond it for a grid of `SPREAD_SIDE`² with the corners. */
const EVERY_SIDE = 128;
const SPREAD_SIDE = 64;

/** A network's map, and its mark. */
export interface Exam {
  readonly field: Field;
  /** Of the pairs of the map; once all of those are right, of every pair or at least 4,096. */
  readonly score: Score;
  readonly everyPair: boolean;
}

export function examine(shape: Shape, weights: ArrayLike<number>, maxSum: number): Exam {
  const field = pairField(shape, weights, maxSum, QUICK_SIDE);
  const quick = score(field);
  const side = maxSum / 2 <= EVERY_SIDE ? EVERY_SIDE : SPREAD_SIDE;
  const marks = quick.accuracy === 1 ? score(pairField(shape, weights, maxSum, side)) : quick;
  return { field, score: marks, everyPair: marks.pairs === (maxSum / 2) ** 2 };
}

/** The post looks along the sum 120 of 256; other maxima are cut at the same share, a half rounded to the even number. */
export function usualSum(maxSum: number): number {
  const share = (maxSum * 120) / 256;
  const nearest = share % 2 === 0.5 ? Math.floor(share) : Math.round(share);
  return Math.max(1, nearest);
}

export interface HiddenLook {
  /** Sums from 0 to the largest, and what each node says to (sum/2, sum/2). */
  readonly sums: number[];
  readonly outputs: number[][];
  readonly outputWeights: number[];
  /** Null where the activation has no two limits to tell apart. */
  readonly binary: BinaryCode | null;
  /** From this sum on every hidden output stays as it is; null if that never happens. */
  readonly constantFrom: number | null;
}

export interface BinaryCode {
  /** The two limits of the activation. */
  readonly limits: readonly [number, number];
  readonly pairs: number;
  /** The share of hidden outputs within 0.1 of a limit, and how far from the nearer one they are on average. */
  readonly shareNear: number;
  readonly meanDistance: number;
}

const POINTS = 129;
const NEAR = 0.1;
const CONSTANT = 1e-3;
/** The last few sums alone prove nothing: at least a tenth of the way has to be constant. */
const LATEST_SHARE = 0.9;
const CODE_SIDE = 32;

/** Null without a hidden layer. */
export function lookInside(shape: Shape, weights: ArrayLike<number>, maxSum: number): HiddenLook | null {
  if (shape.nodes === 0) return null;
  const largest = maxSum - 2;
  const count = Math.min(POINTS, largest + 1);
  const sums = Array.from({ length: count }, (_, index) => (index * largest) / (count - 1));
  const columns = sums.map((sum) => trace(shape, weights, sum / 2, sum / 2).hidden);
  const outputs = Array.from({ length: shape.nodes }, (_, node) => columns.map((hidden) => hidden[node] ?? Number.NaN));
  const { output } = layout(shape);
  const outputWeights = Array.from({ length: shape.nodes }, (_, node) => weights[output + node] ?? Number.NaN);
  return {
    sums,
    outputs,
    outputWeights,
    binary: binaryCode(shape, weights, maxSum),
    constantFrom: constantFrom(shape, weights, maxSum),
  };
}

const LIMITS: Readonly<Record<Activation, readonly [number, number] | null>> = {
  sigmoid: [0, 1],
  tanh: [-1, 1],
  relu: null,
  identity: null,
};

function binaryCode(shape: Shape, weights: ArrayLike<number>, maxSum: number): BinaryCode | null {
  const limits = LIMITS[shape.activation];
  if (limits === null) return null;
  const inputs = spread(maxSum / 2, CODE_SIDE);
  let [near, distance] = [0, 0];
  for (const a of inputs) {
    for (const b of inputs) {
      for (const value of trace(shape, weights, a, b).hidden) {
        const away = Math.min(...limits.map((limit) => Math.abs(value - limit)));
        if (away <= NEAR) near++;
        distance += away;
      }
    }
  }
  const pairs = inputs.length ** 2;
  const outputs = pairs * shape.nodes;
  return { limits, pairs, shareNear: near / outputs, meanDistance: distance / outputs };
}

/** The smallest sum from which on every hidden output stays within 0.001 of its value at the largest pair, or null. */
export function constantFrom(shape: Shape, weights: ArrayLike<number>, maxSum: number): number | null {
  const last = maxSum / 2 - 1;
  const numbers = denseNearZero(last);
  const atLast = trace(shape, weights, last, last).hidden;
  // Also true where a value is not a number.
  const moved = (a: number, b: number) =>
    trace(shape, weights, a, b).hidden.some(
      (value, node) => !(Math.abs(value - (atLast[node] ?? Number.NaN)) <= CONSTANT),
    );
  let latest = -1;
  for (const a of numbers) for (const b of numbers) if (a + b > latest && moved(a, b)) latest = a + b;
  if (latest < 0) return 0;
  let from = Number.POSITIVE_INFINITY;
  for (const a of numbers) for (const b of numbers) if (a + b > latest) from = Math.min(from, a + b);
  return from <= LATEST_SHARE * 2 * last ? from : null;
}

/** 0 … last, largest first: 40 evenly spread and 40 by equal factors from 1 on, rounded to integers. */
function denseNearZero(last: number): number[] {
  const even = Array.from({ length: 40 }, (_, index) => Math.round((last * index) / 39));
  const byFactors = Array.from({ length: 40 }, (_, index) => Math.round(last ** (index / 39)));
  return [...new Set([...even, ...byFactors])].sort((one, other) => other - one);
}
