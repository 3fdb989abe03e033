/** What a network's tokens are called. */

import type { Tokens } from "../../word-layers";

const UNITS: Readonly<Record<Tokens, string>> = { words: "word", characters: "letter", bpe: "piece" };

/** "word"; with a count "words" where it is not 1. */
export function unitOf(tokens: Tokens, count = 1): string {
  return count === 1 ? UNITS[tokens] : `${UNITS[tokens]}s`;
}
