import { expect, test } from "vitest";
import { factorize, leastSquares } from "../../src/engine/linear-algebra";
import { createRandom } from "../../src/engine/random";
import { addScaled, dot, norm } from "../../src/engine/vector";

const columns = (...lists: number[][]) => lists.map((list) => Float64Array.from(list));

test("a line through points: the textbook answer", () => {
  // (1, 6), (2, 5), (3, 7), (4, 10): y = 3.5 + 1.4·x
  const line = leastSquares(columns([1, 1, 1, 1], [1, 2, 3, 4]), Float64Array.of(6, 5, 7, 10), 1e-12);
  expect([...line]).toEqual([expect.closeTo(3.5, 12), expect.closeTo(1.4, 12)]);
});

test("what is left over is at right angles to every column", () => {
  const random = createRandom(5, "matrix");
  const matrix = columns(...Array.from({ length: 6 }, () => Array.from({ length: 40 }, random.uniform)));
  const rest = Float64Array.from({ length: 40 }, random.uniform);
  leastSquares(matrix, rest, 1e-12).forEach((factor, index) => {
    addScaled(rest, -factor, matrix[index] ?? rest);
  });
  for (const column of matrix) expect(dot(column, rest)).toBeCloseTo(0, 12);
});

test("dependent columns are found, and get the weight 0", () => {
  const matrix = columns([1, 2, 3, 4], [2, 4, 6, 8], [1, 0, 0, 1], [0, 0, 0, 0]);
  expect(factorize(matrix, 1e-12).rank).toBe(2);
  const solution = leastSquares(matrix, Float64Array.of(3, 4, 6, 9), 1e-12);
  expect(solution[0]).toBe(0);
  expect(solution[3]).toBe(0);
  const product = new Float64Array(4);
  solution.forEach((factor, index) => {
    addScaled(product, factor, matrix[index] ?? product);
  });
  expect([...product]).toEqual([3, 4, 6, 9].map((value) => expect.closeTo(value, 12)));
});

test("columns that are nearly parallel keep the digits that normal equations would lose", () => {
  // The condition number is about 1e9; squared it would be beyond float64.
  const small = 1e-9;
  const matrix = columns([1, small, 0], [1, 0, small]);
  const solution = leastSquares(matrix, Float64Array.of(2, small, small), 1e-14);
  expect([...solution]).toEqual([expect.closeTo(1, 6), expect.closeTo(1, 6)]);
});

test("no columns, or none but zeros: rank 0", () => {
  expect(factorize([], 0).rank).toBe(0);
  expect(factorize(columns([0, 0]), 0).rank).toBe(0);
  expect([...leastSquares(columns([0, 0]), Float64Array.of(1, 1), 0)]).toEqual([0]);
  expect(norm(Float64Array.of(3, 4))).toBe(5);
});
