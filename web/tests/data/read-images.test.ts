import { describe, expect, test } from "vitest";
import type { ImagesModel } from "../../src/data/images-model";
import { ModelError, readEnvelope } from "../../src/data/read";

type Json = Record<string, unknown>;

const PICTURE = "data:image/webp;base64,UklGRg==";
const bytes = (count: number) => Buffer.alloc(count).toString("base64");
const tensor = (shape: number[], offset: number, storage = "float16") => ({ shape, offset, storage });
/** 3 + 2 inputs → 32 numbers → 2 × 4 × 4 → 1 × 4 × 4. */
const dense = {
  kind: "dense",
  name: "first",
  inputs: 5,
  outputs: 32,
  weights: tensor([32, 5], 0),
  bias: tensor([32], 320, "float32"),
};
const reshape = { kind: "reshape", name: "fold", channels: 2, height: 4, width: 4 };
const conv = {
  kind: "conv",
  name: "last",
  inputs: 2,
  outputs: 1,
  kernel: 3,
  stride: 1,
  padding: 1,
  weights: tensor([1, 2, 3, 3], 448, "int8"),
  bias: null,
};
const generator = {
  layers: [dense, reshape, conv, { kind: "clamp", name: "cut", low: -1, high: 1 }],
  weights: bytes(472),
  bytes: 472,
  parameters: 210,
  storage: "float16",
  error: { largest: 0.4, mean: 0.03 },
};
const model = {
  format: 1,
  domain: "images",
  run: {
    name: "images/1",
    label: "",
    preset: "default",
    summary: "",
    expect: "",
    seed: 0,
    started: "",
    seconds: 1,
    command: "",
    machine: "",
    versions: {},
    spec: {},
  },
  data: { name: "dots", summary: "", licence: "", count: 10 },
  picture: { size: 4, channels: 1 },
  latent: 3,
  attributes: [{ name: "hair_color", values: ["red", "grey"], shares: [0.25, 0.75] }],
  combinations: [{ labels: [1], share: 0.75 }],
  generator,
  directions: [{ vector: [0.6, 0, 0.8], strength: 2 }],
  film: { images: [0, 500], frames: [PICTURE, PICTURE], rows: 4, columns: 4 },
  curves: {
    images: [0, 100],
    series: [{ name: "loss", values: [1, null] }],
    watch: [{ name: "coverage", values: [0.1, 0.9] }],
  },
  alarms: [{ images: 100, kind: "few-distinct", text: "few" }],
  results: { seconds: 1, kl: { value: 0.1, floor: 0.05 }, coverage: { covered: 3, total: 4, floor: 4 } },
  sheets: [{ name: "worst", title: "Worst", picture: PICTURE, rows: ["a"] }],
};

function read(changes: Json): ImagesModel {
  const envelope = { format: 1, hackday: "0.1.0", page: "run", siblings: [], run: { ...model, ...changes } };
  const page = readEnvelope(JSON.stringify(envelope));
  if (page.page !== "run" || page.run.domain !== "images") throw new Error("not a run of the images lab");
  return page.run;
}

test("an images model comes through, its weights as bytes", () => {
  const { generator: stored, results, noGenerator, ...rest } = read({});
  expect(noGenerator).toBe("");
  const { generator: given, results: _, ...expected } = model;
  expect(rest).toEqual({ ...expected, run: { ...expected.run, changed: [], commit: "", card: null } });
  expect(stored).toEqual({ ...given, weights: new Uint8Array(472) });
  expect(results).toMatchObject({ kl: { value: 0.1, floor: 0.05 }, kid: null, valid_share: null, others: {} });
});

test("what a run could not measure, and labels that its pictures lack, are no damage", () => {
  const found = read({
    combinations: [{ labels: [-1], share: 1 }],
    results: {
      attribute_accuracy: { skin: { generated: null, real: 1 }, hair: { generated: 0.5, real: null } },
      kl: { value: null, floor: 0.1 },
    },
  });
  expect(found.combinations).toEqual([{ labels: [-1], share: 1 }]);
  expect(found.results.attribute_accuracy).toEqual({ hair: { generated: 0.5, real: null } });
  expect(found.results.kl).toBeNull();
});

test("a model without a generator comes through with the reason", () => {
  const found = read({ generator: null, no_generator: "It is too large." });
  expect(found.generator).toBeNull();
  expect(found.noGenerator).toBe("It is too large.");
});

test("base64 is read as Node reads it, whatever its padding", () => {
  for (const length of [472, 473, 474]) {
    const weights = Buffer.from(Array.from({ length }, (_, index) => (index * 37) % 256));
    const stored = read({ generator: { ...generator, weights: weights.toString("base64") } }).generator;
    expect(Buffer.from(stored?.weights ?? []).equals(weights)).toBe(true);
    expect(stored?.bytes).toBe(length);
  }
});

test("figures beside a floor are found by any name, also one level down", () => {
  const results = {
    by_features: { density: { value: 0.7, floor: 1 }, compared: 5 },
    ks: { angle: { value: 0.1 } },
    spread: { median: 2 },
  };
  expect(read({ results }).results.others).toEqual({
    "by_features density": { value: 0.7, floor: 1 },
    "ks angle": { value: 0.1, floor: null },
    spread: { value: 2, floor: null },
  });
});

test("a run without attributes, film and figures has its page", () => {
  const layers = [{ ...dense, inputs: 3, weights: tensor([32, 3], 0) }, reshape, conv];
  const plain = read({
    attributes: [],
    combinations: [],
    film: { images: [], frames: [], rows: 4, columns: 4 },
    results: {},
    sheets: [],
    alarms: [],
    generator: { ...generator, layers },
  });
  expect(plain.film).toBeNull();
  expect(plain.results.attribute_accuracy).toEqual({});
});

describe("a field that is missing is named", () => {
  const names = Object.keys(model).filter((name) => name !== "format" && name !== "domain");
  test.each(names)("%s", (name) => {
    expect(() => read({ [name]: undefined })).toThrow(`lacks run.${name}`);
  });
});

const layers = (...changed: unknown[]) => ({ generator: { ...generator, layers: changed } });

test.each<[string, Json, string]>([
  ["a size beyond limits", { picture: { size: 5000, channels: 1 } }, "run.picture.size should be a whole number"],
  ["two channels", { picture: { size: 4, channels: 2 } }, "1 or 3"],
  ["another size than the network's", { picture: { size: 8, channels: 1 } }, "makes 1 × 4 × 4 numbers"],
  ["another latent", { latent: 4, directions: [] }, "layers[0] (dense) takes 5 numbers, but is given 6"],
  ["an unknown layer", layers({ kind: "attention", name: "x" }), "kind should be dense or reshape"],
  ["no layers", layers(), "makes 0 × 0 × 0"],
  ["a layer that does not fit", layers(dense, { ...reshape, channels: 3 }), "cannot make 48 numbers of 32"],
  ["weights beyond the end", { generator: { ...generator, weights: bytes(469) } }, "beyond the 469 bytes"],
  ["weights of another shape", layers({ ...dense, weights: tensor([32, 6], 0) }), "32 × 6 instead of 32 × 5"],
  ["an odd offset", layers({ ...dense, weights: tensor([32, 5], 2) }), "a multiple of 4"],
  ["a kernel without end", layers(dense, reshape, { ...conv, kernel: 1000 }), "kernel"],
  ["a sum with a later layer", layers(dense, { kind: "add", name: "x", layer: 1 }), "does not come before it"],
  ["what is not base64", { generator: { ...generator, weights: "AA*A" } }, "has another letter at 2"],
  [
    "a network too large to draw",
    layers(dense, reshape, ...new Array(9).fill({ kind: "upsample", name: "x", mode: "nearest" }), conv),
    "makes more than",
  ],
  [
    "weights that share their bytes beyond any memory",
    {
      latent: 2998,
      directions: [],
      generator: {
        ...generator,
        weights: bytes(9_020_000),
        layers: new Array(40).fill({
          ...dense,
          inputs: 3000,
          outputs: 3000,
          weights: tensor([3000, 3000], 0, "int8"),
          bias: null,
        }),
      },
    },
    "too large for a browser",
  ],
  [
    "layers that keep more than any memory",
    layers(
      dense,
      reshape,
      ...new Array(8).fill({ kind: "upsample", name: "x", mode: "nearest" }),
      ...new Array(130).fill({ kind: "tanh", name: "x" }),
    ),
    "too large for a browser",
  ],
  [
    "maps whose margins are larger than any memory",
    {
      latent: 2,
      directions: [],
      generator: {
        ...generator,
        weights: bytes(600_000),
        layers: [
          { ...dense, inputs: 4, outputs: 65_536, weights: tensor([65_536, 4], 0, "int8"), bias: null },
          { ...conv, inputs: 65_536, padding: 15, kernel: 1, stride: 8, weights: tensor([1, 65_536, 1, 1], 0, "int8") },
        ],
      },
    },
    "layers[1] (conv) has wider margins",
  ],
  ["a picture from elsewhere", { sheets: [{ ...model.sheets[0], picture: "https://example.org/x.png" }] }, "data:"],
  ["a picture that is a script", { sheets: [{ ...model.sheets[0], picture: "data:image/svg+xml,<svg/>" }] }, "data:"],
  ["a film that runs back", { film: { ...model.film, images: [500, 0] } }, "should rise"],
  ["a frame too few", { film: { ...model.film, frames: [PICTURE] } }, "1 pictures for 2 frames"],
  ["a curve too short", { curves: { ...model.curves, series: [{ name: "x", values: [1] }] } }, "1 entries for 2"],
  ["a combination of unknown values", { combinations: [{ labels: [2], share: 1 }] }, "labels[0]"],
  ["a combination too short", { combinations: [{ labels: [], share: 1 }] }, "each of the 1 attributes"],
  ["shares for other values", { attributes: [{ name: "x", values: ["a"], shares: [] }] }, "1 values, but 0 shares"],
  ["a direction of another length", { directions: [{ vector: [3, 0, 4], strength: 1 }] }, "of length 1"],
  ["a direction too short", { directions: [{ vector: [1], strength: 1 }] }, "1 numbers instead of 3"],
  ["a share beyond 1", { results: { valid_share: 2 } }, "valid_share should be a number from 0 to 1"],
  ["a figure that is a text", { results: { kl: { value: "low", floor: 1 } } }, "kl.value should be a finite number"],
])("%s is refused in a sentence", (_, changes, message) => {
  expect(() => read(changes)).toThrow(ModelError);
  expect(() => read(changes)).toThrow(message);
});

test("markup in names stays a text", () => {
  const name = "<script>alert(1)</script>";
  expect(read({ attributes: [{ name, values: [name, name], shares: [0, 1] }] }).attributes[0]?.name).toBe(name);
});
