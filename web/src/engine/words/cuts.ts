/**
 * Which words are left to draw from: the cuts of src/hackday/lyrics/sampling.py, in float64.
 *
 * Sums run from the first number to the last, over candidates from the likeliest down (of equal ones the smaller number
 * first), so that equal logits and an equal seed give equal words in Python and here.
 */

/** Words and a number for each, two arrays of equal length. */
export interface Ranking {
  readonly ids: Int32Array;
  readonly values: Float64Array;
}

/** 0, 1, 2, … */
export function upTo(length: number): Int32Array {
  const numbers = new Int32Array(length);
  for (let index = 0; index < length; index++) numbers[index] = index;
  return numbers;
}

/** Where `keep` holds, in the same order. */
export function kept({ ids, values }: Ranking, keep: (value: number) => boolean): Ranking {
  const [keptIds, keptValues] = [new Int32Array(ids.length), new Float64Array(ids.length)];
  let count = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    if (!keep(value)) continue;
    keptIds[count] = ids[index] as number;
    keptValues[count++] = value;
  }
  return { ids: keptIds.subarray(0, count), values: keptValues.subarray(0, count) };
}

export function between({ ids, values }: Ranking, first: number, last: number): Ranking {
  return { ids: ids.subarray(first, last), values: values.subarray(first, last) };
}

/** By falling value; of equal values, in their order, which is by id. */
export function ranked({ ids, values }: Ranking): Ranking {
  const order = sortedPlaces(values.length, (a, b) => (values[b] as number) - (values[a] as number));
  return { ids: ids.map((_, index) => ids[order[index] as number] as number), values: picked(values, order) };
}

export function largest(values: Float64Array): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < values.length; index++)
    if ((values[index] as number) > most) most = values[index] as number;
  return most;
}

/** Probabilities of logits whose first is the largest. */
export function softmax(values: Float64Array, temperature = 1): Float64Array {
  const first = values[0] as number;
  const weights = values.map((value) => Math.exp((value - first) / temperature));
  const sum = total(weights);
  return weights.map((weight) => weight / sum);
}

/** The sum from the first to the last. */
export function total(numbers: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < numbers.length; index++) sum += numbers[index] as number;
  return sum;
}

/** How many of the first reach `goal` together, at least 1 and at most all. */
export function reached(numbers: Float64Array, goal: number): number {
  let sum = 0;
  for (let index = 0; index < numbers.length; index++) {
    sum += numbers[index] as number;
    if (sum >= goal) return index + 1;
  }
  return numbers.length;
}

/** The `count` likeliest, ranked. */
export function topK(ranking: Ranking, count: number): Ranking {
  if (count >= ranking.values.length) return ranked(ranking);
  const least = ranking.values.slice().sort()[ranking.values.length - count] as number;
  return between(ranked(kept(ranking, (value) => value >= least)), 0, count);
}

/** Meister et al. 2022 (arXiv 2202.00666): the words nearest to the entropy, of `mass` together, ranked as before. */
export function typical(ranking: Ranking, mass: number): Ranking {
  const { ids, values } = ranking;
  const first = values[0] as number;
  const logTotal = Math.log(total(values.map((value) => Math.exp(value - first))));
  const surprise = values.map((value) => logTotal - (value - first));
  const probabilities = softmax(values);
  let entropy = 0;
  for (let index = 0; index < values.length; index++) {
    const probability = probabilities[index] as number;
    if (probability > 0) entropy += probability * (surprise[index] as number);
  }
  const distance = surprise.map((value) => Math.abs(value - entropy));
  const order = sortedPlaces(values.length, (a, b) => (distance[a] as number) - (distance[b] as number));
  const places = order.subarray(0, reached(picked(probabilities, order), mass)).sort();
  return { ids: Int32Array.from(places, (place) => ids[place] as number), values: picked(values, places) };
}

/** The fewest of the first that have `share` of `mass`, or of their own sum where that is null. */
export function topP(ranking: Ranking, share: number, mass: number | null): Ranking {
  const first = ranking.values[0] as number;
  const weights = ranking.values.map((value) => Math.exp(value - first));
  return between(ranking, 0, reached(weights, share * (mass ?? total(weights))));
}

/** The first as long as `keep` holds, at least one. */
export function whileKept(ranking: Ranking, keep: (value: number, index: number) => boolean): Ranking {
  const count = ranking.values.reduce((sum, value, index) => sum + (keep(value, index) ? 1 : 0), 0);
  return between(ranking, 0, Math.max(1, count));
}

function sortedPlaces(length: number, compare: (a: number, b: number) => number): Int32Array {
  // Stable: equal ones stay in their order.
  return upTo(length).sort((a, b) => compare(a, b) || a - b);
}

function picked(values: Float64Array, places: Int32Array): Float64Array {
  const found = new Float64Array(places.length);
  for (let index = 0; index < places.length; index++) found[index] = values[places[index] as number] as number;
  return found;
}
