/**
 * Everything that a visitor can choose on the page of a lyrics run. The choices are signals and are kept in the address;
 * the texts follow from them, so that a link brings back the text that was seen.
 */

import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { LyricsModel } from "../../data/lyrics-model";
import { createFilter } from "../../engine/words/copies";
import { defaultSettings, type SamplingSettings } from "../../engine/words/sampling";
import { type Copies, copiesIn, countWords } from "../../engine/words/wording";
import { type CutPrompt, cutPrompt, takesPrompts } from "../../engine/words/words";
import { END, LINE } from "../../word-layers";
import { addressWriter, readAddress, writeAddress } from "../common/address";
import { MOST_LINES, MOST_TOKENS, type PoemLine } from "./address-text";
import { fieldsOf, MOST_PROMPT, restore, USUAL_LENGTH, USUAL_SEED, usualNear } from "./desk-address";
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
  /** Something else was chosen, and the text that follows from it begins in a moment: what is there is still the old one. */
  readonly due: ReadonlySignal<boolean>;
  readonly greedy: SongPage;
  readonly copied: ReadonlySignal<Copies>;
  /** The share of runs of words that seem to be copied and are not; see `NgramFilter`. */
  readonly copiedByChance: number;
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
  /** Let the network write a line more, or another one in the place of the last. */
  readonly nextLine: (instead?: boolean) => void;
  /** What brings all this back, behind "#"; the window's address follows it a moment later. */
  readonly address: () => string;
}

export type Pace = "slow" | "fast" | "at once";

/** Words that are written at least when the visitor goes on from a late word. */
const LEAST_FURTHER = 24;
const GREEDY_WORDS = 240;
const CANDIDATES = 10;
const LINE_WORDS = 40;
const FULL = `A poem here has room for ${MOST_LINES} lines.`;
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
  const prompts = suggestions(model);
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
  const copied = computed((): Copies => {
    const tokens = song.shown.value.map(({ token }) => token);
    if (filter === null) return { spans: [], share: Number.NaN, words: 0 };
    return copiesIn(tokens, model, model.cleaning.pattern, filter);
  });

  const due = signal(false);
  const writeNow = () => {
    window.clearTimeout(timer);
    due.value = false;
    const [given, beginning] = [cut.peek().tokens, start.peek() ?? cut.peek().tokens];
    const further = countWords(beginning, model) - countWords(given, model);
    const wanted = Math.max(LEAST_FURTHER, length.peek() - further);
    const stopped = stopAt.peek();
    song.write({
      settings: settings.peek(),
      seed: seed.peek(),
      voice: voice.peek(),
      prompt: beginning,
      words: wanted,
      ...(stopped === null ? {} : { tokens: Math.max(0, stopped - beginning.length) }),
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
    due,
    greedy,
    copied,
    copiedByChance: filter?.byChance ?? 0,
    poem,
    poemNote,
    near,
    change: (change) => {
      const stopped = stopAt.peek() !== null;
      batch(() => {
        stopAt.value = null;
        change();
      });
      // What was chosen already, chosen once more: no text would follow, but the one that is there was stopped.
      if (stopped && !due.peek()) writeNow();
    },
    write: () => {
      stopAt.value = null;
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
      if (kept < 0 && poem.value.length >= MOST_LINES) {
        poemNote.value = FULL;
        return;
      }
      poem.value = kept < 0 ? [...poem.value, line] : poem.value.filter((_, index) => index !== kept);
      poemNote.value = "";
    },
    nextLine: (instead = false) => {
      const replaced = instead ? poem.value.at(-1) : undefined;
      const kept = instead ? poem.value.slice(0, -1) : poem.value;
      const before = promptTokens(model, lastLines(kept.map(({ text }) => text))).tokens;
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
        poemNote.value = problem ?? "";
        if (problem !== null) return;
        if (text === "") poemNote.value = "It thinks that the song is over here. Ask again, or write on.";
        else if (text === replaced?.text)
          poemNote.value = "It would write that line again. A higher temperature helps.";
        else {
          // The visitor may have written on meanwhile.
          const now = poem.value;
          const left = replaced !== undefined && now.at(-1) === replaced ? now.slice(0, -1) : now;
          if (left.length >= MOST_LINES) poemNote.value = FULL;
          else poem.value = [...left, { by: "network", text }];
        }
      });
    },
    address: () => writeAddress(fieldsOf(desk, stopAt)),
  };
  let lines = 0;
  let timer = 0;
  const follow = () => restore(desk, stopAt, readAddress(window.location.hash));
  follow();
  window.addEventListener("hashchange", () => {
    follow();
    // Also where nothing differs but the place at which the text was stopped.
    writeNow();
  });
  let first = true;
  effect(() => {
    for (const one of [cut, start, settings, seed, voice, length]) one.value;
    if (first) writeNow();
    else {
      window.clearTimeout(timer);
      timer = window.setTimeout(writeNow, QUIET_MILLISECONDS);
      due.value = true;
    }
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

/** The tokens of a prompt, as many as a song may begin with. */
function promptTokens(model: LyricsModel, text: string): CutPrompt {
  if (!takesPrompts(model)) return { tokens: [], unknown: [] };
  const { tokens, unknown } = cutPrompt(text.slice(0, MOST_PROMPT), model);
  return { tokens: tokens.slice(0, MOST_TOKENS), unknown };
}

/** As many of the last lines as a prompt may have. */
function lastLines(lines: readonly string[]): string {
  let text = "";
  for (const line of [...lines].reverse()) {
    const longer = text === "" ? line : `${line}\n${text}`;
    if (longer.length > MOST_PROMPT) break;
    text = longer;
  }
  return text;
}
