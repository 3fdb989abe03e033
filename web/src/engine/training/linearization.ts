/**
 * How the answers move when the weights do: the one place where derivatives are taken. All four methods use it.
 */

import type { Shape } from "../../shape";
import type { Columns } from "../linear-algebra";
import { activate, derivative, layout } from "../network";
import type { Pairs } from "../random";
import { addScaled, at, tabulate } from "../vector";

/** The answers and their derivatives. Each column has one number a pair; the columns stand in the order of the weights. */
export interface Linearization {
  readonly answers: Float64Array;
  /** ∂answer/∂w for the weights before the activation: from a, from b, biases. None without a hidden layer. */
  readonly hidden: Columns;
  /** ∂answer/∂v for the weights in which the answer is linear: what each hidden node says, and 1 for a bias. */
  readonly output: Columns;
}

export function linearize(shape: Shape, weights: ArrayLike<number>, pairs: Pairs): Linearization {
  const output = outputColumns(shape, weights, pairs);
  const answers = new Float64Array(pairs.a.length);
  const start = layout(shape).output;
  output.forEach((column, index) => {
    addScaled(answers, at(weights, start + index), column);
  });
  return { answers, hidden: hiddenColumns(shape, weights, pairs), output };
}

/** Depends on the hidden weights only. Without a hidden layer the columns are the inputs themselves. */
export function outputColumns(shape: Shape, weights: ArrayLike<number>, pairs: Pairs): Columns {
  const columns =
    shape.nodes === 0
      ? [pairs.a, pairs.b]
      : nodeSums(shape, weights, pairs).map((sums) =>
          tabulate(sums.length, (index) => activate(shape.activation, at(sums, index))),
        );
  return shape.biases ? [...columns, new Float64Array(pairs.a.length).fill(1)] : columns;
}

function hiddenColumns(shape: Shape, weights: ArrayLike<number>, { a, b }: Pairs): Columns {
  const { output } = layout(shape);
  const slopes = nodeSums(shape, weights, { a, b }).map((sums, node) => {
    const weight = at(weights, output + node);
    return tabulate(sums.length, (index) => weight * derivative(shape.activation, at(sums, index)));
  });
  const times = (inputs: Float64Array) =>
    slopes.map((slope) => tabulate(slope.length, (index) => at(slope, index) * at(inputs, index)));
  return [...times(a), ...times(b), ...(shape.biases ? slopes : [])];
}

/** z_j of every pair, a column a node. */
function nodeSums(shape: Shape, weights: ArrayLike<number>, { a, b }: Pairs): Columns {
  const { fromA, fromB, hiddenBias } = layout(shape);
  return Array.from({ length: shape.nodes }, (_, node) => {
    const [weightA, weightB] = [at(weights, fromA + node), at(weights, fromB + node)];
    const bias = shape.biases ? at(weights, hiddenBias + node) : 0;
    return tabulate(a.length, (index) => at(a, index) * weightA + at(b, index) * weightB + bias);
  });
}
