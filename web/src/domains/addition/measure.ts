/** What the page computes about a network from its weights: fields of errors, scores, and the look inside. */

import type { Field } from "../../charts/surface-draw";
import { layout, predict, type Shape, trace } from "../../engine/network";
import { errorSurface } from "../../engine/surface";

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
  return { accuracy: right / heights.length, mse: squares / heights.length, largestError };
}

export interface HiddenLook {
  /** Sums from 0 to the largest, and what each node says to (sum/2, sum/2). */
  readonly sums: number[];
  readonly outputs: number[][];
  readonly outputWeights: number[];
  /** Over all practised pairs: how many hidden outputs lie within 0.1 of 0 or 1, and how far they are on average. */
  readonly binaryShare: number;
  readonly binaryDistance: number;
  /** From this sum on every node is within 0.01 of a limit, so that the answer stands still; null if that never happens. */
  readonly saturationSum: number | null;
}

const POINTS = 129;
const NEAR_BINARY = 0.1;
const NEAR_LIMIT = 0.01;

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
    ...binaryCode(shape, weights, maxSum),
    saturationSum: saturation(shape, columns, sums),
  };
}

function binaryCode(shape: Shape, weights: ArrayLike<number>, maxSum: number) {
  const side = Math.min(32, maxSum / 2);
  const inputs = Array.from({ length: side }, (_, index) => Math.round((index * (maxSum / 2 - 1)) / (side - 1)));
  let [near, distance, count] = [0, 0, 0];
  for (const a of inputs) {
    for (const b of inputs) {
      for (const value of trace(shape, weights, a, b).hidden) {
        const away = Math.min(Math.abs(value), Math.abs(value - 1));
        if (away < NEAR_BINARY) near++;
        distance += away;
        count++;
      }
    }
  }
  return { binaryShare: near / count, binaryDistance: distance / count };
}

function saturation(shape: Shape, columns: readonly Float64Array[], sums: readonly number[]): number | null {
  const limits = shape.activation === "sigmoid" ? [0, 1] : shape.activation === "tanh" ? [-1, 1] : [];
  const saturated = (hidden: Float64Array) =>
    hidden.every((value) => limits.some((limit) => Math.abs(value - limit) < NEAR_LIMIT));
  const from = columns.findIndex((_, index) => columns.slice(index).every(saturated));
  return from < 0 ? null : (sums[from] ?? null);
}
