/** Where texts are written: in a worker, or, where none can start, in the page itself, a slice at a time. */

import { type ReadonlySignal, signal } from "@preact/signals";
import type { WritingOrder } from "../../engine/words/writer";
import { createScribe } from "./scribe";
import workerSource from "./write-worker.ts?bundled";
import type { Batch, Job, Recipe } from "./writing";

export interface Studio {
  /** Write a text; whatever was being written under this name is dropped. */
  readonly ask: (name: string, order: WritingOrder, urgency: number, heard: (batch: Batch) => void) => void;
  readonly stop: (name: string) => void;
  readonly place: ReadonlySignal<"worker" | "page">;
}

interface Wish {
  readonly job: Job;
  readonly heard: (batch: Batch) => void;
}

type Hand = (job: Job) => void;

export function createStudio(recipe: Recipe): Studio {
  const wishes = new Map<string, Wish>();
  const place = signal<"worker" | "page">("worker");
  let count = 0;

  const hear = (batch: Batch) => {
    const wish = wishes.get(batch.name);
    if (wish === undefined || wish.job.id !== batch.id) return;
    if (batch.end !== null) wishes.delete(batch.name);
    wish.heard(batch);
  };
  const withoutWorker = () => {
    if (place.value === "page") return;
    place.value = "page";
    hand = createScribe(recipe, hear);
    // Under new numbers, so that nothing that a dying worker still says is mixed in.
    for (const [name, { job, heard }] of [...wishes]) send(name, job.order, job.urgency, heard);
  };
  const send = (name: string, order: WritingOrder | null, urgency: number, heard: (batch: Batch) => void) => {
    const job = { name, id: ++count, urgency, order };
    if (order === null) wishes.delete(name);
    else wishes.set(name, { job, heard });
    hand(job);
  };
  let hand: Hand = workerHand(recipe, hear, withoutWorker) ?? pageHand();
  function pageHand(): Hand {
    place.value = "page";
    return createScribe(recipe, hear);
  }
  return {
    ask: (name, order, urgency, heard) => send(name, order, urgency, heard),
    stop: (name) => send(name, null, 0, () => undefined),
    place,
  };
}

/** Null where the browser starts no worker; `failed` if that shows only later. */
function workerHand(recipe: Recipe, heard: (batch: Batch) => void, failed: () => void): Hand | null {
  try {
    const address = URL.createObjectURL(new Blob([workerSource], { type: "text/javascript" }));
    const worker = new Worker(address);
    worker.onmessage = ({ data }: MessageEvent<Batch>) => heard(data);
    worker.onerror = (event) => {
      event.preventDefault();
      worker.terminate();
      failed();
    };
    worker.postMessage(recipe);
    return (job) => worker.postMessage(job);
  } catch {
    return null;
  }
}
