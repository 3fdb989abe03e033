/** The numbers that a picture begins with: drawn from the normal distribution, moved along directions, mixed. */

import type { Random } from "../random";
import { at } from "../vector";

/** `count` numbers from N(0, 1). Box and Muller 1958, "A note on the generation of random normal deviates". */
export function normal(count: number, random: Random): Float32Array {
  const values = new Float32Array(count);
  for (let index = 0; index < count; index += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()));
    const angle = 2 * Math.PI * random.uniform();
    values[index] = radius * Math.cos(angle);
    if (index + 1 < count) values[index + 1] = radius * Math.sin(angle);
  }
  return values;
}

/** How far `values` lie along a direction of length 1. */
export function along(values: ArrayLike<number>, direction: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < direction.length; index++) sum += at(values, index) * at(direction, index);
  return sum;
}

/** The same numbers, moved along a direction of length 1 until they lie `amount` along it. */
export function movedTo(values: Float32Array, direction: ArrayLike<number>, amount: number): Float32Array {
  const distance = amount - along(values, direction);
  return values.map((value, index) => value + distance * at(direction, index));
}

/**
 * From one vector (share 0) to another (share 1) along the arc between them. The straight line would pass close to the
 * origin, where numbers drawn from N(0, 1) never lie. Shoemake 1985, "Animating rotation with quaternion curves".
 */
export function arc(from: Float32Array, to: Float32Array, share: number): Float32Array {
  const cosine = along(from, to) / (Math.sqrt(along(from, from) * along(to, to)) || 1);
  const angle = Math.acos(Math.min(1, Math.max(-1, cosine)));
  const sine = Math.sin(angle);
  const [left, right] =
    sine < 1e-6 ? [1 - share, share] : [Math.sin((1 - share) * angle) / sine, Math.sin(share * angle) / sine];
  return from.map((value, index) => left * value + right * at(to, index));
}

/** The position of a draw among shares that need not sum to 1; −1 if there are none. */
export function drawShare(shares: readonly number[], random: Random): number {
  const total = shares.reduce((sum, share) => sum + share, 0);
  let left = random.uniform() * total;
  for (const [index, share] of shares.entries()) {
    left -= share;
    if (left < 0 && share > 0) return index;
  }
  return shares.length - 1;
}
