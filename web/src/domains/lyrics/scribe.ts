/** Writes texts a slice at a time, so that whoever runs it stays awake and hears when something else is wanted. */

import { createWordNetwork, type WordNetwork } from "../../engine/words/network";
import { candidates } from "../../engine/words/sampling";
import type { WordRules } from "../../engine/words/wording";
import { type WritingEnd, type WritingOrder, type WrittenWord, write } from "../../engine/words/writer";
import { END } from "../../word-layers";
import type { Batch, Job, Recipe } from "./writing";

const SLICE_MILLISECONDS = 12;

interface Task {
  readonly job: Job;
  readonly words: Generator<WrittenWord, WritingEnd, void>;
  milliseconds: number;
  read: number;
}

/** `post` is given each batch as soon as its slice is over. */
export function createScribe(recipe: Recipe, post: (batch: Batch) => void): (job: Job) => void {
  const network = createWordNetwork(recipe.network);
  const tasks = new Map<string, Task>();
  let awake = false;

  const work = () => {
    const task = [...tasks.values()].sort((one, other) => other.job.urgency - one.job.urgency)[0];
    awake = task !== undefined;
    if (task === undefined) return;
    post(slice(task));
    setTimeout(work);
  };
  const slice = (task: Task): Batch => {
    const { name, id } = task.job;
    const began = performance.now();
    const words: WrittenWord[] = [];
    let end: WritingEnd | null = null;
    let problem: string | null = null;
    try {
      while (end === null && performance.now() - began < SLICE_MILLISECONDS) {
        const { value, done } = task.words.next();
        if (done === true) end = value;
        else words.push(value);
      }
    } catch (error) {
      // Impossible settings, or a network whose numbers are none.
      [problem, end] = [error instanceof Error ? error.message : String(error), "words"];
    }
    if (end !== null) tasks.delete(name);
    task.milliseconds += performance.now() - began;
    task.read += words.length;
    return { name, id, words, end, problem, milliseconds: task.milliseconds, read: task.read };
  };
  return (job) => {
    const { name, order } = job;
    tasks.delete(name);
    if (order === null) return;
    tasks.set(name, { job, words: text(network, order, recipe.rules), milliseconds: 0, read: 0 });
    if (!awake) {
      awake = true;
      setTimeout(work);
    }
  };
}

/** The prompt's words, each with what the network thought likeliest in its place, then the words that it writes. */
function* text(
  network: WordNetwork,
  order: WritingOrder,
  rules: WordRules | undefined,
): Generator<WrittenWord, WritingEnd, void> {
  if (order.candidates > 0) {
    const state = network.begin();
    let logits = network.read(state, END, order.voice);
    for (const token of order.prompt) {
      yield { token, candidates: candidates(logits, order.candidates) };
      logits = network.read(state, token, order.voice);
    }
  } else {
    for (const token of order.prompt) yield { token, candidates: [] };
  }
  return yield* write(network, order, rules);
}
