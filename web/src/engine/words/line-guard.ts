/** The guard against lines that come again and again: src/hackday/lyrics/line_guard.py. */

import { END, LINE, STANZA } from "../../word-layers";

export const LINE_ENDS: readonly number[] = [END, LINE, STANZA];

export interface LineGuard {
  /** The tokens that may not come next. */
  barred(): readonly number[];
  /** Take note of a token of the text; END begins another song. */
  accept(token: number): void;
}

/**
 * Lets no line come more than `inRow` times in a row, nor `inSong` times in a song (0: any). When the words of a line are
 * all those of one that may not come again, line ends are barred, so that it goes on with another word and becomes another
 * line; blank lines and songs without a word are barred too. Words never are.
 */
export function createLineGuard(inRow: number, inSong: number): LineGuard {
  let line: number[] = [];
  let last = "";
  let run = 0;
  const copies = new Map<string, number>();

  return {
    barred() {
      if (inRow === 0 && inSong === 0) return [];
      if (line.length === 0) return copies.size > 0 ? [LINE, STANZA] : LINE_ENDS;
      const words = line.join();
      const tooOften = inSong > 0 && inSong <= (copies.get(words) ?? 0);
      const inARow = inRow > 0 && inRow <= run && words === last;
      return tooOften || inARow ? LINE_ENDS : [];
    },
    accept(token) {
      if (token === END) {
        line = [];
        last = "";
        run = 0;
        copies.clear();
      } else if (token !== LINE && token !== STANZA) {
        line.push(token);
      } else if (line.length > 0) {
        const words = line.join();
        run = words === last ? run + 1 : 1;
        last = words;
        copies.set(words, (copies.get(words) ?? 0) + 1);
        line = [];
      }
    },
  };
}
