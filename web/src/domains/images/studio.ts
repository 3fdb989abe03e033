/**
 * Where pictures are drawn: in a worker, or, where none can start, in the page itself, a layer at a time so that it stays
 * awake. What is wanted last is what counts: a new wish under the same name replaces the old one if that still waits.
 */

import { type ReadonlySignal, signal } from "@preact/signals";
import { createGenerator } from "../../engine/picture/generator";
import { toPixels } from "../../engine/picture/pixels";
import workerSource from "./draw-worker.ts?bundled";
import type { Drawn, Job, Recipe } from "./drawing";

export interface Wish {
  readonly input: Float32Array<ArrayBuffer>;
  readonly trace: boolean;
  /** Higher ones are drawn first. */
  readonly urgency: number;
  readonly done: (drawn: Drawn) => void;
}

export interface Studio {
  readonly ask: (name: string, wish: Wish) => void;
  /** Whoever asked under this name has gone. */
  readonly forget: (name: string) => void;
  /** How many pictures are still to come. */
  readonly waiting: ReadonlySignal<number>;
  readonly place: ReadonlySignal<"worker" | "page">;
  /** What the last picture took; NaN before the first. */
  readonly milliseconds: ReadonlySignal<number>;
}

/** Whoever draws: `draw` is called with one job at a time. */
interface Hand {
  readonly draw: (job: Job) => void;
}

export function createStudio(recipe: Recipe): Studio {
  const wishes = new Map<string, Wish>();
  const waiting = signal(0);
  const place = signal<"worker" | "page">("worker");
  const milliseconds = signal(Number.NaN);
  let current: { readonly name: string; readonly wish: Wish; readonly job: Job } | null = null;
  let count = 0;

  const finish = (drawn: Drawn) => {
    if (current === null || drawn.id !== current.job.id) return;
    const { name, wish } = current;
    current = null;
    milliseconds.value = drawn.milliseconds;
    if (wishes.get(name) === wish) wishes.delete(name);
    wish.done(drawn);
    next();
  };
  const withoutWorker = () => {
    if (place.value === "page") return;
    place.value = "page";
    hand = pageHand(recipe, finish);
    if (current !== null) hand.draw(current.job);
  };
  const next = () => {
    waiting.value = wishes.size;
    if (current !== null) return;
    let chosen: [string, Wish] | null = null;
    for (const entry of wishes) if (chosen === null || entry[1].urgency > chosen[1].urgency) chosen = entry;
    if (chosen === null) return;
    const [name, wish] = chosen;
    current = { name, wish, job: { id: ++count, input: wish.input, trace: wish.trace } };
    hand.draw(current.job);
  };
  let hand: Hand = workerHand(recipe, finish, withoutWorker) ?? pageHand(recipe, finish);
  if (!("worker" in hand)) place.value = "page";
  return {
    ask: (name, wish) => {
      wishes.set(name, wish);
      next();
    },
    forget: (name) => {
      wishes.delete(name);
      waiting.value = wishes.size;
    },
    waiting,
    place,
    milliseconds,
  };
}

/** Null where the browser starts no worker; `failed` if that shows only later. */
function workerHand(recipe: Recipe, done: (drawn: Drawn) => void, failed: () => void): Hand | null {
  try {
    const address = URL.createObjectURL(new Blob([workerSource], { type: "text/javascript" }));
    const worker = new Worker(address);
    worker.onmessage = ({ data }: MessageEvent<Drawn>) => done(data);
    worker.onerror = (event) => {
      event.preventDefault();
      worker.terminate();
      failed();
    };
    worker.postMessage(recipe);
    const hand = { draw: (job: Job) => worker.postMessage(job), worker };
    return hand;
  } catch {
    return null;
  }
}

const SLICE_MILLISECONDS = 12;

function pageHand(recipe: Recipe, done: (drawn: Drawn) => void): Hand {
  const generator = createGenerator(recipe.layers, recipe.weights, recipe.inputLength);
  return {
    draw: ({ id, input, trace }) => {
      const layers = generator.layers(input)[Symbol.iterator]();
      const outputs: Float32Array<ArrayBuffer>[] = [];
      let milliseconds = 0;
      const slice = () => {
        const began = performance.now();
        while (performance.now() - began < SLICE_MILLISECONDS) {
          const { value, done: over } = layers.next();
          if (over !== true) {
            outputs.push(value);
            continue;
          }
          const pixels = toPixels(outputs.at(-1) ?? input, recipe.channels);
          milliseconds += performance.now() - began;
          done({ id, pixels, outputs: trace ? outputs : [], milliseconds });
          return;
        }
        milliseconds += performance.now() - began;
        window.setTimeout(slice);
      };
      window.setTimeout(slice);
    },
  };
}
