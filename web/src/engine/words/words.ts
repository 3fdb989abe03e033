/** A text as words and back, by the rules of src/hackday/lyrics/data/words.py. */

import { LINE, type Tokens, UNKNOWN } from "../../word-layers";
import { type CleaningRules, normalise } from "./normalise";
import { cutWord, PIECE_START, ranksOf } from "./pieces";

/** What cuts a prompt: a part of the page model. */
export interface PromptModel {
  readonly tokens: Tokens;
  readonly cleaning: CleaningRules;
  readonly vocabulary: readonly string[];
  /** Of pieces of words: which two become one, `left right`, in their order; else null. */
  readonly merges: readonly string[] | null;
}

export interface CutPrompt {
  readonly tokens: number[];
  /** Words (of pieces and characters: letters) of the prompt that the network does not know, in their order; each is read as UNKNOWN. */
  readonly unknown: string[];
}

const MOST_PROMPT = 20_000;
const ENDS_LINE = /\n[ \t]*$/;
const CLOSING = new Set(",.!?;:)]}%");
const OPENING = new Set("([{¡¿$#");

/** Whether prompts can be cut into this model's tokens: pieces of words need the list of how words are cut. */
export function takesPrompts({ tokens, merges }: PromptModel): boolean {
  return tokens !== "bpe" || merges !== null;
}

/** A prompt's tokens; a line end at its end is meant, and kept, one at its beginning not. Throws, in a sentence for the visitor, where it cannot be cut. */
export function cutPrompt(text: string, model: PromptModel): CutPrompt {
  if (!takesPrompts(model)) {
    throw new Error("This page does not say how to cut words into the network's pieces. Use hackday sample.");
  }
  if (text.length > MOST_PROMPT) throw new Error(`The beginning is too long: at most ${MOST_PROMPT} characters.`);
  const pattern = model.tokens === "characters" ? /\n\n|[\s\S]/g : new RegExp(model.cleaning.pattern, "g");
  const places = placesOf(model.vocabulary);
  const [tokens, unknown]: [number[], string[]] = [[], []];
  const words = normalise(text, model.cleaning).match(pattern) ?? [];
  for (const word of model.tokens === "bpe" ? piecesOf(words, model.merges ?? [], places) : words) {
    const token = places.get(word) ?? UNKNOWN;
    tokens.push(token);
    if (token === UNKNOWN) unknown.push(word);
  }
  if (tokens.length > 0 && ENDS_LINE.test(text)) tokens.push(LINE);
  return { tokens, unknown };
}

/** The pieces of all words; line ends are none. */
function piecesOf(words: readonly string[], merges: readonly string[], places: ReadonlyMap<string, number>): string[] {
  const ranks = ranksOf(merges);
  return words.flatMap((word) =>
    word.startsWith("\n") ? [word] : cutWord(word, ranks, (letter) => places.has(letter)),
  );
}

/** Each word's number; made once for each vocabulary. */
export function placesOf(vocabulary: readonly string[]): ReadonlyMap<string, number> {
  let places = known.get(vocabulary);
  if (places === undefined) {
    places = new Map(vocabulary.map((word, place) => [word, place]));
    known.set(vocabulary, places);
  }
  return places;
}
const known = new WeakMap<readonly string[], ReadonlyMap<string, number>>();

/** Words as a person writes them: spaces between them, but for marks and line ends. */
export function joinWords(words: readonly string[]): string {
  return spacedWords(words).join("");
}

/** The same, word by word: each with the space that stands before it. */
export function spacedWords(words: readonly string[]): string[] {
  let [glued, quoted] = [true, false];
  return words.map((word) => {
    if (word === "\n" || word === "\n\n") {
      [glued, quoted] = [true, false];
      return word;
    }
    let closes = CLOSING.has(word);
    if (word === '"') {
      closes = quoted;
      quoted = !quoted;
    }
    const spaced = glued || closes ? word : ` ${word}`;
    glued = OPENING.has(word) || (word === '"' && quoted);
    return spaced;
  });
}

/** The text of tokens of any kind. */
export function joinTokens(tokens: readonly string[], kind: Tokens): string {
  if (kind === "words") return joinWords(tokens);
  const text = tokens.join("");
  if (kind === "characters") return text;
  const lines = text.replaceAll(PIECE_START, " ").split("\n");
  return lines.map((line) => line.replace(/^ +| +$/g, "")).join("\n");
}
