/**
 * A network that writes: a word in, a score for each word as the next one out, in float32. Knows no page and no file.
 *
 * Its layers come from docs/formats/page-model.md, and tests/golden/lyrics.json holds it to PyTorch's answers.
 */

import type { Tensor } from "../../layers";
import { END, type Gru, type Lstm, type WordLayer, type WordNetworkModel } from "../../word-layers";
import { decodeTensor } from "../picture/decode";
import { type Cell, copyRow, createMatrix, gruStep, lstmStep, type Matrix, multiply } from "./cells";

/** What a network has read so far. `read` changes it in place; `copyState` keeps it. */
export interface WordState {
  /** Of each recurrent layer its hidden numbers and, for an lstm, its cell's; empty for a window. */
  readonly values: readonly Float32Array[];
  /** Of a window the last words, the oldest first; else empty. */
  readonly seen: Int32Array;
}

export interface WordNetwork {
  /** How many words it scores. */
  readonly words: number;
  /** The state before a song; the first word to read is END. */
  begin(): WordState;
  /**
   * Read one word, as written by a voice (−1: by none), and score the next: a buffer that the next call uses again.
   * END begins a new song, whatever the state held.
   */
  read(state: WordState, word: number, voice: number): Float32Array;
  /** The same, but every layer's output, first to last, in arrays of their own. */
  trace(state: WordState, word: number, voice: number): Float32Array[];
}

interface Call {
  readonly state: WordState;
  readonly word: number;
  readonly voice: number;
}

/** One layer, ready to run: its output, in a buffer of its own. */
type Step = (x: Float32Array, call: Call) => Float32Array;

/** The network with its weights decoded. The layers must fit each other, as the reader of a page checks. */
export function createWordNetwork(model: WordNetworkModel): WordNetwork {
  const { layers, window } = model;
  const decode = (tensor: Tensor) => decodeTensor(model.weights, tensor);
  const first = layers[0];
  if (first?.kind !== "embedding") throw new Error("a network that writes begins with its words' vectors");
  const words = first.words;
  const vectors = createMatrix(decode(first.weights), first.width);
  const sizes: number[] = [];
  const steps = layers.map((layer) => prepare(layer, vectors, decode, window, sizes));
  const voices = layers.reduce((count, layer) => (layer.kind === "voices" ? layer.count : count), 0);
  const input = window > 0 ? windowInput(layers, window) : (outputs: readonly Float32Array[]) => outputs.at(-1);
  const nothing = new Float32Array(0);

  function run(state: WordState, word: number, voice: number): Float32Array[] {
    if (!(Number.isInteger(word) && word >= 0 && word < words)) throw new Error(`there is no word ${word}`);
    if (voices > 0 && !(Number.isInteger(voice) && voice >= -1 && voice < voices)) {
      throw new Error(`there is no voice ${voice}`);
    }
    if (word === END) {
      for (const values of state.values) values.fill(0);
      state.seen.fill(END);
    }
    state.seen.copyWithin(0, 1);
    if (window > 0) state.seen[window - 1] = word;
    const call = { state, word, voice };
    const outputs: Float32Array[] = [];
    for (const step of steps) outputs.push(step(input(outputs) ?? nothing, call));
    return outputs;
  }
  return {
    words,
    begin: () => ({
      values: window > 0 ? [] : sizes.map((size) => new Float32Array(size)),
      seen: new Int32Array(window).fill(END),
    }),
    read: (state, word, voice) => run(state, word, voice).at(-1) ?? nothing,
    trace: (state, word, voice) => run(state, word, voice).map((output) => output.slice()),
  };
}

/** A copy that no further reading changes. */
export function copyState(state: WordState): WordState {
  return { values: state.values.map((values) => values.slice()), seen: state.seen.slice() };
}

/**
 * Read one word and return every layer's output, first to last. Of a window's first layers that is a row for each of its
 * words, one after another. The state goes on by the word, as with `read`.
 */
export function traceWord(network: WordNetwork, state: WordState, word: number, voice: number): Float32Array[] {
  return network.trace(state, word, voice);
}

/** `sizes`: of the state's arrays so far; a recurrent layer appends its own. */
function prepare(
  layer: WordLayer,
  vectors: Matrix,
  decode: (tensor: Tensor) => Float32Array,
  window: number,
  sizes: number[],
): Step {
  switch (layer.kind) {
    case "embedding": {
      const { width } = layer;
      const output = new Float32Array(Math.max(1, window) * width);
      return (_, { state, word }) => {
        if (window === 0) copyRow(output, 0, vectors, word);
        else state.seen.forEach((seen, place) => void copyRow(output, place * width, vectors, seen));
        return output;
      };
    }
    case "voices": {
      const [rows, { width, count }] = [decode(layer.weights), layer];
      const mean = meanRow(rows, count, width);
      const output = new Float32Array(width);
      return (x, { voice }) => {
        const row = voice < 0 ? mean : rows.subarray(voice * width, (voice + 1) * width);
        for (let index = 0; index < width; index++) output[index] = (x[index] as number) + (row[index] as number);
        return output;
      };
    }
    case "lstm": {
      const bias = decode(layer.bias);
      const [input, hidden] = [decode(layer.input_weights), decode(layer.hidden_weights)];
      const cell = createCell(layer, input, hidden, bias, bias);
      const place = sizes.push(layer.hidden, layer.hidden) - 2;
      return (x, { state }) => {
        const [h, c] = [state.values[place], state.values[place + 1]] as [Float32Array, Float32Array];
        lstmStep(cell, x, h, c);
        return h;
      };
    }
    case "gru": {
      const cell = createCell(
        layer,
        decode(layer.input_weights),
        decode(layer.hidden_weights),
        decode(layer.input_bias),
        decode(layer.hidden_bias),
      );
      if (window > 0) return readRows(cell, layer.inputs, layer.hidden, window, layer.reverse);
      const place = sizes.push(layer.hidden) - 1;
      return (x, { state }) => {
        const h = state.values[place] as Float32Array;
        gruStep(cell, x, h);
        return h;
      };
    }
    case "dense": {
      const weights = createMatrix(decode(layer.weights), layer.inputs);
      const [bias, output] = [decode(layer.bias), new Float32Array(layer.outputs)];
      return (x) => {
        multiply(output, weights, x, bias);
        if (layer.activation === "relu")
          for (const [index, value] of output.entries()) if (value < 0) output[index] = 0;
        return output;
      };
    }
    case "logits": {
      const weights = layer.weights === null ? vectors : createMatrix(decode(layer.weights), layer.inputs);
      const [bias, output] = [decode(layer.bias), new Float32Array(layer.words)];
      return (x) => {
        multiply(output, weights, x, bias);
        return output;
      };
    }
  }
}

function createCell(
  { inputs, hidden }: Lstm | Gru,
  inputWeights: Float32Array,
  hiddenWeights: Float32Array,
  inputBias: Float32Array,
  hiddenBias: Float32Array,
): Cell {
  return {
    inputWeights: createMatrix(inputWeights, inputs),
    hiddenWeights: createMatrix(hiddenWeights, hidden),
    inputBias,
    hiddenBias,
    fromInput: new Float32Array(inputBias.length),
    fromHidden: new Float32Array(hiddenBias.length),
  };
}

function meanRow(rows: Float32Array, count: number, width: number): Float32Array {
  const mean = new Float64Array(width);
  rows.forEach((value, index) => {
    mean[index % width] = (mean[index % width] as number) + value / count;
  });
  return Float32Array.from(mean);
}

/** A gru over the rows of a window, from zeros: its hidden numbers after each, in the window's order. */
function readRows(cell: Cell, inputs: number, hidden: number, window: number, reverse: boolean): Step {
  const [h, output] = [new Float32Array(hidden), new Float32Array(window * hidden)];
  return (x) => {
    h.fill(0);
    for (let count = 0; count < window; count++) {
      const place = reverse ? window - 1 - count : count;
      gruStep(cell, x.subarray(place * inputs, (place + 1) * inputs), h);
      output.set(h, place * hidden);
    }
    return output;
  };
}

/**
 * What each layer of a window network is given. After the words' vectors come four gru layers: lower, lower reversed,
 * upper, upper reversed. Both lower ones read the vectors, both upper ones the lower ones side by side; what the upper
 * ones hold at their ends goes on.
 */
function windowInput(layers: readonly WordLayer[], window: number) {
  const widths = layers.map((layer) => (layer.kind === "gru" ? layer.hidden : 0));
  const [left = 0, right = 0, above = 0, aboveReversed = 0] = widths.slice(1, 5);
  const lower = new Float32Array(window * (left + right));
  const ends = new Float32Array(above + aboveReversed);
  return (outputs: readonly Float32Array[]): Float32Array | undefined => {
    const [vectors, forwards, backwards, up, upBackwards] = outputs;
    if (outputs.length < 3) return vectors;
    if (outputs.length === 3 && forwards && backwards) {
      for (let place = 0; place < window; place++) {
        lower.set(forwards.subarray(place * left, (place + 1) * left), place * (left + right));
        lower.set(backwards.subarray(place * right, (place + 1) * right), place * (left + right) + left);
      }
    }
    if (outputs.length < 5) return lower;
    if (outputs.length > 5 || !up || !upBackwards) return outputs.at(-1);
    ends.set(up.subarray((window - 1) * above));
    ends.set(upBackwards.subarray(0, aboveReversed), above);
    return ends;
  };
}
