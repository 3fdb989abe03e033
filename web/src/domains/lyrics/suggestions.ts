/** Ways to begin a song, of words that the network knows: the one that everybody tries, then openings of songs. */

import type { LyricsModel } from "../../data/lyrics-model";
import { cutPrompt, takesPrompts } from "../../engine/words/words";
import { STANZA } from "../../word-layers";
import { lineText, typeset } from "./typeset";

const OPENING = "hello world";
const MOST = 4;
const WORDS = 3;

export function suggestions(model: LyricsModel): readonly string[] {
  if (!takesPrompts(model)) return [];
  const { samples, human, vocabulary, tokens } = model;
  const found = new Set<string>();
  if (cutPrompt(OPENING, model).unknown.length === 0) found.add(OPENING);
  for (const song of [...(human === null ? [] : [human]), ...samples.filter(({ kind }) => kind === "sampled")]) {
    const [line] = typeset(song.tokens, vocabulary, tokens).flat();
    if (line?.words.every(({ token }) => token > STANZA) !== true) continue;
    found.add(lineText(line).split(" ").slice(0, WORDS).join(" "));
  }
  return [...found].filter((text) => text !== "").slice(0, MOST);
}
