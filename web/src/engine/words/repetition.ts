/** What a song has already, and what would repeat it: penalties and bars of src/hackday/lyrics/sampling.py. */

import { LINE, STANZA, UNKNOWN } from "../../word-layers";
import type { SamplingSettings } from "./sampling-settings";

/** DRY looks at so many whole lines before the current one. */
const DRY_LINES = 3;
/** DRY counts no further. */
const LONGEST_MATCH = 50;

/**
 * Change logits by the repetition penalty (Keskar et al. 2019, arXiv 1909.05858, section 4.1), then by DRY; never those
 * of line ends.
 */
export function penalise(values: Float64Array, history: readonly number[], settings: SamplingSettings): void {
  const { repetitionPenalty: factor, repeatLastN, dryMultiplier, dryBase, dryAllowedLength } = settings;
  if (factor !== 1 && repeatLastN !== 0) {
    for (const token of new Set(repeatLastN > 0 ? history.slice(-repeatLastN) : history)) {
      if (token === LINE || token === STANZA || token === UNKNOWN) continue;
      const value = values[token] as number;
      values[token] = value > 0 ? value / factor : value * factor;
    }
  }
  if (dryMultiplier !== 0) {
    for (const [token, length] of matches(history)) {
      const further = length - dryAllowedLength;
      if (further >= 0 && token > STANZA) {
        values[token] = (values[token] as number) - dryMultiplier * dryBase ** further;
      }
    }
  }
}

/**
 * DRY (oobabooga/text-generation-webui #5677): each token that has followed a copy of the last words, and how long that
 * copy was. A match goes through line ends, over the current line and the `DRY_LINES` before it; what lies further back,
 * such as a chorus, is free.
 */
function matches(history: readonly number[]): Map<number, number> {
  let start = history.length;
  for (let lines = 0; start > 0; start--) {
    const token = history[start - 1];
    if (token === LINE || token === STANZA) lines++;
    if (lines > DRY_LINES) break;
  }
  const longest = new Map<number, number>();
  for (let place = start + 1; place < history.length; place++) {
    const most = Math.min(place - start, LONGEST_MATCH);
    let length = 0;
    while (length < most && history[place - 1 - length] === history[history.length - 1 - length]) length++;
    const token = history[place] as number;
    longest.set(token, Math.max(length, longest.get(token) ?? 0));
  }
  return longest;
}

/** The tokens that would complete an n-gram of this song a second time. */
export function repeatedNgrams(history: readonly number[], size: number): number[] {
  if (size === 0 || history.length < size) return [];
  const last = history.length - size + 1;
  const found: number[] = [];
  for (let place = 0; place < last; place++) {
    let same = 0;
    while (same < size - 1 && history[place + same] === history[last + same]) same++;
    if (same === size - 1) found.push(history[place + size - 1] as number);
  }
  return found;
}
