import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { LyricsModel } from "../../data/lyrics-model";
import type { WritingOrder } from "../../engine/words/writer";
import { LINE } from "../../word-layers";
import { WORD_PATTERNS } from "../../word-pattern";
import { MOST_LINES } from "./address-text";
import { createDesk, type Desk } from "./state";
import type { Batch } from "./writing";

const model = {
  tokens: "words",
  cleaning: { pattern: WORD_PATTERNS[0], keep_punctuation: false, merge_contractions: false, max_repeats: 4 },
  vocabulary: ["<unk>", "<song>", "\n", "\n\n", "hello", "world", "sea", "road"],
  merges: null,
  voices: ["One", "Two"],
  filter: null,
  samples: [],
  human: null,
  neighbours: { words: [], near: [] },
} as unknown as LyricsModel;
const [HELLO, WORLD, SEA, ROAD] = [4, 5, 6, 7];

/** A window as far as the state of the page knows it. */
const visitor = { hash: "", listeners: [] as (() => void)[] };
/** What was asked for last under each name, and how to answer. */
const asked = new Map<string, { order: WritingOrder; heard: (batch: Batch) => void }>();

beforeEach(() => {
  vi.useFakeTimers();
  const frame = (next: (now: number) => void) => setTimeout(() => next(performance.now()), 16);
  vi.stubGlobal("requestAnimationFrame", frame);
  vi.stubGlobal("cancelAnimationFrame", clearTimeout);
  vi.stubGlobal("window", {
    location: visitor,
    history: { replaceState: () => undefined },
    matchMedia: () => ({ matches: true }),
    addEventListener: (_: string, listener: () => void) => visitor.listeners.push(listener),
    setTimeout,
    clearTimeout,
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function open(hash: string): Desk {
  Object.assign(visitor, { hash, listeners: [] });
  asked.clear();
  return createDesk(model, {
    ask: (name, order, _, heard) => asked.set(name, { order, heard }),
    stop: () => undefined,
    place: signal("worker" as const),
  });
}

function paste(hash: string): void {
  visitor.hash = hash;
  for (const listener of visitor.listeners) listener();
}

function answer(name: string, tokens: readonly number[]): void {
  const one = asked.get(name);
  if (one === undefined) throw new Error(`nothing was asked for under ${name}`);
  const words = [...one.order.prompt, ...tokens].map((token) => ({ token, candidates: [] }));
  one.heard({ name, id: 0, words, end: "words", problem: null, milliseconds: 1, read: words.length });
  vi.advanceTimersByTime(100);
}

/** How many tokens the song may have after its prompt; undefined: as many as its words need. */
function room(): number | undefined {
  return asked.get("song")?.order.tokens;
}

test("a link that differs only in where the text was stopped brings that text back", () => {
  open("#seed=3");
  expect(room()).toBeUndefined();
  paste("#seed=3&stop=5");
  expect(room()).toBe(3);
  paste("#seed=3&stop=4");
  expect(room()).toBe(2);
});

test("what is chosen once more after a stop is written anew, as its address says", () => {
  const desk = open("#seed=3&stop=4");
  expect(desk.address()).toBe("seed=3&stop=4");
  desk.change(() => {
    desk.prompt.value = "hello world";
  });
  expect(desk.address()).toBe("seed=3");
  expect(room()).toBeUndefined();
});

test("a text is that of its address, but for a moment after a change", () => {
  const desk = open("");
  answer("song", [SEA, ROAD]);
  expect([desk.due.value, desk.song.end.value]).toEqual([false, "words"]);
  desk.change(() => {
    desk.seed.value = 7;
  });
  expect([desk.due.value, desk.song.end.value]).toEqual([true, "words"]);
  expect(desk.address()).toBe("seed=7");
  vi.advanceTimersByTime(200);
  expect([desk.due.value, desk.song.end.value]).toEqual([false, null]);
  expect(asked.get("song")?.order).toMatchObject({ seed: 7, prompt: [HELLO, WORLD] });
  const again = open(`#${desk.address()}`);
  expect([again.seed.value, again.due.value]).toEqual([7, false]);
});

test("a full poem takes no line more and says so, and can still let one go", () => {
  const lines = Array.from({ length: MOST_LINES }, (_, index) => `yline ${index}`);
  const full = (count: number) => `#${new URLSearchParams({ poem: lines.slice(0, count).join("\n") })}`;
  const desk = open(full(MOST_LINES));
  desk.keep({ by: "network", text: "one more" });
  expect(desk.poem.value).toHaveLength(MOST_LINES);
  expect(desk.poemNote.value).toContain(`${MOST_LINES} lines`);
  desk.keep({ by: "you", text: "line 3" });
  expect(desk.poem.value).toHaveLength(MOST_LINES - 1);
  expect(desk.poemNote.value).toBe("");

  desk.nextLine();
  desk.keep({ by: "you", text: "written meanwhile" });
  answer("line", [SEA, LINE]);
  expect(desk.poem.value.at(-1)).toEqual({ by: "you", text: "written meanwhile" });
  expect(desk.poem.value).toHaveLength(MOST_LINES);
  expect(desk.poemNote.value).toContain(`${MOST_LINES} lines`);
  desk.nextLine(true);
  answer("line", [ROAD, LINE]);
  expect(desk.poem.value).toHaveLength(MOST_LINES);
});
