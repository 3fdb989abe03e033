/** What the page asks of whoever writes, a worker or the page itself, and what comes back. */

import type { WordRules } from "../../engine/words/wording";
import type { WritingEnd, WritingOrder, WrittenWord } from "../../engine/words/writer";
import type { WordNetworkModel } from "../../word-layers";

/** All that is needed to write: sent to a worker once. */
export interface Recipe {
  readonly network: WordNetworkModel;
  /** How its tokens make words; absent: every token is one. */
  readonly rules?: WordRules;
}

/** One text to write. A later job of the same name takes the place of an earlier one. */
export interface Job {
  readonly name: string;
  readonly id: number;
  /** Higher ones are written first. */
  readonly urgency: number;
  /** Null: stop, nothing more is wanted. */
  readonly order: WritingOrder | null;
}

/** Some words of a text, in their order. */
export interface Batch {
  readonly name: string;
  readonly id: number;
  readonly words: readonly WrittenWord[];
  /** Why the text ended, with its last batch; else null. */
  readonly end: WritingEnd | null;
  /** Why it cannot be written, as a sentence; else null. */
  readonly problem: string | null;
  /** How long the work on this text has taken so far, and for how many words, the prompt's among them. */
  readonly milliseconds: number;
  readonly read: number;
}
