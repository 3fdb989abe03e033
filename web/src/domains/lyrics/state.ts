/**
 * Everything that a visitor can choose on the page of a lyrics run. The choices are signals and are kept in the address;
 * the texts follow from them, so that a link brings back the text that was seen.
 */

import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { LyricsModel } from "../../data/lyrics-model";
import { type CopiedSpan, copiedShare, copiedSpans, createFilter } from "../../engine/words/copies";
import { defaultSettings, type SamplingSettings } from "../../engine/words/sampling";
import { type CutPrompt, cutPrompt, takesPrompts } from "../../engine/words/words";
import { END, LINE } from "../../word-layers";
import { addressWriter, type Fields, readAddress, wholeNumber } from "../common/address";
import { MOST_TOKENS, type PoemLine, readNumbers, readPoem, readTokens, writeNumbers, writePoem } from "./address-text";
import { readSettings, writeSettings } from "./knob-list";
import { createPage, type SongPage } from "./song-page";
import type { Studio } from "./studio";
import { suggestions } from "./suggestions";
import { lineText, typeset } from "./typeset";

export interface Desk {
  readonly model: LyricsModel;
  readonly studio: Studio;
  readonly prompts: readonly string[];
  readonly prompt: Signal<string>;
  readonly cut: ReadonlySignal<CutPrompt>;
  /** −1: nobody's in particular. */
  readonly voice: Signal<number>;
  readonly settings: Signal<SamplingSettings>;
  readonly length: Signal<number>;
  readonly seed: Signal<number>;
  readonly pace: Signal<Pace>;
  /** The words with which the text begins where the visitor has gone on from a word of it; null: with the prompt. */
  readonly start: Signal<readonly number[] | null>;
  /** The places of words that the visitor chose. */
  readonly picked: Signal<readonly number[]>;
  readonly song: SongPage;
  readonly greedy: SongPage;
  readonly copied: ReadonlySignal<{ readonly spans: readonly CopiedSpan[]; readonly share: number }>;
  readonly poem: Signal<readonly PoemLine[]>;
  /** What the network is doing for the poem, or has to say about it. */
  readonly poemNote: Signal<string>;
  /** The word whose neighbours are shown. */
  readonly near: Signal<number>;
  /** Change what decides the text, and write it. */
  readonly change: (change: () => void) => void;
  readonly write: () => void;
  readonly stop: () => void;
  readonly goOn: (place: number, token: number) => void;
  readonly keep: (line: PoemLine) => void;
  readonly nextLine: () => void;
}

export type Pace = "slow" | "fast" | "at once";

export const SHORTEST = 20;
export const LONGEST = 400;
export const USUAL_LENGTH = 120;
const USUAL_SEED = 1;
/** Words that are written at least when the visitor goes on from a late word. */
const LEAST_FURTHER = 24;
const GREEDY_WORDS = 240;
const CANDIDATES = 10;
const LINE_WORDS = 40;
const MOST_PROMPT = 2000;
/** Between a change and the text that follows from it: a slider that is drawn moves many times. */
const QUIET_MILLISECONDS = 120;

/** Nothing but the likeliest word, again and again. */
const NO_CHANCE: SamplingSettings = { ...defaultSettings, temperature: 0, minP: 0, linesInRow: 0, linesInSong: 0 };

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (desk === null) throw new Error("a part of the lyrics page was used outside it");
  return desk;
}

export function createDesk(model: LyricsModel, studio: Studio): Desk {
  const prompts = takesPrompts(model) ? suggestions(model) : [];
  const prompt = signal(prompts[0] ?? "");
  const voice = signal(-1);
  const settings = signal(defaultSettings);
  const length = signal(USUAL_LENGTH);
  const seed = signal(USUAL_SEED);
  const pace = signal<Pace>(window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "at once" : "fast");
  const start = signal<readonly number[] | null>(null);
  const picked = signal<readonly number[]>([]);
  const poem = signal<readonly PoemLine[]>([]);
  const poemNote = signal("");
  const near = signal(usualNear(model));
  /** Where the visitor stopped the text, in tokens. */
  const stopAt = signal<number | null>(null);

  const cut = computed(() => promptTokens(model, prompt.value));
  const song = createPage(studio, "song", 3, pace);
  const greedy = createPage(studio, "greedy", 1, signal<Pace>("at once"));
  const filter = model.filter === null ? null : createFilter(model.filter);
  const copied = computed(() => {
    const tokens = song.shown.value.map(({ token }) => token);
    if (filter === null) return { spans: [], share: Number.NaN };
    return { spans: copiedSpans(tokens, filter), share: copiedShare(tokens, filter) };
  });

  const writeNow = () => {
    const [given, beginning] = [cut.peek().tokens, start.peek() ?? cut.peek().tokens];
    const wanted = Math.max(LEAST_FURTHER, length.peek() - (beginning.length - given.length));
    const stopped = stopAt.peek();
    song.write({
      settings: settings.peek(),
      seed: seed.peek(),
      voice: voice.peek(),
      prompt: beginning,
      words: stopped === null ? wanted : Math.max(0, Math.min(wanted, stopped - beginning.length)),
      lines: 0,
      candidates: CANDIDATES,
    });
  };
  const desk: Desk = {
    model,
    studio,
    prompts,
    prompt,
    cut,
    voice,
    settings,
    length,
    seed,
    pace,
    start,
    picked,
    song,
    greedy,
    copied,
    poem,
    poemNote,
    near,
    change: (change) =>
      batch(() => {
        stopAt.value = null;
        change();
      }),
    write: () => {
      stopAt.value = null;
      window.clearTimeout(timer);
      writeNow();
    },
    stop: () => {
      // What it begins with is there in a moment, and belongs to it.
      if (song.shown.value.length >= song.given.value) stopAt.value = song.stop();
    },
    goOn: (place, token) => {
      const before = song.shown.value.slice(0, place).map((word) => word.token);
      if (before.length >= MOST_TOKENS) return;
      if (token === END) {
        stopAt.value = place;
        song.cutOff(place);
        return;
      }
      batch(() => {
        stopAt.value = null;
        start.value = [...before, token];
        picked.value = [...picked.value.filter((one) => one < place), place];
      });
    },
    keep: (line) => {
      const kept = poem.value.findIndex(({ text, by }) => text === line.text && by === line.by);
      poem.value = kept < 0 ? [...poem.value, line] : poem.value.filter((_, index) => index !== kept);
      poemNote.value = "";
    },
    nextLine: () => {
      const before = promptTokens(model, poem.value.map(({ text }) => text).join("\n")).tokens;
      const tokens: number[] = [];
      poemNote.value = "It is thinking of a line …";
      const order = {
        settings: settings.value,
        // Another line each time, also where the one before was thrown away.
        seed: seed.value + 1000 * ++lines,
        voice: voice.value,
        prompt: before.length === 0 ? [] : [...before, LINE],
        words: LINE_WORDS,
        lines: 1,
        candidates: 0,
      };
      studio.ask("line", order, 2, ({ words, end, problem }) => {
        tokens.push(...words.map(({ token }) => token));
        if (end === null) return;
        const [first] = typeset(tokens.slice(order.prompt.length), model.vocabulary, model.tokens).flat();
        const text = first === undefined ? "" : lineText(first);
        poemNote.value =
          problem ?? (text === "" ? "It thinks that the song is over here. Ask again, or write on." : "");
        if (text !== "") poem.value = [...poem.value, { by: "network", text }];
      });
    },
  };
  let lines = 0;
  let timer = 0;
  const follow = () => restore(desk, stopAt, readAddress(window.location.hash));
  follow();
  window.addEventListener("hashchange", follow);
  let first = true;
  effect(() => {
    for (const one of [cut, start, settings, seed, voice, length]) one.value;
    window.clearTimeout(timer);
    if (first) writeNow();
    else timer = window.setTimeout(writeNow, QUIET_MILLISECONDS);
    first = false;
  });
  effect(() => {
    const order = { prompt: cut.value.tokens, voice: voice.value };
    greedy.write({ ...order, settings: NO_CHANCE, seed: 0, words: GREEDY_WORDS, lines: 0, candidates: 0 });
  });
  const write = addressWriter();
  effect(() => write(fieldsOf(desk, stopAt)));
  return desk;
}

/** The tokens of a prompt; a line end at its end is meant, and kept. */
function promptTokens(model: LyricsModel, text: string): CutPrompt {
  if (!takesPrompts(model)) return { tokens: [], unknown: [] };
  const { tokens, unknown } = cutPrompt(text.slice(0, MOST_PROMPT), model);
  const cut = tokens.slice(0, MOST_TOKENS - 1);
  return { tokens: cut.length > 0 && /\n[ \t]*$/.test(text) ? [...cut, LINE] : cut, unknown };
}

/** Not "the" or "and", but a word that has something to say. */
function usualNear({ neighbours, vocabulary }: LyricsModel): number {
  const telling = neighbours.words.find((word, index) => index >= 20 && (vocabulary[word] ?? "").length >= 5);
  return telling ?? neighbours.words[0] ?? -1;
}

/** What an address does not mention, or says in words unknown here, is as the page opens. */
function restore(desk: Desk, stopAt: Signal<number | null>, fields: Fields): void {
  const { model } = desk;
  batch(() => {
    desk.prompt.value = (fields.get("prompt") ?? desk.prompts[0] ?? "").slice(0, MOST_PROMPT);
    const voice = wholeNumber(fields.get("voice"));
    desk.voice.value = voice !== null && voice >= 0 && voice < model.voices.length ? voice : -1;
    desk.settings.value = readSettings(fields);
    const length = wholeNumber(fields.get("length"));
    desk.length.value = length !== null && length >= SHORTEST && length <= LONGEST ? length : USUAL_LENGTH;
    const seed = wholeNumber(fields.get("seed"));
    desk.seed.value = seed !== null && seed >= 0 ? seed : USUAL_SEED;
    desk.start.value = readTokens(fields.get("from"), model.vocabulary.length);
    desk.picked.value = readNumbers(fields.get("picked"), MOST_TOKENS) ?? [];
    const stop = wholeNumber(fields.get("stop"));
    stopAt.value = stop !== null && stop >= 0 ? stop : null;
    desk.poem.value = readPoem(fields.get("poem"));
    const near = model.vocabulary.indexOf(fields.get("near") ?? "");
    desk.near.value = model.neighbours.words.includes(near) ? near : usualNear(model);
  });
}

/** Only what differs from how the page opens, so that addresses stay short. */
function fieldsOf(desk: Desk, stopAt: Signal<number | null>): Fields {
  const fields = new Map<string, string>();
  const set = (name: string, text: string, usual: string) => {
    if (text !== usual) fields.set(name, text);
  };
  set("prompt", desk.prompt.value, desk.prompts[0] ?? "");
  set("voice", String(desk.voice.value), "-1");
  for (const [name, text] of writeSettings(desk.settings.value)) fields.set(name, text);
  set("length", String(desk.length.value), String(USUAL_LENGTH));
  set("seed", String(desk.seed.value), String(USUAL_SEED));
  if (desk.start.value !== null) fields.set("from", writeNumbers(desk.start.value));
  if (desk.start.value !== null) set("picked", writeNumbers(desk.picked.value), "");
  if (stopAt.value !== null) fields.set("stop", String(stopAt.value));
  set("poem", writePoem(desk.poem.value), "");
  set("near", desk.model.vocabulary[desk.near.value] ?? "", desk.model.vocabulary[usualNear(desk.model)] ?? "");
  return fields;
}
