/** The clean text of a prompt: src/hackday/lyrics/data/words.py's `normalise`, but for what web sites put around songs. */

import { LETTER, LETTERS } from "../../word-pattern";

/** What of a model's cleaning plays a part; see Cleaning in the page model. */
export interface CleaningRules {
  readonly pattern: string;
  readonly keep_punctuation: boolean;
  readonly merge_contractions: boolean;
  readonly keep_headers: boolean;
  readonly max_repeats: number;
}

const UNPRINTED = new RegExp(`[^ \\n!-~\\xa1\\xbf${LETTERS}]+`, "g");
const INSIDE = new RegExp(`(?<=${LETTER})'(?=${LETTER})`, "g");
const NAMES = new RegExp(`(?:(?![0-9])${LETTER})+`, "g");
const PARTS = "intro|verse|pre-?chorus|chorus|post-?chorus|bridge|hook|refrain|outro|interlude|break|solo|coda|repeat";
const HEADER = new RegExp(
  `^[ \\t]*(?:\\[([^\\]\\n]*)\\]|[({]((?:${PARTS})\\b[^)}\\n]*)[)}]|((?:${PARTS})[ \\p{L}\\p{N}_]{0,12}):)[ \\t:]*$`,
  "gimu",
);
/** Bounded, or the end of each of many brackets that are never closed would be looked for in the whole line. */
const BRACKETS = /\[[^\]\n]{0,200}\]/g;
const FOREIGN = /[\x80-\uffff]/g;
/** Half of a character beyond 16 bits: neither half is kept. */
const SURROGATE = /[\ud800-\udfff]/;
const DOUBLED = 8;
const PLAIN = new Map<string, string>([
  ...spread("‘’‚‛′´ʼʹ", "'"),
  ...spread("“”„‟″«»", '"'),
  ...spread("‐‑‒–—―−", "-"),
  ...spread("\u2028\u2029\x85", "\n"),
  ...spread("\u200b\u200c\u200d\u2060\ufeff\xad", ""),
  ...Object.entries({
    "…": "...",
    "\xa0": " ",
    "،": ",",
    "؟": "?",
    "؛": ";",
    "।": ".",
    "！": "!",
    "？": "?",
    "，": ",",
  }),
]);

/** Lines, and one empty line between stanzas; nothing at either end. Lower case, plain quotes and dashes, single spaces. */
export function normalise(text: string, rules: CleaningRules): string {
  let clean = plain(text).replace(HEADER, rules.keep_headers ? shortHeader : () => "");
  if (!rules.keep_headers) clean = clean.replace(BRACKETS, " ");
  clean = clean.toLowerCase();
  if (rules.merge_contractions) clean = clean.replace(INSIDE, "");
  if (rules.keep_punctuation) clean = clean.replace(UNPRINTED, " ");
  else clean = (clean.match(new RegExp(rules.pattern, "g")) ?? []).join(" ");
  return laidOut(clean.split("\n").map(trimmed), rules.max_repeats);
}

function trimmed(line: string): string {
  return line.trim().split(/\s+/).join(" ");
}

function spread(letters: string, to: string): [string, string][] {
  return [...letters].map((letter) => [letter, to]);
}

/** Line ends as on Unix, and ASCII quotes. */
function plain(text: string): string {
  let clean = text;
  if (clean.includes("\\n")) clean = clean.replaceAll("\\r\\n", "\n").replaceAll("\\n", "\n");
  clean = clean.replace(/\r\n?/g, "\n");
  clean = clean.replace(FOREIGN, plainLetter).normalize("NFC");
  return clean.replaceAll("`", "'").replaceAll("''", '"');
}

function plainLetter(letter: string): string {
  return PLAIN.get(letter) ?? (SURROGATE.test(letter) ? " " : letter);
}

/** [Verse 2: Somebody] as [verse]: one word, and the same for all songs. */
function shortHeader(_: string, first?: string, second?: string, third?: string): string {
  const name = (first || second || third || "").split(":")[0] ?? "";
  const letters = name.match(NAMES) ?? [];
  return letters.length > 0 ? `\n[${letters.join("-")}]` : "";
}

/** Runs of equal lines cut, empty lines made one and only between stanzas; none where every line is followed by one. */
function laidOut(lines: readonly string[], maxRepeats: number): string {
  const full = [...lines.keys()].filter((place) => lines[place] !== "");
  const doubled =
    full.length >= DOUBLED && full.every((place, index) => index === 0 || place - (full[index - 1] ?? 0) > 1);
  const text: string[] = [];
  let [last, run, empty] = ["", 0, 0];
  for (const line of lines) {
    if (line === "") {
      empty++;
      continue;
    }
    if (text.length > 0 && empty > (doubled ? 1 : 0)) {
      text.push("");
      last = "";
    }
    empty = 0;
    run = line === last ? run + 1 : 1;
    last = line;
    if (maxRepeats === 0 || run <= maxRepeats) text.push(line);
  }
  return text.join("\n");
}
