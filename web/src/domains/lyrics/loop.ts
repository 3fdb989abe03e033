/** Where a text begins to run in circles. */

export interface Loop {
  /** The first token of the first round. */
  readonly start: number;
  /** How many tokens a round has. */
  readonly period: number;
}

/** So many whole rounds make a loop, and so many tokens: "oh oh" at the end is none. */
const ROUNDS = 2;
const LEAST = 8;

/**
 * The earliest place from which a text, to its end, is one stretch again and again, at least twice in full and LEAST tokens; null if there
 * is none. Of stretches that begin there the shortest.
 */
export function findLoop(tokens: readonly number[]): Loop | null {
  let found: Loop | null = null;
  for (let period = 1; period * ROUNDS <= tokens.length; period++) {
    let start = tokens.length - period;
    while (start > 0 && tokens[start - 1] === tokens[start - 1 + period]) start--;
    const rounds = (tokens.length - start) / period;
    if (rounds >= ROUNDS && tokens.length - start >= LEAST && (found === null || start < found.start))
      found = { start, period };
  }
  return found;
}
