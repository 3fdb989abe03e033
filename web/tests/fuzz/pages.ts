/** Whole pages of every kind, to be spoiled: the fixtures' runs, and the golden networks in their place. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Json } from "./spoiling";

type Fields = Record<string, Json>;

function load(path: string): Fields {
  return JSON.parse(readFileSync(fileURLToPath(new URL(`../../../tests/${path}`, import.meta.url)), "utf8"));
}

const exported = (run: string) => load(`fixtures/runs-format-1/${run}/export/page.json`);
const addition = exported("addition/0001-post");
const images = exported("images/0001-ellipses-white");
const lyrics = exported("lyrics/0001-songbook");
const golden = { images: load("golden/images.json"), lyrics: load("golden/lyrics.json") };

const PICTURE = "data:image/webp;base64,UklGRg==";

/** The page models of the three labs. */
const models: readonly Fields[] = [
  addition,
  images,
  { ...images, ...withAttributes() },
  ...(golden.images["cases"] as Fields[]).flatMap(drawing),
  lyrics,
  ...(golden.lyrics["networks"] as Fields[]).map(writing),
];

/** What the fixtures' run, whose pictures have no labels, lacks. */
function withAttributes(): Fields {
  return {
    attributes: [{ name: "hair_color", values: ["red", "grey"], shares: [0.25, 0.75] }],
    combinations: [{ labels: [1], share: 0.75 }],
    alarms: [{ images: 100, kind: "few-distinct", text: "few" }],
    generator: null,
    no_generator: "It is too large.",
    results: {
      kl: { value: 0.1, floor: 0.05 },
      kid: { value: null, floor: 0.1 },
      coverage: { covered: 3, total: 4, floor: 4 },
      attribute_accuracy: { hair_color: { generated: 0.5, real: null } },
      ks: { angle: { median: 0.1 } },
    },
    sheets: [{ name: "worst", title: "Worst", picture: PICTURE, rows: ["a"] }],
  };
}

/** A page whose picture is drawn by a golden network; none where its pictures are not square. */
function drawing({ input, layers, weights, outputs }: Fields): Fields[] {
  const numbers = (outputs as Json[][]).at(-1)?.length ?? 0;
  for (const channels of [1, 3]) {
    const size = Math.sqrt(numbers / channels);
    if (!Number.isInteger(size)) continue;
    const stored = { layers, weights, parameters: 5, storage: "int8", error: { largest: 0.4, mean: 0.03 } };
    const latent = (input as Json[]).length;
    const generator = stored as Fields;
    return [{ ...images, picture: { size, channels }, latent, directions: [], generator }];
  }
  return [];
}

/** A page whose songs are written by a golden network. */
function writing({ model, window, shape, layers, weights }: Fields): Fields {
  const words = (shape as Fields)["words"] as number;
  const error = { perplexity: 131.2, stored: null };
  return {
    ...lyrics,
    vocabulary: (lyrics["vocabulary"] as Json[]).slice(0, words),
    voices: Array.from({ length: (shape as Fields)["voices"] as number }, (_, index) => `voice ${index}`),
    network: { model, window, layers, weights, parameters: 5, storage: "int8", error } as Fields,
    samples: [{ kind: "sampled", voice: null, seed: 1, tokens: [4, 5, 2], copied: [[1, 2]] }],
    human: { tokens: [7, 2], artist: "somebody", title: "something" },
    neighbours: { words: [5, 9], near: [[7, 12], [4]] },
    tokens: "bpe",
    merges: ["a b", "ab c"],
  };
}

function envelope(page: string, content: Fields): Fields {
  const siblings = [{ title: "hackday", href: "index.html", current: page === "front" }];
  return { format: 1, hackday: "0.1.0", page, siblings, ...content };
}

function runPage(run: Fields): Fields {
  return envelope("run", { run, files: [{ name: "a.md", href: "a.md", bytes: 9 }], gallery: "../gallery.html" });
}

const about = { title: "addition/1", href: "addition-0001/index.html", preset: "post" };

function livePage(): Fields {
  const live = (model: Fields, key: string): Fields => {
    return { ...about, key, script: `live/${key}.js`, bytes: 9000, pieces: (model["pieces"] as Json[]).slice(0, 3) };
  };
  const networks = (addition["networks"] as Fields[]).map(({ frames, result, ...network }) => network);
  return envelope("front", {
    cards: [{ ...about, domain: "addition", summary: "It adds.", figures: addition["headline"] as Json }],
    live: { addition: [{ ...about, networks }], images: [live(images, "one")], lyrics: [live(lyrics, "two")] },
  });
}

function galleryPage(): Fields {
  const walls = [images, lyrics].map((model): Fields => {
    return {
      ...about,
      domain: "images",
      run: "images/1",
      summary: "",
      pieces: (model["pieces"] as Json[]).slice(0, 4),
    };
  });
  return envelope("gallery", { walls });
}

/** What `readEnvelope` reads. */
export const pages: readonly Fields[] = [...models.map(runPage), livePage(), galleryPage()];
/** What `readModel` reads. */
export const scripts: readonly Fields[] = [images, lyrics];

const runLine: Fields = {
  folder: "images/0003-faces",
  name: "images/3",
  domain: "images",
  label: "Ann's faces",
  preset: "faces",
  seed: 3,
  started: "2026-01-02T12:00:00Z",
  state: "training",
  alive: true,
  stopping: false,
  step: 40,
  steps: 100,
  seconds: 12.5,
  seconds_left: 20,
  message: "160 images a second",
  at: "2026-01-02T12:00:12Z",
  warnings: 1,
  warning: "few distinct faces",
  lines: 3,
  spark: [1, 0.5, 0.25],
  sample: { kind: "picture", path: "artifacts/sheet.png" },
};

/** What the live view's server answers, by what reads it. */
export const answers: Readonly<Record<"changes" | "details" | "surface", Fields>> = {
  changes: {
    version: "7-12",
    now: "2026-01-02T12:00:13Z",
    place: "runs",
    exists: true,
    full: true,
    runs: [runLine, { ...runLine, state: "done", alive: false, seconds_left: null, sample: null }],
    gone: ["images/0001-faces"],
    complaints: ["images/0002-faces: run.json cannot be read"],
    behind: 0,
    curves: {
      "images/0001-faces": null,
      "images/0003-faces": {
        cursor: "9:120",
        names: ["kl", "coverage"],
        stride: 2,
        lines: 6,
        behind: 0,
        keep: 1,
        rows: [
          [20, 5, 0.5, null],
          [40, 10, false, 0.75],
        ],
        warnings: [{ step: 20, seconds: 5, text: "few distinct faces" }],
      },
    },
  },
  details: {
    folder: "images/0003-faces",
    called: "images/3",
    record: {
      spec: { data: "avatars:lorelei", size: 64, generator_widths: [8, 16], bfloat16: true },
      command: "hackday train images",
      machine: "2 cores",
      versions: { hackday: "0.3.0", python: "3.11.7" },
      minutes: 30,
    },
    figures: [{ name: "kinds covered", text: "58 of 60", beside: "real ones: 60 of 60" }],
    measured_on: ["data", "size"],
    files: [{ path: "run.json", bytes: 900, at: 1_767_355_200.5 }],
  },
  surface: {
    title: "Error of 4 nodes",
    inputs: [0, 7.5, 15],
    errors: [
      [0, 0.5, null],
      [-0.5, 0, 1],
      [null, 1, 2],
    ],
  },
};

/** What the browser keeps of a gallery. */
export const kept: Json[] = (images["pieces"] as Json[]).slice(0, 3).map((piece) => ({
  run: "images/1",
  title: "Ellipses",
  piece,
}));
