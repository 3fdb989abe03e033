/** Reads a stored network that writes, and makes sure that its layers fit each other and its weights. Internal to `readEnvelope`. */

import { tensorBytes } from "../layers";
import { type WordLayer, wordTensorsOf } from "../word-layers";
import { readBase64 } from "./base64";
import { Fields, ModelError } from "./checks";
import type { StoredWordNetwork } from "./lyrics-model";
import { readTensor } from "./read-tensor";

const KINDS = ["embedding", "voices", "lstm", "gru", "dense", "logits"] as const;
const MOST_LAYERS = 20;
const MOST_WORDS = 65_536;
const MOST_WIDTH = 8192;
const MOST_WINDOW = 1000;
const MOST_PARAMETERS = 1e9;
/** Decoded, four bytes each: beyond this many a page would claim a gigabyte of memory. */
const MOST_DECODED = 250e6;
/** A word then takes some seconds. */
const MOST_MULTIPLICATIONS = 4e9;

interface Wanted {
  readonly words: number;
  readonly voices: number;
}

/** ModelError unless the network reads and scores words of the wanted vocabulary. */
export function readWordNetwork(fields: Fields, wanted: Wanted): StoredWordNetwork {
  const error = fields.object("error");
  const model = fields.oneOf("model", ["lstm", "sequence", "window"]);
  const window = fields.integer("window", model === "window" ? 1 : 0, model === "window" ? MOST_WINDOW : 0);
  const weights = readBase64(fields.text("weights"), fields.pathTo("weights"));
  const layers = fields.list("layers", MOST_LAYERS, readLayer);
  checkTensors(layers, weights.length, fields);
  checkOrder(layers, model, fields);
  checkWidths(layers, wanted, fields);
  checkWork(layers, Math.max(1, window));
  return {
    model,
    window,
    layers,
    weights,
    bytes: weights.length,
    parameters: fields.integer("parameters", 0, MOST_PARAMETERS),
    storage: fields.oneOf("storage", ["float16", "int8"]),
    error: { perplexity: error.figure("perplexity"), stored: error.figure("stored") },
  };
}

function readLayer(value: unknown, path: string): WordLayer {
  const fields = new Fields(value, path);
  const kind = fields.oneOf("kind", KINDS);
  const width = (name: string) => fields.integer(name, 1, MOST_WIDTH);
  const count = (name: string) => fields.integer(name, 1, MOST_WORDS);
  const tensor = (name: string) => readTensor(fields.object(name), 2, MOST_WORDS);
  switch (kind) {
    case "embedding":
      return { kind, words: count("words"), width: width("width"), weights: tensor("weights") };
    case "voices":
      return { kind, count: count("count"), width: width("width"), weights: tensor("weights") };
    case "lstm":
    case "gru": {
      const shared = {
        inputs: fields.integer("inputs", 1, 2 * MOST_WIDTH),
        hidden: width("hidden"),
        input_weights: tensor("input_weights"),
        hidden_weights: tensor("hidden_weights"),
      };
      if (kind === "lstm") return { kind, ...shared, bias: tensor("bias") };
      return {
        kind,
        ...shared,
        reverse: fields.flag("reverse"),
        input_bias: tensor("input_bias"),
        hidden_bias: tensor("hidden_bias"),
      };
    }
    case "dense":
      return {
        kind,
        inputs: fields.integer("inputs", 1, 2 * MOST_WIDTH),
        outputs: width("outputs"),
        activation: fields.oneOf("activation", ["relu", "none"]),
        weights: tensor("weights"),
        bias: tensor("bias"),
      };
    case "logits":
      return {
        kind,
        inputs: fields.integer("inputs", 1, 2 * MOST_WIDTH),
        words: count("words"),
        weights: fields.any("weights") === null ? null : tensor("weights"),
        bias: tensor("bias"),
      };
  }
}

/** Tensors may share bytes, so that what they come to when decoded is counted too. */
function checkTensors(layers: readonly WordLayer[], bytes: number, fields: Fields): void {
  let decoded = 0;
  for (const [index, layer] of layers.entries()) {
    const path = pathTo(fields, index, layer);
    for (const { tensor, shape } of wordTensorsOf(layer)) {
      if (tensor.shape.join() !== shape.join()) {
        const [found, expected] = [tensor.shape.join(" × "), shape.join(" × ")];
        throw new ModelError(`${path} has weights of shape ${found} instead of ${expected}.`);
      }
      if (tensor.offset + tensorBytes(tensor) > bytes) {
        throw new ModelError(`${path} has weights beyond the ${bytes} bytes of ${fields.pathTo("weights")}.`);
      }
      decoded += shape.reduce((product, length) => product * length, 1);
    }
  }
  if (decoded > MOST_DECODED) throw new ModelError("The page's network is too large for a browser.");
}

/** One letter a layer, so that an order is a word. */
const LETTERS = { embedding: "e", voices: "v", lstm: "l", gru: "g", dense: "d", logits: "o" } as const;
const ORDERS = { lstm: /^ev?l+d*o$/, sequence: /^ev?g+d*o$/, window: /^egggg(d*)o$/ } as const;

function checkOrder(layers: readonly WordLayer[], model: keyof typeof ORDERS, fields: Fields): void {
  if (!ORDERS[model].test(layers.map(({ kind }) => LETTERS[kind]).join(""))) {
    const kinds = layers.map(({ kind }) => kind).join(", ");
    throw new ModelError(`${fields.pathTo("layers")} are ${kinds}, which a network called ${model} cannot be.`);
  }
  for (const [index, layer] of layers.entries()) {
    if (layer.kind === "gru" && layer.reverse !== (model === "window" && index % 2 === 0)) {
      throw new ModelError(`${pathTo(fields, index, layer)} reads in the wrong direction.`);
    }
  }
}

/** Each layer takes as many numbers as the one before it gives. */
function checkWidths(layers: readonly WordLayer[], wanted: Wanted, fields: Fields): void {
  const given: number[] = [];
  const voices = layers.reduce((count, layer) => (layer.kind === "voices" ? layer.count : count), 0);
  if (voices !== wanted.voices) {
    throw new ModelError(`The page's network knows ${voices} voices, but the page names ${wanted.voices}.`);
  }
  const window = layers.some((layer) => layer.kind === "gru" && layer.reverse);
  for (const [index, layer] of layers.entries()) {
    const path = pathTo(fields, index, layer);
    if ((layer.kind === "embedding" || layer.kind === "logits") && layer.words !== wanted.words) {
      throw new ModelError(`${path} has ${layer.words} words for a vocabulary of ${wanted.words}.`);
    }
    if (layer.kind !== "embedding") {
      const [takes, before] = [inputsOf(layer), window ? givenInWindow(given, index) : given.at(-1)];
      if (takes !== before) throw new ModelError(`${path} takes ${takes} numbers, but is given ${before}.`);
    }
    if (layer.kind === "logits" && layer.weights === null && layer.inputs !== given[0]) {
      throw new ModelError(`${path} has no weights of its own, and those of the words' vectors do not fit.`);
    }
    given.push(outputsOf(layer));
  }
}

/** Both lower gru layers read the words' vectors; both upper ones, and the layer above them, two outputs side by side. */
function givenInWindow(given: readonly number[], index: number): number | undefined {
  const pair = (first: number) => (given[first] ?? 0) + (given[first + 1] ?? 0);
  if (index <= 2) return given[0];
  if (index <= 4) return pair(1);
  return index === 5 ? pair(3) : given.at(-1);
}

function inputsOf(layer: Exclude<WordLayer, { kind: "embedding" }>): number {
  return layer.kind === "voices" ? layer.width : layer.inputs;
}

function outputsOf(layer: WordLayer): number {
  switch (layer.kind) {
    case "embedding":
    case "voices":
      return layer.width;
    case "lstm":
    case "gru":
      return layer.hidden;
    case "dense":
      return layer.outputs;
    case "logits":
      return layer.words;
  }
}

function checkWork(layers: readonly WordLayer[], window: number): void {
  let count = 0;
  for (const layer of layers) {
    if (layer.kind === "embedding" || layer.kind === "voices") continue;
    if (layer.kind === "lstm") count += 4 * layer.hidden * (layer.inputs + layer.hidden);
    else if (layer.kind === "gru") count += window * 3 * layer.hidden * (layer.inputs + layer.hidden);
    else count += layer.inputs * outputsOf(layer);
  }
  if (count > MOST_MULTIPLICATIONS) throw new ModelError("The page's network is too large to write in a browser.");
}

function pathTo(fields: Fields, index: number, { kind }: WordLayer): string {
  return `${fields.pathTo("layers")}[${index}] (${kind})`;
}
