/**
 * A damped Gauss-Newton step: what Levenberg-Marquardt and variable projection have in common.
 *
 * Sources: Levenberg 1944, "A method for the solution of certain non-linear problems in least squares"; Marquardt 1963,
 * "An algorithm for least-squares estimation of nonlinear parameters". The damped system is solved by orthogonal factors
 * as in Moré 1978, "The Levenberg-Marquardt algorithm: implementation and theory", section 3.
 */

import { type Columns, factorize, leastSquares, rotate, upperTriangle } from "../linear-algebra";
import { at, norm } from "../vector";

export const FIRST_DAMPING = 1e-3;
const SMALLEST_DAMPING = 1e-8;
const TRIES = 12;

/** A place in the space of weights, and how bad it is there. */
export interface Point {
  readonly loss: number;
}

/** Where a step led, and the damping to begin the next one with. */
export interface Descent<Place extends Point> {
  readonly place: Place;
  readonly damping: number;
}

/**
 * Steps downhill from a place with that residual and Jacobian (∂residual/∂weight, a column a weight): less damped after
 * a success, ten times more after each failure. Null if even the shortest step leads up.
 */
export function descend<Place extends Point>(
  from: Place,
  jacobian: Columns,
  residual: Float64Array,
  firstDamping: number,
  move: (change: Float64Array) => Place,
): Descent<Place> | null {
  const change = dampedStep(jacobian, residual);
  let damping = firstDamping;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const place = move(change(damping));
    if (place.loss < from.loss) return { place, damping: damping / 10 };
    damping = Math.max(damping, SMALLEST_DAMPING) * 10;
  }
  return null;
}

/**
 * damping → the d of least |J·d + r|² + damping·|D·d|², where D is the length of J's longest column.
 *
 * One D for all, as in Levenberg 1944, and not each column's own length, as in Marquardt: a saturated node has hardly any
 * slope, and without damping of its own it is thrown to weights like 1e80, from where it never comes back.
 * One factorisation of the tall J serves every damping: what is solved each time is R over √damping·D, a small system.
 */
function dampedStep(jacobian: Columns, residual: Float64Array): (damping: number) => Float64Array {
  const factorization = factorize(jacobian, 0);
  const { order, rank } = factorization;
  const rotated = residual.slice();
  rotate(factorization, rotated);
  const parameters = jacobian.length;
  const target = new Float64Array(rank + parameters);
  target.set(rotated.subarray(0, rank).map((value) => -value));
  const longest = Math.max(...jacobian.map(norm));

  return (damping) => {
    const columns = upperTriangle(factorization).map((upper, place) => {
      const column = new Float64Array(rank + parameters);
      column.set(upper);
      column[rank + place] = Math.sqrt(damping) * longest;
      return column;
    });
    const change = new Float64Array(parameters);
    leastSquares(columns, target, 0).forEach((value, place) => {
      change[at(order, place)] = value;
    });
    return change;
  };
}
