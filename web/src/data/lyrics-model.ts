/** The page model of a lyrics run, as docs/formats/page-model.md explains it field by field. */

import type { Tokens, WordNetworkModel } from "../word-layers";
import type { JsonObject, Run } from "./model";

export type { Tokens, WordLayer, WordNetworkModel } from "../word-layers";

export interface LyricsModel {
  readonly format: 1;
  readonly domain: "lyrics";
  readonly run: Run;
  readonly data: SongData;
  readonly tokens: Tokens;
  readonly cleaning: Cleaning;
  /** A word's number is its place. The first four: unknown, end of a song, of a line, of a stanza. */
  readonly vocabulary: readonly string[];
  /** Of tokens=bpe: which two pieces become one, `left right`, in their order; null where prompts cannot be cut. */
  readonly merges: readonly string[] | null;
  /** Whom the network can be asked to write as; may be empty. */
  readonly voices: readonly string[];
  readonly network: StoredWordNetwork;
  /** The bytes of a filter of the runs of words in the training songs, for `createFilter`; null where none was kept. */
  readonly filter: Uint8Array<ArrayBuffer> | null;
  readonly samples: readonly Sample[];
  /** The first lines of a held-out song. */
  readonly human: HumanLines | null;
  readonly neighbours: Neighbours;
  readonly curves: WordCurves;
  /** What it wrote at moments of the training, always from the same seed; may be empty. */
  readonly film: readonly VerseFrame[];
  /** Of results.json. */
  readonly results: JsonObject;
}

export interface SongData {
  readonly name: string;
  readonly summary: string;
  readonly licence: string;
  readonly songs: number;
  readonly words: number;
  /** The songs are the user's own file. */
  readonly from_file: boolean;
}

/** How songs and prompts are cut into words. */
export interface Cleaning {
  /** One of WORD_PATTERNS: reads a word, a mark or a line end of lower-cased text. */
  readonly pattern: string;
  readonly elisions: string;
  readonly keep_punctuation: boolean;
  readonly merge_contractions: boolean;
  /** False where the page does not say. */
  readonly keep_headers: boolean;
  /** Longer runs of equal lines are cut; 0 keeps all. 4 where the page does not say. */
  readonly max_repeats: number;
}

export interface StoredWordNetwork extends WordNetworkModel {
  readonly bytes: number;
  readonly parameters: number;
  readonly storage: "float16" | "int8";
  /** Perplexities on validation songs: of the exact network, and through the stored weights; NaN if not finite. */
  readonly error: { readonly perplexity: number; readonly stored: number };
}

/** Tokens of a song, and the stretches of it that are in a training song. */
export interface Sample {
  readonly kind: "sampled" | "greedy";
  readonly voice: number | null;
  readonly seed: number;
  readonly tokens: readonly number[];
  /** In tokens. */
  readonly copied: readonly { readonly start: number; readonly length: number }[];
}

export interface HumanLines {
  readonly tokens: readonly number[];
  readonly artist: string;
  readonly title: string;
}

/** Two lists of equal length. */
export interface Neighbours {
  readonly words: readonly number[];
  /** For each the nearest by the angle between their vectors, nearest first. */
  readonly near: readonly (readonly number[])[];
}

/** `words` and `epochs` are as long as each series. */
export interface WordCurves {
  /** Training words read. */
  readonly words: readonly number[];
  readonly epochs: readonly number[];
  /** Nats a word, but for series that say otherwise in their names. */
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
  /** The simple model's on the validation songs. */
  readonly kneser_ney: number | null;
}

/** `words`: how many training words were read by then. */
export interface VerseFrame {
  readonly words: number;
  readonly text: string;
}
