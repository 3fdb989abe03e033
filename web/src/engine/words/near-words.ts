/** Known words that are spelled like an unknown one: Python's difflib.get_close_matches, step by step. */

const CUTOFF = 0.6;
/** The first four entries of a vocabulary are no words. */
const FIRST_WORD = 4;
const LONGEST = 100;

/** Up to `count` words of the vocabulary, the most alike first; of equally alike ones the last in the alphabet first. */
export function nearWords(word: string, vocabulary: readonly string[], count: number): string[] {
  if (word.length > LONGEST) return [];
  const letters = counts(word);
  const found: { known: string; alike: number }[] = [];
  for (let place = FIRST_WORD; place < vocabulary.length; place++) {
    const known = vocabulary[place] as string;
    const together = known.length + word.length;
    // Bounds from above, the cheapest first.
    if ((2 * Math.min(known.length, word.length)) / together < CUTOFF) continue;
    if ((2 * shared(known, letters)) / together < CUTOFF) continue;
    const alike = (2 * matching(known, word)) / together;
    if (alike >= CUTOFF) found.push({ known, alike });
  }
  found.sort((a, b) => b.alike - a.alike || (a.known < b.known ? 1 : -1));
  return found.slice(0, count).map(({ known }) => known);
}

function counts(word: string): Map<string, number> {
  const letters = new Map<string, number>();
  for (const letter of word) letters.set(letter, (letters.get(letter) ?? 0) + 1);
  return letters;
}

/** How many letters two words have in common, wherever they stand. */
function shared(known: string, letters: ReadonlyMap<string, number>): number {
  const left = new Map(letters);
  let count = 0;
  for (const letter of known) {
    const free = left.get(letter) ?? 0;
    if (free > 0) count++;
    left.set(letter, free - 1);
  }
  return count;
}

/** Letters in common stretches: the longest stretch, the first of equally long ones, then the same left and right of it. */
function matching(a: string, b: string): number {
  if (a === "" || b === "") return 0;
  let [start, other, size] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++) {
      let length = 0;
      while (i + length < a.length && j + length < b.length && a[i + length] === b[j + length]) length++;
      if (length > size) [start, other, size] = [i, j, length];
    }
  }
  if (size === 0) return 0;
  const before = matching(a.slice(0, start), b.slice(0, other));
  return before + size + matching(a.slice(start + size), b.slice(other + size));
}
