/**
 * Seeded random numbers, so that a restart with the same seed is the same run.
 *
 * The generator is xoshiro128** (Blackman and Vigna 2021, "Scrambled linear pseudorandom number generators"), its state
 * filled by splitmix32. The numbers are not NumPy's: a live run in the page and a run in Python share a recipe, not a draw.
 */

import { parameterCount, type Shape } from "../shape";

export interface Random {
  /** Uniform in [0, 1), a multiple of 2^−53. */
  uniform(): number;
  /** Uniform among the integers 0 … count − 1. */
  integer(count: number): number;
}

/** An independent stream for each seed and purpose: what one purpose draws never shifts another's numbers. */
export function createRandom(seed: number, purpose: string): Random {
  const state = new Uint32Array(4);
  const mix = splitmix32(seed ^ hash(purpose));
  for (let word = 0; word < 4; word++) state[word] = mix();

  function next(): number {
    const [s0 = 0, s1 = 0, s2 = 0, s3 = 0] = state;
    const scrambled = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0;
    const t2 = s2 ^ s0;
    const t3 = s3 ^ s1;
    state[0] = s0 ^ t3;
    state[1] = s1 ^ t2;
    state[2] = t2 ^ (s1 << 9);
    state[3] = rotateLeft(t3, 11);
    return scrambled;
  }
  // 27 + 26 = 53 bits: as many as a float64 holds.
  const uniform = () => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53;
  return { uniform, integer: (count) => Math.floor(uniform() * count) };
}

/**
 * Initial weights: uniform in ±√(6 / (inputs + outputs)) for each layer, biases 0.
 *
 * Source: Glorot and Bengio 2010, "Understanding the difficulty of training deep feedforward networks", equation 16.
 */
export function glorotUniform(shape: Shape, random: Random): Float64Array {
  const weights = new Float64Array(parameterCount(shape));
  const draw = (first: number, count: number, limit: number) => {
    for (let index = first; index < first + count; index++) weights[index] = (2 * random.uniform() - 1) * limit;
  };
  const { nodes, biases } = shape;
  if (nodes === 0) {
    draw(0, 2, Math.sqrt(6 / 3));
  } else {
    draw(0, 2 * nodes, Math.sqrt(6 / (2 + nodes)));
    draw(biases ? 3 * nodes : 2 * nodes, nodes, Math.sqrt(6 / (nodes + 1)));
  }
  return weights;
}

/** Pairs of numbers to add: `a` and `b` are of equal length. */
export interface Pairs {
  readonly a: Float64Array;
  readonly b: Float64Array;
}

/** `count` pairs of integers, each uniform in 0 … max_sum/2 − 1; a pair may come twice. */
export function samplePairs(maxSum: number, count: number, random: Random): Pairs {
  const a = new Float64Array(count);
  const b = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    a[index] = random.integer(maxSum / 2);
    b[index] = random.integer(maxSum / 2);
  }
  return { a, b };
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators", in its 32-bit form. */
function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let word = state ^ (state >>> 16);
    word = Math.imul(word, 0x21f0aaad);
    word ^= word >>> 15;
    word = Math.imul(word, 0x735a2d97);
    return (word ^ (word >>> 15)) >>> 0;
  };
}

/** FNV-1a, 32 bits: a number for a name. */
function hash(name: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < name.length; index++) {
    value = Math.imul(value ^ name.charCodeAt(index), 0x01000193);
  }
  return value;
}
