/** The worker: gets a recipe, then jobs. The page starts it from its own text. */

import { createScribe } from "./scribe";
import type { Batch, Job, Recipe } from "./writing";

/** A worker's global scope, as far as it is used here. */
interface Scope {
  onmessage: ((event: MessageEvent<Recipe | Job>) => void) | null;
  postMessage(message: Batch): void;
}

const scope = globalThis as unknown as Scope;
let scribe: ((job: Job) => void) | null = null;

scope.onmessage = ({ data }) => {
  if ("network" in data) scribe = createScribe(data, (batch) => scope.postMessage(batch));
  else scribe?.(data);
};
