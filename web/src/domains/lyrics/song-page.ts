/** One text while it is written: the words that have come, and those that are shown so far at the visitor's pace. */

import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { WritingEnd, WritingOrder, WrittenWord } from "../../engine/words/writer";
import type { Pace } from "./state";
import type { Studio } from "./studio";

export interface SongPage {
  readonly shown: ReadonlySignal<readonly WrittenWord[]>;
  /** How many words it was given to begin with. */
  readonly given: ReadonlySignal<number>;
  /** Why it ended, once all of it is shown; null while it is written. */
  readonly end: ReadonlySignal<WritingEnd | "stopped" | null>;
  readonly problem: ReadonlySignal<string | null>;
  /** Words a second that the network needed; NaN before the first. */
  readonly speed: ReadonlySignal<number>;
  readonly write: (order: WritingOrder) => void;
  /** Stop here; returns how many words there are. */
  readonly stop: () => number;
  readonly cutOff: (count: number) => void;
}

const WORDS_A_SECOND: Readonly<Record<Pace, number>> = { slow: 5, fast: 150, "at once": Number.POSITIVE_INFINITY };

export function createPage(studio: Studio, name: string, urgency: number, pace: ReadonlySignal<Pace>): SongPage {
  const words = signal<readonly WrittenWord[]>([]);
  const count = signal(0);
  const given = signal(0);
  const ended: Signal<WritingEnd | "stopped" | null> = signal(null);
  const problem = signal<string | null>(null);
  const speed = signal(Number.NaN);
  const shown = computed(() => words.value.slice(0, count.value));
  let request = 0;

  /** Shows more from frame to frame, until everything that is to come is shown. */
  const reveal = () => {
    let before = performance.now();
    let exact = count.peek();
    const next = (now: number) => {
      exact = Math.min(words.peek().length, exact + (WORDS_A_SECOND[pace.peek()] * Math.max(0, now - before)) / 1000);
      before = now;
      // At an infinite pace no time at all is 0 · ∞.
      if (Number.isNaN(exact)) exact = count.peek();
      if (Math.floor(exact) !== count.peek()) count.value = Math.floor(exact);
      const all = ended.peek() !== null && count.peek() >= words.peek().length;
      request = all ? 0 : requestAnimationFrame(next);
    };
    cancelAnimationFrame(request);
    request = requestAnimationFrame(next);
  };
  const finish = (end: "stopped", left: number) => {
    studio.stop(name);
    cancelAnimationFrame(request);
    batch(() => {
      words.value = words.value.slice(0, left);
      count.value = words.value.length;
      ended.value = end;
    });
    return count.value;
  };
  return {
    shown,
    given,
    end: computed(() => (count.value < words.value.length ? null : ended.value)),
    problem,
    speed,
    write: (order) => {
      batch(() => {
        words.value = [];
        given.value = order.prompt.length;
        count.value = 0;
        ended.value = null;
        problem.value = null;
      });
      studio.ask(name, order, urgency, (heard) =>
        batch(() => {
          words.value = [...words.value, ...heard.words];
          // What it was given is there at once.
          count.value = Math.max(count.value, Math.min(order.prompt.length, words.value.length));
          ended.value = heard.end;
          problem.value = heard.problem;
          if (heard.read > 0 && heard.milliseconds > 0) speed.value = (1000 * heard.read) / heard.milliseconds;
        }),
      );
      reveal();
    },
    stop: () => finish("stopped", count.value),
    cutOff: (left) => void finish("stopped", left),
  };
}
