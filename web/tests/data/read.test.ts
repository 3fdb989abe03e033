import { describe, expect, test } from "vitest";
import { type AdditionModel, shapeOf } from "../../src/data/model";
import { ModelError, readEnvelope } from "../../src/data/read";
import { readKept } from "../../src/data/read-kept";

type Json = Record<string, unknown>;

const pair = { a: 2, b: 2, prediction: 4.03 };
const network = {
  id: "hidden-2-16",
  kind: "hidden",
  nodes: 2,
  max_sum: 16,
  seed: 0,
  activation: "sigmoid",
  biases: false,
  method: "adam",
  frames: {
    epochs: [0, 1],
    weights: [
      [1, 2, 3, 4, 5, 6],
      [2, 3, 4, 5, 6, 7],
    ],
    validation_loss: [null, 16.8],
  },
  best_frame: 1,
  weights: [2, 3, 4, 5, 6, 7],
  validation_loss: [16.8],
  result: {
    accuracy: 0.97,
    all_pairs_accuracy: 0.96875,
    mse: 0.052,
    epochs: 1,
    prediction_range: [-0.4, 13.6],
    best_pair: pair,
    worst_pair: pair,
    stuck: false,
    float32_accuracy: 0.97,
    extrapolation: { max_sum: 1600, accuracy: 0, mse: 1.6e5 },
  },
};
const spread = { median: 0.9, low: 0.1, high: 1 };
const cell = {
  kind: "hidden",
  nodes: 2,
  max_sum: 16,
  seeds: 20,
  stuck_share: 0.15,
  accuracy: spread,
  mse: spread,
  epochs: spread,
  float32_exact_share: 0,
  exact_share: 0,
};
const run = {
  name: "addition/1",
  label: "post",
  preset: "post",
  summary: "",
  expect: "",
  seed: 0,
  started: "2026-11-24T09:41:03Z",
  seconds: 2.31,
  command: "hackday train addition",
  machine: "",
  versions: { hackday: "0.1.0" },
  spec: { hidden: [1, 2] },
  changed: ["nodes: 3 instead of 1, 2, 4, 8, 16"],
  commit: "abc123",
};
const card = {
  what: "w",
  data: "d",
  licence: "l",
  made_for: ["play"],
  not_for: ["work"],
  figures: [{ name: "accuracy", value: "97 %", beside: "chance 6 %" }],
  limits: [],
};
const model = {
  format: 1,
  domain: "addition",
  run,
  card,
  networks: [network],
  cells: [cell],
  yardsticks: [{ max_sum: 16, one_node_accuracy: 0.234375, one_node_mse: 5.332 }],
};
const sibling = { title: "addition/1", href: "../addition-0001-post/index.html", current: true };
const files = [{ name: "model.onnx", href: "model.onnx", bytes: 1234 }];
const base = { format: 1, hackday: "0.1.0", siblings: [sibling] };
const envelope = { ...base, page: "run", run: model, files, gallery: "../gallery.html" };

const read = (value: unknown) => readEnvelope(JSON.stringify(value));
const readModel = (changes: Json): AdditionModel => {
  const page = read({ ...envelope, run: { ...model, ...changes } });
  if (page.page !== "run" || page.run.domain !== "addition") throw new Error("not a run of the addition lab");
  return page.run;
};
const withNetwork = (changes: Json) => () => readModel({ networks: [{ ...network, ...changes }] });

test("a page model comes through as it is, its card with the run", () => {
  const { card: _, ...rest } = model;
  expect(read(envelope)).toEqual({ ...envelope, run: { ...rest, run: { ...run, card } } });
  expect(shapeOf(readModel({}).networks[0] as never)).toEqual({ nodes: 2, activation: "sigmoid", biases: false });
});

test("a page from before there were cards, files and a gallery is read too", () => {
  const { changed, commit, ...old } = run;
  const page = read({ ...base, page: "run", run: { ...model, card: undefined, run: old } });
  if (page.page !== "run") throw new Error("not a run");
  expect(page).toMatchObject({ files: [], gallery: null });
  expect(page.run.run).toEqual({ ...old, changed: [], commit: "", card: null });
  expect([changed.length, commit.length]).toEqual([1, 6]);
});

const runCard = {
  title: "t",
  href: "a/index.html",
  domain: "addition",
  preset: "post",
  summary: "s",
  figures: [{ name: "accuracy", value: "97 %", beside: "" }],
};
const picture = { kind: "picture", about: "", address: "seed=7&face=0", picture: "data:image/png;base64,AAAA" };
const verse = { kind: "verse", about: "The Band", address: "seed=1", text: "hello\nworld" };
const about = { title: "images/1", href: "images-0001/index.html", preset: "faces" };
const { id, kind, nodes, max_sum, activation, biases, method, weights } = network;
const live = {
  addition: [{ ...about, networks: [{ id, kind, nodes, max_sum, activation, biases, method, weights }] }],
  images: [{ ...about, key: "images-0001", script: "live/images-0001.js", bytes: 9, pieces: [picture] }],
  lyrics: [],
};
const front = { ...base, page: "front", cards: [runCard], live };
const wall = {
  ...{ title: "t", href: "a/index.html", domain: "lyrics", run: "lyrics/1 now" },
  summary: "s",
  pieces: [verse],
};

test("a front page and a gallery come through as they are", () => {
  expect(read(front)).toEqual(front);
  expect(read({ ...front, live: undefined })).toEqual({ ...front, live: { addition: [], images: [], lyrics: [] } });
  const gallery = { ...base, page: "gallery", walls: [wall] };
  expect(read(gallery)).toEqual(gallery);
});

test("what a front page or a gallery must not hold is refused", () => {
  const withStage = (changes: Json) => () =>
    read({ ...front, live: { ...live, images: [{ ...live.images[0], ...changes }] } });
  expect(withStage({ script: "https://evil.example/x.js" })).toThrow(ModelError);
  expect(withStage({ script: "//evil.example/x.js" })).toThrow(ModelError);
  expect(withStage({ pieces: [{ ...picture, picture: "data:image/svg+xml;base64,AAAA" }] })).toThrow(ModelError);
  expect(withStage({ pieces: [{ ...picture, kind: "html" }] })).toThrow(ModelError);
  const short = { ...live.addition[0], networks: [{ ...live.addition[0]?.networks[0], weights: [1] }] };
  expect(() => read({ ...front, live: { ...live, addition: [short] } })).toThrow("1 weights instead of");
  expect(() => read({ ...base, page: "gallery", walls: [{ ...wall, href: "javascript:alert(1)" }] })).toThrow(
    ModelError,
  );
  expect(() => read({ ...envelope, files: [{ ...files[0], href: "\\\\evil" }] })).toThrow(ModelError);
});

test("what the browser kept is read piece by piece, and what is none is left out", () => {
  const one = { run: "lyrics/1 now", title: "t", piece: verse };
  expect(readKept(JSON.stringify([one, 7, { ...one, piece: { ...picture, picture: "javascript:1" } }]))).toEqual([one]);
  expect(() => readKept("{}")).toThrow(ModelError);
  expect(() => readKept("not JSON")).toThrow();
});

test("what is not JSON, not an object, or too long is refused", () => {
  for (const text of ["", "{", "null", "[]", "7", '"text"', "NaN"]) {
    expect(() => readEnvelope(text), text).toThrow(ModelError);
  }
  expect(() => readEnvelope(" ".repeat(32_000_001))).toThrow("at most 32000000");
});

test("an unknown format is refused with its number", () => {
  expect(() => read({ ...envelope, format: 2 })).toThrow("reads format 1, but format is 2");
  expect(() => read({ ...envelope, format: "1" })).toThrow(ModelError);
  expect(() => readModel({ format: 9 })).toThrow("run.format is 9");
});

describe("missing fields", () => {
  const removals = (value: Json, path: string[]): string[][] =>
    Object.keys(value).flatMap((name) => {
      const inner = value[name];
      const here = [...path, name];
      if (name === "versions" || name === "spec") return [here];
      if (Array.isArray(inner)) {
        const first: unknown = inner[0];
        return isObject(first) ? [here, ...removals(first, [...here, "0"])] : [here];
      }
      return isObject(inner) ? [here, ...removals(inner, here)] : [here];
    });

  /** What pages of an earlier version do not have. */
  const later = ["run.run.changed", "run.run.commit", "run.card", "run.card.figures.0.beside", "files", "gallery"];
  const needed = removals(envelope, [])
    .map((path) => path.join("."))
    .filter((path) => !later.includes(path));
  test.each(needed)("%s", (path) => {
    const copy: unknown = JSON.parse(JSON.stringify(envelope));
    const names = path.split(".");
    const last = names.pop() ?? "";
    const parent = names.reduce((value: unknown, name) => Reflect.get(Object(value), name), copy);
    Reflect.deleteProperty(Object(parent), last);
    expect(() => read(copy)).toThrow(new RegExp(`lacks .*${last}`));
  });
});

describe("wrong values", () => {
  test.each<[Json, string]>([
    [{ nodes: "2" }, 'networks[0].nodes should be a whole number from 0 to 256, but is "2"'],
    [{ nodes: 1e9 }, "whole number from 0 to 256"],
    [{ nodes: -1 }, "whole number"],
    [{ nodes: 1.5 }, "whole number"],
    [{ activation: "softmax" }, "sigmoid or tanh or relu or identity"],
    [{ activation: "constructor" }, "sigmoid or tanh"],
    [{ biases: 0 }, "true or false"],
    [{ nodes: 257 }, "whole number from 0 to 256"],
    [{ max_sum: 2 }, "max_sum should be a whole number from 4 to 16777216, but is 2"],
    [{ max_sum: 17 }, "max_sum should be an even number, but is 17"],
    [{ max_sum: 2 ** 24 + 2 }, "max_sum"],
    [{ loss_epochs: [] }, "an epoch for each loss"],
    [{ loss_epochs: [0] }, "loss_epochs[0]"],
    [{ validation_loss: [1, 2], loss_epochs: [5, 5] }, "each later than the last"],
    [{ id: { toString: "x" } }, "networks[0].id should be a text, but is an object"],
    [{ weights: [1, 2, 3] }, "has 3 numbers; this network has 6 weights"],
    [{ weights: [1, 2, 3, 4, 5, 6, 7] }, "at most 6"],
    [{ weights: [1, 2, 3, 4, 5, null] }, "networks[0].weights[5] should be a finite number, but is null"],
    [{ weights: { length: 6 } }, "should be a list, but is an object"],
    [{ biases: true }, "this network has 9 weights"],
    [{ best_frame: 2 }, "best_frame"],
    [{ validation_loss: ["1"] }, "validation_loss[0]"],
    [{ frames: { ...network.frames, epochs: [0] } }, "not of equal length"],
    [{ frames: { epochs: [], weights: [], validation_loss: [] } }, "at least one frame"],
    [{ result: { ...network.result, accuracy: 1.5 } }, "from 0 to 1"],
    [{ result: { ...network.result, prediction_range: [1] } }, "two numbers"],
  ])("%o", (changes, message) => {
    expect(withNetwork(changes)).toThrow(ModelError);
    expect(withNetwork(changes)).toThrow(message);
  });

  test("a number too large for float64", () => {
    const text = JSON.stringify(envelope).replace('"mse":0.052', '"mse":1e999');
    expect(() => readEnvelope(text)).toThrow("mse should be a finite number, but is Infinity");
  });

  test("a figure that was not finite is read as NaN, in curves it stays null", () => {
    const result = { ...network.result, mse: null };
    const [read] = readModel({ networks: [{ ...network, result, validation_loss: [null] }] }).networks;
    expect(read?.result.mse).toBeNaN();
    expect(read?.validation_loss).toEqual([null]);
  });

  test("what Python leaves out comes through: no yardsticks, no verdict, too many pairs to ask all", () => {
    const result = { ...network.result, stuck: null, all_pairs_accuracy: null };
    const cells = [{ ...cell, stuck_share: null }];
    const model = readModel({ networks: [{ ...network, result }], cells, yardsticks: [] });
    expect(model.networks[0]?.result).toEqual(result);
    expect(model.cells).toEqual(cells);
    expect(model.yardsticks).toEqual([]);
  });

  test("the limits themselves are let through", () => {
    const result = { ...network.result, extrapolation: { max_sum: 2 ** 24 * 10_000, accuracy: 0, mse: 1 } };
    const at = (max_sum: number) => readModel({ networks: [{ ...network, max_sum, result }] }).networks[0]?.max_sum;
    expect([at(4), at(2 ** 24)]).toEqual([4, 2 ** 24]);
  });

  test("a thinned curve keeps its epochs", () => {
    const thinned = { validation_loss: [17, null, 3], loss_epochs: [1, 2, 5] };
    expect(readModel({ networks: [{ ...network, ...thinned }] }).networks[0]).toMatchObject(thinned);
  });

  test("too many networks, and two of one name", () => {
    expect(() => readModel({ networks: new Array(201).fill(network) })).toThrow(
      "201 entries; a page holds at most 200",
    );
    expect(() => readModel({ networks: [network, network] })).toThrow(
      'Two networks of the page are called "hidden-2-16"',
    );
  });
});

test.each([
  "javascript:alert(1)",
  "java\tscript:alert(1)",
  " data:text/html,x",
  "//example.org/",
  " //example.org/",
  "\u00a0/example.org",
  " run.html",
  "/\\example.org",
  "\\\\example.org",
  "https://example.org",
])("the link %j is refused", (href) => {
  expect(() => read({ ...envelope, siblings: [{ ...sibling, href }] })).toThrow("relative link within the site");
});

test("keys of Object.prototype are neither found where missing nor set where given", () => {
  const hostile = '{"__proto__": {"format": 1, "page": "run"}, "constructor": 1}';
  expect(() => readEnvelope(hostile)).toThrow("lacks format");
  const text = JSON.stringify(envelope).replace('"versions":{', '"versions":{"__proto__":"1","constructor":"2",');
  const page = readEnvelope(text);
  expect(Reflect.get({}, "format")).toBeUndefined();
  if (page.page !== "run") throw new Error("not a run");
  expect(Object.getPrototypeOf(page.run.run.versions)).toBe(Object.prototype);
  expect(Object.keys(page.run.run.versions)).toEqual(["__proto__", "constructor", "hackday"]);
});

test("markup in a text stays a text, and unknown fields are left behind", () => {
  const label = "<img src=x onerror=alert(1)>";
  expect(readModel({ run: { ...run, label } }).run.label).toBe(label);
  expect(readModel({ surprise: 1 })).not.toHaveProperty("surprise");
});

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

test.each<[string, string, string]>([
  ["the format", '"format":1', "reads format 1, but format is an object"],
  ["a setting", '"spec":{}', "spec.a.a.a.a.a.a.a.a lies too deep"],
  ["a list", '"networks":[]', "networks should be a list, but is an object"],
])("%s nested without end is refused in a sentence", (_, place, message) => {
  const deep = `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`;
  const plain = { ...envelope, run: { ...envelope.run, networks: [], run: { ...envelope.run.run, spec: {} } } };
  const text = JSON.stringify(plain).replace(place, `${place.split(":")[0]}:${deep}`);
  expect(() => readEnvelope(text)).toThrow(ModelError);
  expect(() => readEnvelope(text)).toThrow(message);
});

test("a name of any length is named in a short message", () => {
  const versions = { ["a".repeat(100_000)]: 1 };
  const changed = { ...envelope, run: { ...envelope.run, run: { ...envelope.run.run, versions } } };
  expect(() => readEnvelope(JSON.stringify(changed))).toThrow(
    /^run\.run\.versions\.a{40}… should be a text, but is 1\.$/,
  );
});
