/**
 * A network of the addition lab as the page runs it: numbers in, every layer's numbers out, all in float64.
 *
 * Knows no page and no file. The layout of `weights` is that of docs/formats/page-model.md, and so are the answers:
 * tests/golden/addition.json holds cases that this file and the Python package must both match.
 */

import type { Activation, Shape } from "../shape";
import { at } from "./vector";

/** Every layer's numbers for one pair, first to last. */
export interface Trace {
  readonly inputs: readonly [number, number];
  /** z_j, before the activation; empty without a hidden layer. */
  readonly sums: Float64Array;
  /** What each hidden node says; empty without a hidden layer. */
  readonly hidden: Float64Array;
  readonly output: number;
}

/**
 * Where each part of `weights` begins. From `output` on the answer is linear in the weights; without a hidden layer that
 * is from the start. Without biases the two bias positions are where the next part begins.
 */
export interface Layout {
  readonly fromA: number;
  readonly fromB: number;
  readonly hiddenBias: number;
  readonly output: number;
  readonly outputBias: number;
}

export function layout({ nodes, biases }: Shape): Layout {
  if (nodes === 0) return { fromA: 0, fromB: 1, hiddenBias: 0, output: 0, outputBias: 2 };
  const output = biases ? 3 * nodes : 2 * nodes;
  return { fromA: 0, fromB: nodes, hiddenBias: 2 * nodes, output, outputBias: output + nodes };
}

/** The answer for every layer. `weights` has `parameterCount(shape)` numbers. */
export function trace(shape: Shape, weights: ArrayLike<number>, a: number, b: number): Trace {
  const sums = new Float64Array(shape.nodes);
  const hidden = new Float64Array(shape.nodes);
  for (let node = 0; node < shape.nodes; node++) {
    const sum = nodeSum(shape, weights, node, a, b);
    sums[node] = sum;
    hidden[node] = activate(shape.activation, sum);
  }
  return { inputs: [a, b], sums, hidden, output: predict(shape, weights, a, b) };
}

/** The network's answer to a + b; the same number as `trace(…).output`, without keeping the layers. */
export function predict(shape: Shape, weights: ArrayLike<number>, a: number, b: number): number {
  const { fromA, fromB, output, outputBias } = layout(shape);
  const bias = shape.biases ? at(weights, outputBias) : 0;
  if (shape.nodes === 0) return a * at(weights, fromA) + b * at(weights, fromB) + bias;
  let sum = 0;
  for (let node = 0; node < shape.nodes; node++) {
    sum += at(weights, output + node) * activate(shape.activation, nodeSum(shape, weights, node, a, b));
  }
  return sum + bias;
}

/** z_j = a·w_j + b·w_{n+j} (+ bias_j): what hidden node j receives. */
function nodeSum(shape: Shape, weights: ArrayLike<number>, node: number, a: number, b: number): number {
  const sum = a * at(weights, node) + b * at(weights, shape.nodes + node);
  return shape.biases ? sum + at(weights, 2 * shape.nodes + node) : sum;
}

export function activate(activation: Activation, z: number): number {
  switch (activation) {
    case "sigmoid":
      return sigmoid(z);
    case "tanh":
      return Math.tanh(z);
    case "relu":
      return Math.max(z, 0);
    case "identity":
      return z;
  }
}

/** The slope of `activate` at z. At the kink of relu it is 0, as in PyTorch and Keras. */
export function derivative(activation: Activation, z: number): number {
  switch (activation) {
    case "sigmoid":
      return sigmoidSlope(z);
    case "tanh":
      return 1 - Math.tanh(z) ** 2;
    case "relu":
      return z > 0 ? 1 : 0;
    case "identity":
      return 1;
  }
}

/** 1 / (1 + e^−z), written so that the exponential never overflows. */
function sigmoid(z: number): number {
  if (z >= 0) return 1 / (1 + Math.exp(-z));
  const e = Math.exp(z);
  return e / (1 + e);
}

/** S·(1 − S) = e / (1 + e)² with e = e^−|z|: keeps its digits where S rounds to 1 and 1 − S to 0. */
function sigmoidSlope(z: number): number {
  const e = Math.exp(-Math.abs(z));
  return e / (1 + e) ** 2;
}
