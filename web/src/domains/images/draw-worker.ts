/** The worker: gets a recipe, then jobs, and draws them one after the other. The page starts it from its own text. */

import { createGenerator, type Generator } from "../../engine/picture/generator";
import { toPixels } from "../../engine/picture/pixels";
import type { Drawn, Job, Recipe } from "./drawing";

/** A worker's global scope, as far as it is used here. */
interface Scope {
  onmessage: ((event: MessageEvent<Recipe | Job>) => void) | null;
  postMessage(message: Drawn, transfer: Transferable[]): void;
}

const scope = globalThis as unknown as Scope;
let generator: Generator | null = null;
let channels = 3;

scope.onmessage = ({ data }) => {
  if ("layers" in data) {
    generator = createGenerator(data.layers, data.weights, data.inputLength);
    channels = data.channels;
    return;
  }
  if (generator === null) return;
  const began = performance.now();
  const all = generator.trace(data.input);
  const pixels = toPixels(all.at(-1) ?? data.input, channels);
  // Copies: an output may be the same array as its neighbour, and an array can be handed over only once.
  const outputs = data.trace ? all.map((output) => output.slice() as Float32Array<ArrayBuffer>) : [];
  const milliseconds = performance.now() - began;
  scope.postMessage({ id: data.id, pixels, outputs, milliseconds }, [
    pixels.buffer,
    ...outputs.map(({ buffer }) => buffer),
  ]);
};
