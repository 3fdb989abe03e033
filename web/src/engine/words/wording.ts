/** The words of a text of letters or pieces: src/hackday/lyrics/metrics/wording.py, and WordCount of writing.py. */

import { END, LINE, STANZA, type Tokens, UNKNOWN } from "../../word-layers";
import { type CopiedSpan, copiedShare, copiedSpans, copiedWords, type NgramFilter } from "./copies";
import { PIECE_START } from "./pieces";

/** How the tokens of a vocabulary make words. */
export interface WordRules {
  readonly tokens: Tokens;
  readonly vocabulary: readonly string[];
}

/** A word or a line end of a text: its first token, and the one after its last. */
export interface WordedPart {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const SPECIAL = ["<unk>", "<song>", "\n", "\n\n"];
/** Tokens a word, over a whole text: where letters never come to a space, a text ends all the same. */
const LONGEST_WORD = 30;

/** The words and line ends of a text. `pattern`: what is a word, or a mark, among letters between two spaces. */
export function wordsIn(tokens: readonly number[], rules: WordRules, pattern: string): WordedPart[] {
  const found: WordedPart[] = [];
  /** Of the word that is being read; −1: none is. Its letters are null once one of them is unknown. */
  let start = -1;
  let letters: string | null = "";
  const finish = (end: number) => {
    if (start < 0) return;
    if (letters === null || rules.tokens !== "characters") found.push({ text: letters ?? "<unk>", start, end });
    else {
      for (const part of letters.matchAll(new RegExp(pattern, "g"))) {
        found.push({ text: part[0], start: start + part.index, end: start + part.index + part[0].length });
      }
    }
    [start, letters] = [-1, ""];
  };
  for (const [place, token] of tokens.entries()) {
    const text = rules.vocabulary[token] ?? "";
    const isGap = token === END || token === LINE || token === STANZA || text === " ";
    if (isGap || rules.tokens === "words" || text.startsWith(PIECE_START)) finish(place);
    if (token === LINE || token === STANZA) found.push({ text, start: place, end: place + 1 });
    if (isGap) continue;
    if (start < 0) start = place;
    letters = token === UNKNOWN || letters === null ? null : letters + text.replace(PIECE_START, "");
  }
  finish(tokens.length);
  return found;
}

/** A word's number where there is no vocabulary of words: FNV-1a over its UTF-16 units. */
export function wordNumber(word: string): number {
  const special = SPECIAL.indexOf(word);
  if (special >= 0) return special;
  let value = 0x811c9dc5;
  for (let place = 0; place < word.length; place++) {
    value = Math.imul(value ^ word.charCodeAt(place), 0x01000193) >>> 0;
  }
  return value > STANZA ? value : value + SPECIAL.length;
}

/** What of a text is in the training songs. */
export interface Copies {
  /** Copied stretches, in tokens. */
  readonly spans: readonly CopiedSpan[];
  /** The share of its runs of words; NaN for a text without any. */
  readonly share: number;
  /** The share of its words that are inside `spans`. */
  readonly words: number;
}

export function copiesIn(tokens: readonly number[], rules: WordRules, pattern: string, filter: NgramFilter): Copies {
  const words = rules.tokens === "words" ? null : wordsIn(tokens, rules, pattern);
  const numbers = words === null ? tokens : words.map(({ text }) => wordNumber(text));
  const stretches = copiedSpans(numbers, filter);
  const spans =
    words === null
      ? stretches
      : stretches.map((span): CopiedSpan => {
          const start = words[span.start]?.start ?? 0;
          return { start, length: (words[span.start + span.length - 1]?.end ?? start) - start };
        });
  return { spans, share: copiedShare(numbers, filter), words: copiedWords(numbers, stretches) };
}

/** How many words have begun in a text, told token by token. A line end is a word; a space belongs to none. */
export interface WordCount {
  /** Whether every token is a word. */
  readonly byTokens: boolean;
  begun: number;
  read(token: number): void;
  /** Whether a text of so many tokens that may have so many words has to end before its last token, or has ended. */
  isOver(words: number, tokens: number): boolean;
}

export function createWordCount({ tokens, vocabulary }: WordRules): WordCount {
  let inside = false;
  const begins = (token: number): boolean => {
    const isEnd = token === LINE || token === STANZA;
    const text = vocabulary[token] ?? "";
    if (tokens !== "characters") return isEnd || tokens === "words" || text.startsWith(PIECE_START);
    const isLetter = !isEnd && text !== " ";
    const begun = isEnd || (isLetter && !inside);
    inside = isLetter;
    return begun;
  };
  return {
    byTokens: tokens === "words",
    begun: 0,
    read(token) {
      if (begins(token)) this.begun++;
    },
    isOver(words, count) {
      return this.begun > words || count > words * LONGEST_WORD;
    },
  };
}

/** How many words, line ends counted, begin in a text. */
export function countWords(text: readonly number[], rules: WordRules): number {
  const count = createWordCount(rules);
  for (const token of text) count.read(token);
  return count.begun;
}
