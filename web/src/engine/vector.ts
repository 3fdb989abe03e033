/** Vectors of float64: the few operations that everything else in the engine is made of. */

/** An element that the caller knows to be there; one that is not gives NaN, which no figure survives unnoticed. */
export function at(values: ArrayLike<number>, index: number): number {
  return values[index] ?? Number.NaN;
}

/** The vector of f(0), f(1), …; several times faster than Float64Array's own `from` and `map`. */
export function tabulate(length: number, f: (index: number) => number): Float64Array {
  const values = new Float64Array(length);
  for (let index = 0; index < length; index++) values[index] = f(index);
  return values;
}

export function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += at(left, index) * at(right, index);
  return sum;
}

/** The Euclidean length. */
export function norm(values: Float64Array): number {
  return Math.sqrt(dot(values, values));
}

/** target ← target + factor · values. */
export function addScaled(target: Float64Array, factor: number, values: Float64Array): void {
  for (let index = 0; index < target.length; index++) {
    target[index] = at(target, index) + factor * at(values, index);
  }
}
