/**
 * Least squares by Householder reflections with column pivoting, which also finds the rank.
 *
 * Source: Golub and Van Loan, "Matrix Computations", 4th edition, algorithm 5.4.1 (Businger and Golub 1965). Orthogonal
 * factors, not normal equations: those square the condition number, which for these networks is beyond 1e15 already.
 */

import { addScaled, at, dot, norm } from "./vector";

/** A matrix as the list of its columns, all of one length. */
export type Columns = readonly Float64Array[];

/** A = Q·R·Pᵀ, with R upper triangular and its diagonal falling in size. */
export interface Factorization {
  /** R's column k above its diagonal, and from row k on the reflection that cleared the rest of the column. */
  readonly factors: Columns;
  /** R's diagonal, (rank). */
  readonly diagonal: Float64Array;
  /** The column of A that stands at each place of R. */
  readonly order: readonly number[];
  /** How many columns are independent, to within the tolerance. */
  readonly rank: number;
}

/** Columns shorter than `tolerance` times the longest, once the columns before are taken out, count as dependent. */
export function factorize(columns: Columns, tolerance: number): Factorization {
  const factors = columns.map((column) => column.slice());
  const order = columns.map((_, index) => index);
  const diagonal: number[] = [];
  const steps = Math.min(columns.length, columns[0]?.length ?? 0);
  let threshold = 0;
  for (let step = 0; step < steps; step++) {
    const { place, length } = longest(factors, step);
    if (step === 0) threshold = tolerance * length;
    if (!(length > threshold)) break;
    swap(factors, step, place);
    swap(order, step, place);
    const [pivot, ...rest] = factors.slice(step).map((column) => column.subarray(step));
    if (pivot === undefined) break;
    diagonal.push(toReflection(pivot, length));
    for (const column of rest) reflect(column, pivot);
  }
  return { factors, diagonal: Float64Array.from(diagonal), order, rank: diagonal.length };
}

/** vector ← Qᵀ·vector. */
export function rotate({ factors, rank }: Factorization, vector: Float64Array): void {
  factors.slice(0, rank).forEach((factor, step) => {
    reflect(vector.subarray(step), factor.subarray(step));
  });
}

/** The columns of R at their places, (rank) numbers each. */
export function upperTriangle({ factors, diagonal, rank }: Factorization): Columns {
  return factors.map((factor, place) => {
    const column = factor.slice(0, rank);
    if (place < rank) {
      column.fill(0, place);
      column[place] = at(diagonal, place);
    }
    return column;
  });
}

/** The x of least |A·x − b|, from `rotated` = Qᵀ·b; 0 for dependent columns. */
export function solve({ factors, diagonal, order, rank }: Factorization, rotated: Float64Array): Float64Array {
  const solution = new Float64Array(factors.length);
  const open = rotated.slice(0, rank);
  for (let place = rank - 1; place >= 0; place--) {
    const factor = factors[place] ?? open;
    const value = at(open, place) / at(diagonal, place);
    addScaled(open.subarray(0, place), -value, factor.subarray(0, place));
    solution[at(order, place)] = value;
  }
  return solution;
}

/** The x of least |A·x − b|. */
export function leastSquares(columns: Columns, b: Float64Array, tolerance: number): Float64Array {
  const factorization = factorize(columns, tolerance);
  const rotated = b.slice();
  rotate(factorization, rotated);
  return solve(factorization, rotated);
}

/** Which of the columns from `step` on is longest, counted from row `step` down. */
function longest(columns: Columns, step: number): { place: number; length: number } {
  let best = { place: step, length: -1 };
  for (let place = step; place < columns.length; place++) {
    const length = norm(columns[place]?.subarray(step) ?? new Float64Array());
    if (length > best.length) best = { place, length };
  }
  return best;
}

/** Turns a column x of that length into v, v·v = 2, so that I − v·vᵀ sends x to (diagonal, 0, …); returns the diagonal. */
function toReflection(column: Float64Array, length: number): number {
  // The sign that adds to x₀ instead of cancelling it.
  const diagonal = at(column, 0) > 0 ? -length : length;
  column[0] = at(column, 0) - diagonal;
  const scale = Math.SQRT2 / norm(column);
  for (let row = 0; row < column.length; row++) column[row] = at(column, row) * scale;
  return diagonal;
}

/** vector ← (I − v·vᵀ)·vector. */
function reflect(vector: Float64Array, v: Float64Array): void {
  addScaled(vector, -dot(v, vector), v);
}

function swap<Item>(items: Item[], one: number, other: number): void {
  const [first, second] = [items[one], items[other]];
  if (first === undefined || second === undefined) return;
  items[one] = second;
  items[other] = first;
}
