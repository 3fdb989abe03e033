/** From values to pixels and back, and where an axis gets its labels. */

export interface Axis {
  readonly pixel: (value: number) => number;
  readonly value: (pixel: number) => number;
  readonly ticks: readonly number[];
}

/** Values nearer to each other than this share of their size differ by what a float64 rounds off, or not at all. */
const LEAST_SPAN = 1e-12;

/** An axis from `start` to `end` (pixels) with labels at 1, 2 or 5 times a power of ten. */
export function linearAxis(
  low: number,
  high: number,
  start: number,
  end: number,
  labels: number,
  whole: boolean,
): Axis {
  const size = Math.max(Math.abs(low), Math.abs(high));
  // A narrower span would have labels that a float64 cannot count: a number and the next would be the same.
  const span = high - low > LEAST_SPAN * size ? high - low : Math.max(1, 1e-6 * size);
  const rough = span / Math.max(1, labels);
  const power = 10 ** Math.floor(Math.log10(rough));
  const nice = [1, 2, 5, 10].map((times) => times * power).find((step) => step >= rough) ?? rough;
  const step = whole ? Math.max(1, nice) : nice;
  const ticks: number[] = [];
  // Adding 0 turns −0 into 0.
  for (let index = Math.ceil(low / step - 1e-9) + 0; index * step <= high + step * 1e-9; index++)
    ticks.push(index * step);
  return {
    pixel: (value) => start + ((value - low) / span) * (end - start),
    value: (pixel) => low + ((pixel - start) / (end - start)) * span,
    ticks,
  };
}

/** An axis of powers of ten, from one whole power to another. */
export function logarithmicAxis(low: number, high: number, start: number, end: number, labels: number): Axis {
  const [bottom, top] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const span = Math.max(1, top - bottom);
  const stride = Math.max(1, Math.ceil(span / Math.max(1, labels)));
  const ticks: number[] = [];
  for (let power = bottom; power <= bottom + span; power += stride) ticks.push(10 ** power);
  return {
    pixel: (value) => start + ((Math.log10(value) - bottom) / span) * (end - start),
    value: (pixel) => 10 ** (bottom + ((pixel - start) / (end - start)) * span),
    ticks,
  };
}

/** The smallest and the largest of the finite values; null if there are none. */
export function extent(values: Iterable<number | null>): [number, number] | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value === null || !Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : null;
}
