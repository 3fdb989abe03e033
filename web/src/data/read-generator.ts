/** Reads a stored network that draws, and makes sure that its layers fit each other and its weights. Internal to `readEnvelope`. */

import {
  type Extent,
  extentAfter,
  type Layer,
  multiplications,
  numbersIn,
  type Tensor,
  tensorBytes,
  tensorLength,
  tensorsOf,
} from "../layers";
import { readBase64 } from "./base64";
import { Fields, ModelError } from "./checks";
import type { StoredGenerator } from "./images-model";
import { readTensor } from "./read-tensor";

const KINDS = [
  "dense",
  "reshape",
  "leaky-relu",
  "tanh",
  "clamp",
  "upsample",
  "conv",
  "conv-transpose",
  "affine",
  "add",
] as const;
const MOST_LAYERS = 200;
const MOST_CHANNELS = 65_536;
/** Of a tensor: a convolution has the most. */
const MOST_SIDES = 4;
const MOST_NUMBERS = 4_000_000;
/** Beyond this many a visitor would wait a minute for a picture. */
const MOST_MULTIPLICATIONS = 20e9;
/** Weights and what the layers make, four bytes each: beyond this many a page would claim a gigabyte of memory. */
const MOST_HELD = 250e6;
/** A convolution works on a copy of its maps with zeros around them. */
const MOST_WITH_MARGINS = 4 * MOST_NUMBERS;
const MOST_KERNEL = 15;
const MOST_STRIDE = 8;
const MOST_PARAMETERS = 1e9;

interface Wanted {
  readonly inputs: number;
  readonly channels: number;
  readonly size: number;
}

/** ModelError unless the network makes a picture of the wanted size from an input of the wanted length. */
export function readGenerator(fields: Fields, wanted: Wanted): StoredGenerator {
  const error = fields.object("error");
  const weights = readBase64(fields.text("weights"), fields.pathTo("weights"));
  const layers = fields.list("layers", MOST_LAYERS, readLayer);
  checkFit(layers, weights.length, wanted, fields);
  return {
    layers,
    weights,
    bytes: weights.length,
    parameters: fields.integer("parameters", 0, MOST_PARAMETERS),
    storage: fields.oneOf("storage", ["float16", "int8"]),
    error: { largest: error.number("largest"), mean: error.number("mean") },
  };
}

function readLayer(value: unknown, path: string): Layer {
  const fields = new Fields(value, path);
  const name = fields.text("name");
  const kind = fields.oneOf("kind", KINDS);
  switch (kind) {
    case "dense":
      return { kind, name, ...readSides(fields) };
    case "reshape":
      return {
        kind,
        name,
        channels: fields.integer("channels", 1, MOST_CHANNELS),
        height: fields.integer("height", 1, MOST_CHANNELS),
        width: fields.integer("width", 1, MOST_CHANNELS),
      };
    case "leaky-relu":
      return { kind, name, slope: fields.number("slope") };
    case "tanh":
      return { kind, name };
    case "clamp":
      return { kind, name, low: fields.number("low"), high: fields.number("high") };
    case "upsample":
      return { kind, name, mode: fields.oneOf("mode", ["nearest", "bilinear"]) };
    case "conv":
      return { kind, name, ...readSides(fields), ...readWindow(fields) };
    case "conv-transpose":
      return {
        kind,
        name,
        ...readSides(fields),
        ...readWindow(fields),
        output_padding: fields.integer("output_padding", 0, MOST_STRIDE - 1),
      };
    case "affine":
      return {
        kind,
        name,
        channels: fields.integer("channels", 1, MOST_CHANNELS),
        scale: tensorOf(fields, "scale"),
        shift: tensorOf(fields, "shift"),
      };
    case "add":
      return { kind, name, layer: fields.integer("layer", 0, MOST_LAYERS) };
  }
}

function tensorOf(fields: Fields, name: string): Tensor {
  return readTensor(fields.object(name), MOST_SIDES, MOST_CHANNELS);
}

function readSides(fields: Fields) {
  return {
    inputs: fields.integer("inputs", 1, MOST_CHANNELS),
    outputs: fields.integer("outputs", 1, MOST_CHANNELS),
    weights: tensorOf(fields, "weights"),
    bias: fields.any("bias") === null ? null : tensorOf(fields, "bias"),
  };
}

function readWindow(fields: Fields) {
  return {
    kernel: fields.integer("kernel", 1, MOST_KERNEL),
    stride: fields.integer("stride", 1, MOST_STRIDE),
    padding: fields.integer("padding", 0, MOST_KERNEL),
  };
}

function checkFit(layers: readonly Layer[], bytes: number, wanted: Wanted, fields: Fields): void {
  const extents: Extent[] = [];
  let [count, held] = [0, 0];
  for (const [index, layer] of layers.entries()) {
    const path = `${fields.pathTo("layers")}[${index}] (${layer.kind})`;
    for (const { tensor, shape } of tensorsOf(layer)) {
      if (tensor.shape.join() !== shape.join()) {
        throw new ModelError(
          `${path} has weights of shape ${tensor.shape.join(" × ")} instead of ${shape.join(" × ")}.`,
        );
      }
      if (tensor.offset + tensorBytes(tensor) > bytes) {
        throw new ModelError(`${path} has weights beyond the ${bytes} bytes of ${fields.pathTo("weights")}.`);
      }
      // Tensors may share bytes, so that a short text could hold any number of them.
      held += tensorLength(tensor);
    }
    const before = extents.at(-1) ?? { channels: wanted.inputs, height: 1, width: 1 };
    const after = extentAfter(layer, extents, wanted.inputs);
    if (typeof after === "string") throw new ModelError(`${path} ${after}.`);
    if (numbersIn(after) > MOST_NUMBERS) throw new ModelError(`${path} makes more than ${MOST_NUMBERS} numbers.`);
    if (numbersWithMargins(layer, before) > MOST_WITH_MARGINS) {
      throw new ModelError(`${path} has wider margins than a browser has memory for.`);
    }
    count += multiplications(layer, before, after);
    held += numbersIn(after);
    if (held > MOST_HELD) throw new ModelError("The page's network is too large for a browser.");
    extents.push(after);
  }
  if (count > MOST_MULTIPLICATIONS) throw new ModelError("The page's network is too large to draw in a browser.");
  const { channels, height, width } = extents.at(-1) ?? { channels: 0, height: 0, width: 0 };
  if (channels !== wanted.channels || height !== wanted.size || width !== wanted.size) {
    throw new ModelError(
      `The page's network makes ${channels} × ${height} × ${width} numbers; a picture here has ${wanted.channels} × ${wanted.size} × ${wanted.size}.`,
    );
  }
}

/** At most so many are in a convolution's copy of its maps. */
function numbersWithMargins(layer: Layer, { channels, height, width }: Extent): number {
  if (layer.kind !== "conv" && layer.kind !== "conv-transpose") return 0;
  const margin = 2 * (layer.kernel + layer.padding + layer.stride);
  return channels * (height + margin) * (width + margin);
}
