/** Writing a song word by word: `write` of src/hackday/lyrics/writing.py, as a generator that a worker can pause. */

import { END, LINE, STANZA } from "../../word-layers";
import type { WordNetwork } from "./network";
import { type Candidate, candidates, createSampler, type SamplingSettings } from "./sampling";
import { createWordCount, type WordRules } from "./wording";

export interface WritingOrder {
  readonly settings: SamplingSettings;
  readonly seed: number;
  /** −1: no voice. */
  readonly voice: number;
  readonly prompt: readonly number[];
  /** The most words to write, the prompt not counted; line ends count as words, letters and pieces by their words. */
  readonly words: number;
  /** The most tokens to write; absent: as many as the words have. */
  readonly tokens?: number;
  /** The most lines to write; 0: any number. */
  readonly lines: number;
  /** How many of the likeliest words to tell at each position; 0: none. */
  readonly candidates: number;
}

export interface WrittenWord {
  readonly token: number;
  /** What the network thought likeliest here, before any rule of the sampler. */
  readonly candidates: readonly Candidate[];
}

const EVERY_TOKEN: WordRules = { tokens: "words", vocabulary: [] };

/** Why a text ended: the network ended the song, or there were words or lines enough. */
export type WritingEnd = "song" | "words" | "lines";

/**
 * The words of one song after the prompt, as they come; END, which ends it, is not among them. Each word takes one step
 * of the network, and a caller that stops asking cancels. Throws if an order is impossible.
 */
export function* write(
  network: WordNetwork,
  order: WritingOrder,
  rules: WordRules = EVERY_TOKEN,
): Generator<WrittenWord, WritingEnd, void> {
  const { voice } = order;
  const count = createWordCount(rules);
  const sampler = createSampler(order.settings, order.seed, network.words);
  const state = network.begin();
  let logits = network.read(state, END, voice);
  for (const token of order.prompt) {
    sampler.accept(token);
    logits = network.read(state, token, voice);
    count.read(token);
  }
  count.begun = 0;
  let lines = 0;
  const most = order.tokens ?? Number.POSITIVE_INFINITY;
  for (let tokens = 1; tokens <= most && !(count.byTokens && count.begun === order.words); tokens++) {
    const likeliest = order.candidates > 0 ? candidates(logits, order.candidates) : [];
    const token = sampler.choose(logits);
    if (token === END) return "song";
    count.read(token);
    if (count.isOver(order.words, tokens)) return "words";
    yield { token, candidates: likeliest };
    if (token === LINE || token === STANZA) lines++;
    if (order.lines > 0 && lines === order.lines) return "lines";
    logits = network.read(state, token, voice);
  }
  return "words";
}
