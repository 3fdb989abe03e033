/** Reads the page model of a lyrics run, all but its network. Internal to `readEnvelope`. */

import { filterHead } from "../word-filter";
import { WORD_PATTERNS } from "../word-pattern";
import { readBase64 } from "./base64";
import { Fields, finite, finiteOrNull, integer, list, ModelError, text, wrong } from "./checks";
import type {
  Cleaning,
  HumanLines,
  LyricsModel,
  Neighbours,
  Sample,
  SongData,
  VerseFrame,
  WordCurves,
} from "./lyrics-model";
import type { Run } from "./model";
import { readJsonObject } from "./read-json";
import { readWordNetwork } from "./read-word-network";

const MOST_WORDS = 65_536;
const MOST_VOICES = 10_000;
const MOST_LETTERS = 200;
const MOST_SAMPLES = 500;
const MOST_TOKENS = 20_000;
const MOST_NEIGHBOURS = 20_000;
const MOST_NEAR = 64;
const MOST_POINTS = 100_000;
const MOST_SERIES = 32;
const MOST_FRAMES = 1000;
const MOST_VERSE = 10_000;
const MOST_COUNT = 1e12;
const MOST_REPEATS = 1000;
const USUAL_REPEATS = 4;
const SPECIAL = ["<unk>", "<song>", "\n", "\n\n"];

export function readLyrics(fields: Fields, run: Run): LyricsModel {
  const vocabulary = readVocabulary(fields);
  const words = vocabulary.length;
  const voices = fields.list("voices", MOST_VOICES, text);
  return {
    format: 1,
    domain: "lyrics",
    run,
    data: readData(fields.object("data")),
    tokens: fields.oneOf("tokens", ["words", "characters", "bpe"]),
    cleaning: readCleaning(fields.object("cleaning")),
    vocabulary,
    merges: fields.has("merges") && fields.any("merges") !== null ? readMerges(fields) : null,
    voices,
    network: readWordNetwork(fields.object("network"), { words, voices: voices.length }),
    filter: fields.any("filter") === null ? null : readFilter(fields),
    samples: fields.list("samples", MOST_SAMPLES, (value, path) => readSample(value, path, words, voices.length)),
    human: fields.any("human") === null ? null : readHuman(fields.object("human"), words),
    neighbours: readNeighbours(fields.object("neighbours"), words),
    curves: readCurves(fields.object("curves")),
    film: fields.has("film") ? fields.list("film", MOST_FRAMES, readFrame) : [],
    results: readJsonObject(fields.any("results"), fields.pathTo("results")),
  };
}

function readVocabulary(fields: Fields): string[] {
  const path = fields.pathTo("vocabulary");
  const vocabulary = fields.list("vocabulary", MOST_WORDS, text);
  if (vocabulary.length <= SPECIAL.length || SPECIAL.some((word, place) => vocabulary[place] !== word)) {
    throw new ModelError(`${path} should begin with the four entries that every model has, and then have words.`);
  }
  if (new Set(vocabulary).size < vocabulary.length) throw new ModelError(`${path} has a word twice.`);
  const long = vocabulary.findIndex((word) => word === "" || word.length > MOST_LETTERS);
  if (long >= 0) throw wrong(`${path}[${long}]`, `a word of 1 to ${MOST_LETTERS} characters`, vocabulary[long]);
  return vocabulary;
}

/** Two pieces with a space between them, each pair once. */
function readMerges(fields: Fields): string[] {
  return fields.list("merges", MOST_WORDS, (value, path) => {
    const pair = text(value, path);
    if (!/^[^ ]+ [^ ]+$/.test(pair) || pair.length > 2 * MOST_LETTERS) throw wrong(path, "two pieces", value);
    return pair;
  });
}

function readFrame(value: unknown, path: string): VerseFrame {
  const fields = new Fields(value, path);
  const verse = fields.text("text");
  if (verse.length > MOST_VERSE) throw wrong(fields.pathTo("text"), `at most ${MOST_VERSE} characters`, verse);
  return { words: fields.number("words"), text: verse };
}

function readData(fields: Fields): SongData {
  return {
    name: fields.text("name"),
    summary: fields.optionalText("summary"),
    licence: fields.optionalText("licence"),
    songs: fields.integer("songs", 0, MOST_COUNT),
    words: fields.integer("words", 0, MOST_COUNT),
    from_file: fields.flag("from_file"),
  };
}

function readCleaning(fields: Fields): Cleaning {
  const pattern = fields.text("pattern");
  if (!WORD_PATTERNS.includes(pattern)) {
    throw wrong(fields.pathTo("pattern"), "one of the regular expressions that cut songs into words", pattern);
  }
  return {
    pattern,
    elisions: fields.text("elisions"),
    keep_punctuation: fields.flag("keep_punctuation"),
    merge_contractions: fields.flag("merge_contractions"),
    keep_headers: fields.has("keep_headers") ? fields.flag("keep_headers") : false,
    max_repeats: fields.has("max_repeats") ? fields.integer("max_repeats", 0, MOST_REPEATS) : USUAL_REPEATS,
  };
}

function readFilter(fields: Fields): Uint8Array<ArrayBuffer> {
  const path = fields.pathTo("filter");
  const bytes = readBase64(fields.text("filter"), path);
  const head = filterHead(bytes);
  if (typeof head === "string") throw new ModelError(`${path} ${head}.`);
  return bytes;
}

function readTokens(fields: Fields, name: string, words: number, most = MOST_TOKENS): number[] {
  return fields.list(name, most, (value, path) => integer(value, path, 0, words - 1));
}

function readSample(value: unknown, path: string, words: number, voices: number): Sample {
  const fields = new Fields(value, path);
  const tokens = readTokens(fields, "tokens", words);
  return {
    kind: fields.oneOf("kind", ["sampled", "greedy"]),
    voice: fields.any("voice") === null ? null : fields.integer("voice", 0, voices - 1),
    seed: fields.number("seed"),
    tokens,
    copied: fields.list("copied", tokens.length, (span, where) => readSpan(span, where, tokens.length)),
  };
}

function readSpan(value: unknown, path: string, tokens: number) {
  if (!Array.isArray(value) || value.length !== 2) throw wrong(path, "a list of a start and a length", value);
  const start = integer(value[0], `${path}[0]`, 0, tokens - 1);
  return { start, length: integer(value[1], `${path}[1]`, 1, tokens - start) };
}

function readHuman(fields: Fields, words: number): HumanLines {
  return {
    tokens: readTokens(fields, "tokens", words),
    artist: fields.optionalText("artist"),
    title: fields.optionalText("title"),
  };
}

function readNeighbours(fields: Fields, vocabulary: number): Neighbours {
  const words = readTokens(fields, "words", vocabulary, MOST_NEIGHBOURS);
  const word = (value: unknown, path: string) => integer(value, path, 0, vocabulary - 1);
  const near = fields.list("near", words.length, (value, path) => list(value, path, MOST_NEAR, word));
  checkLength(near.length, words.length, fields.pathTo("near"));
  return { words, near };
}

function readCurves(fields: Fields): WordCurves {
  const words = fields.list("words", MOST_POINTS, finite);
  if (words.some((value, index) => index > 0 && value <= (words[index - 1] ?? 0))) {
    throw new ModelError(`${fields.pathTo("words")} should rise from entry to entry.`);
  }
  const epochs = fields.list("epochs", MOST_POINTS, finite);
  checkLength(epochs.length, words.length, fields.pathTo("epochs"));
  const series = fields.list("series", MOST_SERIES, (value, path) => {
    const each = new Fields(value, path);
    const values = each.list("values", MOST_POINTS, finiteOrNull);
    checkLength(values.length, words.length, each.pathTo("values"));
    return { name: each.text("name"), values };
  });
  return { words, epochs, series, kneser_ney: finiteOrNull(fields.any("kneser_ney"), fields.pathTo("kneser_ney")) };
}

function checkLength(found: number, wanted: number, path: string): void {
  if (found !== wanted) throw new ModelError(`${path} has ${found} entries instead of ${wanted}.`);
}
