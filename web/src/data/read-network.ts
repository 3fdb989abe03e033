/** Reads the networks of an addition run, and the figures of its cells. Internal to `readEnvelope`. */

import { parameterCount, type Shape } from "../shape";
import { Fields, figure, finite, finiteOrNull, integer, list, ModelError, wrong } from "./checks";
import type { Cell, Frames, Network, Pair, Result, Spread, Yardstick } from "./model";

const KINDS = ["hidden", "linear", "nau"] as const;
const ACTIVATIONS = ["sigmoid", "tanh", "relu", "identity"] as const;
const METHODS = ["adam", "levenberg-marquardt", "projection"] as const;
const MOST_NODES = 256;
const LARGEST_SUM = 2 ** 24;
/** The test of extrapolation goes up to so many times the maximum sum. */
const MOST_TIMES = 10_000;
const MOST_SEEDS = 10_000;
const MOST_EPOCHS = 1_000_000;
const MOST_FRAMES = 2000;

export function readNetwork(value: unknown, path: string): Network {
  const fields = new Fields(value, path);
  const shape: Shape = {
    nodes: fields.integer("nodes", 0, MOST_NODES),
    activation: fields.oneOf("activation", ACTIVATIONS),
    biases: fields.flag("biases"),
  };
  const frames = readFrames(fields.object("frames"), shape);
  const losses = fields.list("validation_loss", MOST_EPOCHS, finiteOrNull);
  return {
    id: fields.text("id"),
    kind: fields.oneOf("kind", KINDS),
    ...shape,
    max_sum: maxSum(fields),
    seed: fields.number("seed"),
    method: fields.oneOf("method", METHODS),
    frames,
    best_frame: fields.integer("best_frame", 0, frames.epochs.length - 1),
    weights: readWeights(fields.any("weights"), fields.pathTo("weights"), shape, finite),
    validation_loss: losses,
    ...(fields.has("loss_epochs") ? { loss_epochs: readLossEpochs(fields, losses.length) } : {}),
    result: readResult(fields.object("result")),
  };
}

function readLossEpochs(fields: Fields, count: number): number[] {
  const epochs = fields.list("loss_epochs", MOST_EPOCHS, (value, path) => integer(value, path, 1, MOST_EPOCHS));
  if (epochs.length !== count || epochs.some((epoch, index) => epoch <= (epochs[index - 1] ?? 0))) {
    throw new ModelError(
      `${fields.pathTo("loss_epochs")} should name an epoch for each loss, each later than the last.`,
    );
  }
  return epochs;
}

function readFrames(fields: Fields, shape: Shape): Frames {
  const frames = {
    epochs: fields.list("epochs", MOST_FRAMES, (value, path) => integer(value, path, 0, MOST_EPOCHS)),
    // A training that blew up leaves frames with weights that are not finite.
    weights: fields.list("weights", MOST_FRAMES, (value, path) => readWeights(value, path, shape, figure)),
    validation_loss: fields.list("validation_loss", MOST_FRAMES, finiteOrNull),
  };
  const { length } = frames.epochs;
  if (length === 0) throw wrong(fields.pathTo("epochs"), "a list of at least one frame", []);
  if (frames.weights.length !== length || frames.validation_loss.length !== length) {
    throw new ModelError(`The lists in ${fields.pathTo("weights")} and beside it are not of equal length.`);
  }
  return frames;
}

function readWeights(
  value: unknown,
  path: string,
  shape: Shape,
  read: (value: unknown, path: string) => number,
): number[] {
  const count = parameterCount(shape);
  const weights = list(value, path, count, read);
  if (weights.length !== count) {
    throw new ModelError(`${path} has ${weights.length} numbers; this network has ${count} weights.`);
  }
  return weights;
}

function readResult(fields: Fields): Result {
  const extrapolation = fields.object("extrapolation");
  return {
    accuracy: fields.share("accuracy"),
    all_pairs_accuracy: fields.shareOrNull("all_pairs_accuracy"),
    mse: fields.figure("mse"),
    epochs: fields.integer("epochs", 0, MOST_EPOCHS),
    prediction_range: readRange(fields),
    best_pair: readPair(fields.object("best_pair")),
    worst_pair: readPair(fields.object("worst_pair")),
    stuck: fields.flagOrNull("stuck"),
    float32_accuracy: fields.share("float32_accuracy"),
    extrapolation: {
      max_sum: maxSum(extrapolation, MOST_TIMES * LARGEST_SUM),
      accuracy: extrapolation.share("accuracy"),
      mse: extrapolation.figure("mse"),
    },
  };
}

function readRange(fields: Fields): [number, number] {
  const range = fields.list("prediction_range", 2, figure);
  const [low, high] = range;
  if (low === undefined || high === undefined) throw wrong(fields.pathTo("prediction_range"), "two numbers", range);
  return [low, high];
}

function readPair(fields: Fields): Pair {
  return {
    a: fields.integer("a", 0, LARGEST_SUM / 2 - 1),
    b: fields.integer("b", 0, LARGEST_SUM / 2 - 1),
    prediction: fields.figure("prediction"),
  };
}

export function readCell(value: unknown, path: string): Cell {
  const fields = new Fields(value, path);
  return {
    kind: fields.oneOf("kind", KINDS),
    nodes: fields.integer("nodes", 0, MOST_NODES),
    max_sum: maxSum(fields),
    seeds: fields.integer("seeds", 1, MOST_SEEDS),
    stuck_share: fields.shareOrNull("stuck_share"),
    accuracy: readSpread(fields.object("accuracy")),
    mse: readSpread(fields.object("mse")),
    epochs: readSpread(fields.object("epochs")),
    float32_exact_share: fields.share("float32_exact_share"),
    exact_share: fields.share("exact_share"),
  };
}

function readSpread(fields: Fields): Spread {
  return { median: fields.figure("median"), low: fields.figure("low"), high: fields.figure("high") };
}

export function readYardstick(value: unknown, path: string): Yardstick {
  const fields = new Fields(value, path);
  return {
    max_sum: maxSum(fields),
    one_node_accuracy: fields.share("one_node_accuracy"),
    one_node_mse: fields.number("one_node_mse"),
  };
}

/** Even, because both inputs are whole numbers below half of it. */
function maxSum(fields: Fields, most = LARGEST_SUM): number {
  const value = fields.integer("max_sum", 4, most);
  if (value % 2 !== 0) throw wrong(fields.pathTo("max_sum"), "an even number", value);
  return value;
}
