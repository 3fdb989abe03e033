/**
 * A network that draws: numbers in, every layer's numbers out, in float32. Knows no page and no file.
 *
 * Its layers come from docs/formats/page-model.md, and tests/golden/images.json holds it to PyTorch's answers.
 */

import { type Extent, extentAfter, type Layer, multiplications } from "../../layers";
import { convolution, transposedConvolution } from "./convolution";
import { decodeTensor } from "./decode";
import { add, affine, clamp, dense, doubleBilinear, doubleNearest, leakyRelu, tanh } from "./maps";

/** Numbers that may be handed to a worker or to a canvas. */
export type Values = Float32Array<ArrayBuffer>;

export interface Generator {
  /** The size of each layer's output. */
  readonly extents: readonly Extent[];
  /** Multiplications with their additions that one picture takes. */
  readonly multiplications: number;
  /** Every layer's output, first to last, each computed when it is asked for: a page can pause in between. */
  readonly layers: (input: Values) => Iterable<Values>;
  /** All of them at once. */
  readonly trace: (input: Values) => Values[];
  /** The last layer's output: (channels, height, width), −1 … 1 and a little beyond. */
  readonly draw: (input: Values) => Values;
}

/** One layer, ready to run: given all outputs so far, of which the last is its input. */
type Step = (x: Values, before: readonly Values[]) => Values;

/** The network in `layers` with its weights from `blob`. The layers must fit each other, as the reader of a page checks. */
export function createGenerator(layers: readonly Layer[], blob: Uint8Array, inputLength: number): Generator {
  const extents: Extent[] = [];
  const steps: Step[] = [];
  let count = 0;
  for (const layer of layers) {
    const from = extents.at(-1) ?? { channels: inputLength, height: 1, width: 1 };
    const to = extentAfter(layer, extents, inputLength);
    if (typeof to === "string") throw new Error(`layer ${layer.name} ${to}`);
    steps.push(prepare(layer, blob, from, to));
    extents.push(to);
    count += multiplications(layer, from, to);
  }
  function* run(input: Values): Iterable<Values> {
    const outputs: Values[] = [];
    let x = input;
    for (const step of steps) {
      x = step(x, outputs);
      outputs.push(x);
      yield x;
    }
  }
  const trace = (input: Values) => [...run(input)];
  return { extents, multiplications: count, layers: run, trace, draw: (input) => trace(input).at(-1) ?? input };
}

function prepare(layer: Layer, blob: Uint8Array, from: Extent, to: Extent): Step {
  switch (layer.kind) {
    case "dense": {
      const weights = decodeTensor(blob, layer.weights);
      const bias = layer.bias && decodeTensor(blob, layer.bias);
      return (x) => dense(x, weights, bias, layer.outputs);
    }
    case "conv":
      return convolution(
        layer,
        decodeTensor(blob, layer.weights),
        layer.bias && decodeTensor(blob, layer.bias),
        from,
        to,
      );
    case "conv-transpose":
      return transposedConvolution(
        layer,
        decodeTensor(blob, layer.weights),
        layer.bias && decodeTensor(blob, layer.bias),
        from,
        to,
      );
    case "affine": {
      const [scale, shift] = [decodeTensor(blob, layer.scale), decodeTensor(blob, layer.shift)];
      return (x) => affine(x, scale, shift);
    }
    case "reshape":
      return (x) => x;
    case "leaky-relu":
      return (x) => leakyRelu(x, layer.slope);
    case "tanh":
      return tanh;
    case "clamp":
      return (x) => clamp(x, layer.low, layer.high);
    case "upsample":
      return layer.mode === "nearest" ? (x) => doubleNearest(x, from) : (x) => doubleBilinear(x, from);
    case "add":
      return (x, before) => add(x, before[layer.layer] ?? x);
  }
}
