/** A text as a lyric sheet: stanzas of lines of words, each word with its place among the tokens. */

import { spacedWords } from "../../engine/words/words";
import { LINE, STANZA, type Tokens, UNKNOWN } from "../../word-layers";

export interface PlacedWord {
  readonly place: number;
  readonly token: number;
  readonly text: string;
  /** Whether a space stands before it. */
  readonly spaced: boolean;
}

export interface Line {
  /** The place of its first token, or of its end where it has no word. */
  readonly start: number;
  readonly words: readonly PlacedWord[];
  /** The token that ends it; null at the end of the text. */
  readonly end: { readonly place: number; readonly token: number } | null;
}

export type Stanza = readonly Line[];

/** Stands for a word that the network does not know, where nobody typed it. */
export const UNKNOWN_TEXT = "…";

const PIECE_START = "▁";

/** `typed`: the unknown words of the beginning, in their order, which stay as somebody typed them. */
export function typeset(
  tokens: readonly number[],
  vocabulary: readonly string[],
  kind: Tokens,
  typed: readonly string[] = [],
): Stanza[] {
  const stanzas: Line[][] = [[]];
  const unknown = typed.values();
  const texts = tokens.map((token) =>
    token === UNKNOWN ? (unknown.next().value ?? UNKNOWN_TEXT) : (vocabulary[token] ?? ""),
  );
  const spaced = kind === "words" ? spacedWords(texts) : texts.map((text) => text.replaceAll(PIECE_START, " "));
  let words: PlacedWord[] = [];
  let start = 0;
  const finish = (end: Line["end"]) => {
    stanzas.at(-1)?.push({ start, words, end });
    words = [];
    start = (end?.place ?? 0) + 1;
  };
  tokens.forEach((token, place) => {
    if (token === LINE || token === STANZA) {
      finish({ place, token });
      if (token === STANZA) stanzas.push([]);
      return;
    }
    const text = spaced[place] ?? "";
    const begins = kind !== "characters" && text.startsWith(" ");
    words.push({ place, token, text: begins ? text.slice(1) : text, spaced: begins && words.length > 0 });
  });
  if (words.length > 0) finish(null);
  return stanzas.filter((stanza) => stanza.length > 0);
}

/** A line as a person writes it. */
export function lineText({ words }: Line): string {
  return words
    .map(({ text, spaced }) => (spaced ? ` ${text}` : text))
    .join("")
    .trim();
}

/** The whole text as a person writes it. */
export function plainText(stanzas: readonly Stanza[]): string {
  return stanzas
    .map((stanza) =>
      stanza
        .map(lineText)
        .filter((line) => line !== "")
        .join("\n"),
    )
    .join("\n\n")
    .trim();
}
