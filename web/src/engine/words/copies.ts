/** What a text has word for word from the training songs, by the filter of word runs that a page carries. */

import { FILTER_HEAD, filterHead } from "../../word-filter";
import { END, STANZA, UNKNOWN } from "../../word-layers";

/** Whether a run of `size` words is in the training songs: what is there is found, and `byChance` of what is not. */
export interface NgramFilter {
  readonly size: number;
  /** The share of runs that are in no training song and seem to be nevertheless, as the set bits tell. */
  readonly byChance: number;
  contains(run: readonly number[]): boolean;
}

/** A stretch of a text, in tokens. */
export interface CopiedSpan {
  readonly start: number;
  readonly length: number;
}

const SEEDS = [0x9747b28c, 0x3c6ef372] as const;

/** The filter that src/hackday/lyrics/metrics/copies.py wrote as bytes. Throws if they are none. */
export function createFilter(bytes: Uint8Array): NgramFilter {
  const head = filterHead(bytes);
  if (typeof head === "string") throw new Error(`this ${head}`);
  const { size, hashes, bits } = head;
  return {
    size,
    byChance: (setBits(bytes) / bits) ** hashes,
    contains(run) {
      if (run.length !== size) throw new Error(`the filter knows runs of ${size} words, not of ${run.length}`);
      const first = hash(run, SEEDS[0]);
      const step = (hash(run, SEEDS[1]) | 1) >>> 0;
      for (let k = 0; k < hashes; k++) {
        const bit = ((first + Math.imul(k, step)) >>> 0) % bits;
        if ((((bytes[FILTER_HEAD + Math.floor(bit / 8)] as number) >> (bit % 8)) & 1) === 0) return false;
      }
      return true;
    },
  };
}

function setBits(bytes: Uint8Array): number {
  let ones = 0;
  for (let place = FILTER_HEAD; place < bytes.length; place++) {
    for (let byte = bytes[place] as number; byte > 0; byte &= byte - 1) ones++;
  }
  return ones;
}

function hash(run: readonly number[], seed: number): number {
  let value = seed;
  for (const word of run) {
    value = Math.imul(value ^ word, 0x85ebca6b);
    value ^= value >>> 13;
  }
  value = Math.imul(value ^ (value >>> 16), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

/**
 * The longest stretches of which every run of words is in the filter, of at least `shortest` words. Line ends are left
 * out, so that a verse is a copy with other line breaks too; an unknown word equals no word; no stretch goes on beyond
 * the end of a song. Runs of a stretch may come from different songs, which the filter cannot tell.
 */
export function copiedSpans(tokens: readonly number[], filter: NgramFilter, shortest = 8): CopiedSpan[] {
  return stretches(tokens, filter)
    .filter((places) => places.length >= shortest)
    .map((places) => {
      const start = places[0] as number;
      return { start, length: (places.at(-1) as number) - start + 1 };
    });
}

/** The share of runs of known words that are in the filter; NaN for a text without any. */
export function copiedShare(tokens: readonly number[], filter: NgramFilter): number {
  let [found, all] = [0, 0];
  for (const { known } of runs(tokens, filter)) {
    all++;
    if (known) found++;
  }
  return all === 0 ? Number.NaN : found / all;
}

/** The share of a text's words, unknown ones too, that are inside `spans`; 0 for a text without any. */
export function copiedWords(tokens: readonly number[], spans: readonly CopiedSpan[]): number {
  const isWord = (token: number) => token > STANZA || token === UNKNOWN;
  const inside = new Set<number>();
  for (const { start, length } of spans) {
    for (let place = start; place < start + length; place++) if (isWord(tokens[place] ?? END)) inside.add(place);
  }
  return inside.size / Math.max(1, tokens.filter(isWord).length);
}

/** The places of the words of each stretch of known runs. */
function stretches(tokens: readonly number[], filter: NgramFilter): number[][] {
  const found: number[][] = [];
  let before = Number.NaN;
  for (const { index, places, known } of runs(tokens, filter)) {
    if (!known) continue;
    if (index === before + 1) found.at(-1)?.push(places.at(-1) as number);
    else found.push([...places]);
    before = index;
  }
  return found;
}

/** Every run of known words, with the number of its first word in the text and the places of its words. */
function* runs(tokens: readonly number[], filter: NgramFilter) {
  let run: number[] = [];
  let places: number[] = [];
  let words = 0;
  for (const [place, token] of tokens.entries()) {
    if (token === UNKNOWN || token === END) {
      [run, places] = [[], []];
      words++;
    }
    if (token <= STANZA) continue;
    words++;
    run = [...run, token].slice(-filter.size);
    places = [...places, place].slice(-filter.size);
    if (run.length === filter.size) yield { index: words, places, known: filter.contains(run) };
  }
}
