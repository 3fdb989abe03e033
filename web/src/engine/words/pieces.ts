/** Words cut into pieces (byte pair encoding), as src/hackday/lyrics/data/pieces.py cuts them. */

/** In front of a piece that begins a word. */
export const PIECE_START = "▁";

/** For two pieces, `left right`, how early they become one. */
export type Ranks = ReadonlyMap<string, number>;

/** Made once for each list of merges. */
export function ranksOf(merges: readonly string[]): Ranks {
  let ranks = known.get(merges);
  if (ranks === undefined) {
    ranks = new Map(merges.map((pair, rank) => [pair, rank]));
    known.set(merges, ranks);
  }
  return ranks;
}
const known = new WeakMap<readonly string[], Ranks>();

/**
 * The pieces of one word: from its letters on, the two neighbours that become one the earliest are joined, the first such
 * two, until no two are left. A letter for which `isKnown` is false stands alone.
 */
export function cutWord(word: string, ranks: Ranks, isKnown: (letter: string) => boolean): string[] {
  const parts = [...(PIECE_START + word)];
  const joins = parts.map(isKnown);
  for (;;) {
    let [best, place] = [Number.POSITIVE_INFINITY, -1];
    for (let index = 0; index + 1 < parts.length; index++) {
      if (joins[index] !== true || joins[index + 1] !== true) continue;
      const rank = ranks.get(`${parts[index]} ${parts[index + 1]}`) ?? Number.POSITIVE_INFINITY;
      if (rank < best) [best, place] = [rank, index];
    }
    if (place < 0) return parts;
    parts.splice(place, 2, `${parts[place]}${parts[place + 1]}`);
    joins.splice(place, 1);
  }
}
