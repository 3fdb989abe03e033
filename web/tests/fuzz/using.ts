/** What a page does first with the data that it has read: draw, write and answer once. */

import type { ImagesModel } from "../../src/data/images-model";
import type { LyricsModel } from "../../src/data/lyrics-model";
import type { AdditionModel, Envelope, PageModel } from "../../src/data/model";
import { drawable, inputOf, plainFace } from "../../src/domains/images/faces";
import { predict, trace } from "../../src/engine/network";
import { createGenerator } from "../../src/engine/picture/generator";
import { toPixels } from "../../src/engine/picture/pixels";
import { errorSurface } from "../../src/engine/surface";
import { createFilter } from "../../src/engine/words/copies";
import { nearWords } from "../../src/engine/words/near-words";
import { createWordNetwork } from "../../src/engine/words/network";
import { defaultSettings } from "../../src/engine/words/sampling";
import { copiesIn } from "../../src/engine/words/wording";
import { cutPrompt, joinTokens, takesPrompts } from "../../src/engine/words/words";
import { write } from "../../src/engine/words/writer";

/** Longer work than this is what a page does in slices. */
const MOST_MULTIPLICATIONS = 20e6;
const PROMPT = "The road, it's \"long\"… aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\n[Verse 2]\nlovin' you\ud800";

export function useEnvelope(envelope: Envelope): void {
  if (envelope.page === "run") useModel(envelope.run);
  if (envelope.page !== "front") return;
  for (const { networks } of envelope.live.addition) {
    for (const network of networks) predict(network, network.weights, 1, 2);
  }
}

export function useModel(model: PageModel): void {
  // The page shows all settings.
  JSON.stringify(model.run.spec, null, 2);
  switch (model.domain) {
    case "addition":
      answer(model);
      break;
    case "images":
      draw(model);
      break;
    case "lyrics":
      sing(model);
  }
}

function answer({ networks }: AdditionModel): void {
  for (const network of networks) {
    const { max_sum, weights, frames, best_frame } = network;
    trace(network, weights, 1, 2);
    errorSurface(network, frames.weights[best_frame] ?? weights, max_sum, 24);
  }
}

function draw(model: ImagesModel): void {
  const { generator: stored, picture } = model;
  if (stored === null) return;
  const input = inputOf(model, drawable(model, 1, [], plainFace(0)));
  const generator = createGenerator(stored.layers, stored.weights, input.length);
  if (generator.multiplications > MOST_MULTIPLICATIONS) return;
  const pixels = toPixels(generator.draw(input), picture.channels);
  if (pixels.length !== 4 * picture.size ** 2) throw new Error(`a picture of ${pixels.length} bytes`);
}

function sing(model: LyricsModel): void {
  const { vocabulary, tokens: kind, cleaning, samples } = model;
  const filter = model.filter === null ? null : createFilter(model.filter);
  for (const { tokens } of samples) {
    const words = tokens.map((token) => vocabulary[token] ?? "");
    joinTokens(words, kind);
    if (filter !== null) copiesIn(tokens, model, cleaning.pattern, filter);
  }
  const { tokens, unknown } = takesPrompts(model) ? cutPrompt(PROMPT, model) : { tokens: [], unknown: [] };
  for (const word of unknown.slice(0, 3)) nearWords(word, vocabulary, 3);
  const network = createWordNetwork(model.network);
  const order = { settings: defaultSettings, seed: 1, voice: -1, prompt: tokens.slice(0, 5), words: 5, lines: 0 };
  try {
    [...write(network, { ...order, candidates: 3 }, model)];
  } catch (error) {
    // Weights may be any numbers: the page shows this sentence in the place of a song.
    if (!(error instanceof Error && /^The network's scores|^Every word has/.test(error.message))) throw error;
  }
}
