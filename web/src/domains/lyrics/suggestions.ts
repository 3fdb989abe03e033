/** Ways to begin a song: the first words of songs that the network wrote itself, so that it knows every one of them. */

import type { LyricsModel } from "../../data/lyrics-model";
import { STANZA } from "../../word-layers";
import { lineText, typeset } from "./typeset";

const MOST = 4;
const WORDS = 3;

export function suggestions({ samples, human, vocabulary, tokens }: LyricsModel): readonly string[] {
  const found = new Set<string>();
  for (const song of [...samples.filter(({ kind }) => kind === "sampled"), ...(human === null ? [] : [human])]) {
    const [line] = typeset(song.tokens, vocabulary, tokens).flat();
    const known = line?.words.every(({ token }) => token > STANZA) === true;
    if (line !== undefined && known && tokens === "words")
      found.add(lineText({ ...line, words: line.words.slice(0, WORDS) }));
  }
  return [...found].filter((text) => text !== "").slice(0, MOST);
}
