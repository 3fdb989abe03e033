/**
 * The layers of a network that writes, apart from the values of its weights: what the reader of a page and the engine
 * share. docs/formats/page-model.md says what each kind computes.
 */

import type { Tensor } from "./layers";

/** The first four numbers of every vocabulary: an unknown word, the end of a song, of a line, of a stanza. */
export const [UNKNOWN, END, LINE, STANZA] = [0, 1, 2, 3] as const;

export type Tokens = "words" | "characters" | "bpe";

export interface Embedding {
  readonly kind: "embedding";
  readonly words: number;
  readonly width: number;
  /** (words, width) */
  readonly weights: Tensor;
}

export interface Voices {
  readonly kind: "voices";
  readonly count: number;
  readonly width: number;
  /** (count, width) */
  readonly weights: Tensor;
}

export interface Lstm {
  readonly kind: "lstm";
  readonly inputs: number;
  readonly hidden: number;
  /** (4 · hidden, inputs): the rows of i, f, g, o. */
  readonly input_weights: Tensor;
  /** (4 · hidden, hidden) */
  readonly hidden_weights: Tensor;
  readonly bias: Tensor;
}

export interface Gru {
  readonly kind: "gru";
  readonly inputs: number;
  readonly hidden: number;
  /** Reads the window from its last word to its first. */
  readonly reverse: boolean;
  /** (3 · hidden, inputs): the rows of r, z, n. */
  readonly input_weights: Tensor;
  /** (3 · hidden, hidden) */
  readonly hidden_weights: Tensor;
  readonly input_bias: Tensor;
  readonly hidden_bias: Tensor;
}

export interface WordDense {
  readonly kind: "dense";
  readonly inputs: number;
  readonly outputs: number;
  readonly activation: "relu" | "none";
  /** (outputs, inputs) */
  readonly weights: Tensor;
  readonly bias: Tensor;
}

export interface Logits {
  readonly kind: "logits";
  readonly inputs: number;
  readonly words: number;
  /** (words, inputs); null takes the embedding's. */
  readonly weights: Tensor | null;
  readonly bias: Tensor;
}

export type WordLayer = Embedding | Voices | Lstm | Gru | WordDense | Logits;

/** A network with its weights, as a page holds it. */
export interface WordNetworkModel {
  readonly model: "lstm" | "sequence" | "window";
  /** How many words a `window` network reads; else 0. */
  readonly window: number;
  readonly layers: readonly WordLayer[];
  /** Little-endian. */
  readonly weights: Uint8Array<ArrayBuffer>;
}

/** The tensors of a layer and the shapes that they must have. */
export function wordTensorsOf(layer: WordLayer): readonly { tensor: Tensor; shape: readonly number[] }[] {
  switch (layer.kind) {
    case "embedding":
      return [{ tensor: layer.weights, shape: [layer.words, layer.width] }];
    case "voices":
      return [{ tensor: layer.weights, shape: [layer.count, layer.width] }];
    case "lstm":
      return [...gates(layer, 4), { tensor: layer.bias, shape: [4 * layer.hidden] }];
    case "gru":
      return [
        ...gates(layer, 3),
        { tensor: layer.input_bias, shape: [3 * layer.hidden] },
        { tensor: layer.hidden_bias, shape: [3 * layer.hidden] },
      ];
    case "dense":
      return [
        { tensor: layer.weights, shape: [layer.outputs, layer.inputs] },
        { tensor: layer.bias, shape: [layer.outputs] },
      ];
    case "logits":
      return [
        ...(layer.weights === null ? [] : [{ tensor: layer.weights, shape: [layer.words, layer.inputs] }]),
        { tensor: layer.bias, shape: [layer.words] },
      ];
  }
}

function gates(layer: Lstm | Gru, count: number) {
  return [
    { tensor: layer.input_weights, shape: [count * layer.hidden, layer.inputs] },
    { tensor: layer.hidden_weights, shape: [count * layer.hidden, layer.hidden] },
  ];
}
