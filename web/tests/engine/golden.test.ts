/** The Python package and this engine must give the same answers: both read tests/golden/addition.json. */

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { layout, trace } from "../../src/engine/network";
import { parameterCount, type Shape } from "../../src/shape";

interface Golden {
  cases: {
    shape: Shape;
    weights: number[];
    pairs: { a: number; b: number; sums: number[]; hidden: number[]; output: number }[];
  }[];
}

const path = fileURLToPath(new URL("../../../tests/golden/addition.json", import.meta.url));

describe.runIf(existsSync(path))("the golden cases of the Python package", () => {
  const golden: Golden = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : { cases: [] };

  test.each(golden.cases.map(({ shape, ...rest }) => ({ shape, ...rest, name: JSON.stringify(shape) })))(
    "$name",
    ({ shape, weights, pairs }) => {
      expect(weights).toHaveLength(parameterCount(shape));
      for (const { a, b, sums, hidden, output } of pairs) {
        const seen = trace(shape, weights, a, b);
        const scale = magnitude(shape, weights, a + b);
        expectClose(seen.sums, sums, scale);
        expectClose(seen.hidden, hidden, scale);
        expectClose([seen.output], [output], scale);
      }
    },
  );
});

test("the golden file is there", () => {
  expect(existsSync(path), `${path} is missing; the Python tests say how it is written`).toBe(true);
});

/**
 * How large the terms are whose sum the answer is: output weights of millions cancel, and what is left of their rounding
 * is theirs, not the answer's. Where no activation holds the hidden values below 1, they count too.
 */
function magnitude(shape: Shape, weights: number[], sum: number): number {
  const { output } = layout(shape);
  const total = weights.slice(output).reduce((size, weight) => size + Math.abs(weight), 0);
  const bounded = shape.nodes > 0 && (shape.activation === "sigmoid" || shape.activation === "tanh");
  const reach = bounded ? 1 : Math.max(1, sum) * Math.max(1, ...weights.slice(0, output).map(Math.abs));
  return Math.max(1, total * reach);
}

function expectClose(actual: ArrayLike<number>, expected: number[], scale: number): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, index) => {
    expect(Math.abs((actual[index] ?? Number.NaN) - value)).toBeLessThanOrEqual(1e-12 * scale);
  });
}
