import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ImagesModel } from "../../data/images-model";
import { createGallery, type Gallery } from "./state";
import type { Studio } from "./studio";

const model = {
  attributes: [{ name: "hair_color", values: ["red", "grey"], shares: [0.5, 0.5] }],
  directions: [{ vector: [1, 0], strength: 1 }],
  film: { images: [0, 1, 2], frames: ["", "", ""], rows: 4, columns: 4 },
  generator: { layers: new Array(5).fill({ kind: "tanh", name: "x" }) },
} as unknown as ImagesModel;

/** A window as far as the state of the page knows it. */
const visitor = { hash: "", listeners: [] as (() => void)[] };

beforeEach(() => {
  vi.stubGlobal("window", {
    location: visitor,
    addEventListener: (_: string, listener: () => void) => visitor.listeners.push(listener),
    setTimeout: () => 0,
    clearTimeout: () => undefined,
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

function open(hash: string): Gallery {
  visitor.hash = hash;
  visitor.listeners = [];
  return createGallery(model, {} as Studio);
}

function paste(hash: string): void {
  visitor.hash = hash;
  for (const listener of visitor.listeners) listener();
}

function seen({ seed, wanted, turns, chosen, from, to, share, layer, frame, playing }: Gallery) {
  const signals = { seed, wanted, turns, chosen, from, to, share, layer, frame, playing };
  return Object.fromEntries(Object.entries(signals).map(([name, { value }]) => [name, value] as const));
}

const FULL = "#seed=5&want=0:1&new=3:2&face=3.2_m0:1.5&from=4&to=6_a0:open&walk=20&layer=2&frame=1";
const parts = FULL.slice(1).split("&");

test("every part of an address is read", () => {
  const [usual, full] = [seen(open("")), seen(open(FULL))];
  const same = Object.keys(usual).filter((name) => JSON.stringify(usual[name]) === JSON.stringify(full[name]));
  // Maps look alike as JSON.
  expect(same).toEqual(["turns", "playing"]);
  expect(full["turns"]).toEqual(new Map([[3, 2]]));
});

test("the address is that of what is seen at once, before the window's follows", () => {
  expect(open(FULL).address()).toBe(FULL.slice(1));
  const gallery = open("");
  gallery.drawAgain(3);
  expect(gallery.address()).toBe("new=3:1&face=3.1");
});

test.each(["", ...parts.map((part) => `#${part}`), "#seed=x&want=9:9&face=99&walk=101&layer=5&frame=-3"])(
  "the link %j, pasted over a page in another state, shows what it shows on a fresh page",
  (hash) => {
    const fresh = seen(open(hash));
    const gallery = open(FULL);
    gallery.playing.value = true;
    paste(hash);
    expect(seen(gallery)).toEqual(fresh);
  },
);

test("a picture drawn anew is chosen, and all drawn anew are back at their first turn", () => {
  const gallery = open("");
  gallery.drawAgain(7);
  gallery.drawAgain(7);
  expect(gallery.chosen.value).toMatchObject({ place: 7, turn: 2 });
  expect(gallery.faceAt(7).turn).toBe(2);
  gallery.drawAll();
  expect(gallery.seed.value).toBe(2);
  expect(gallery.faceAt(7).turn).toBe(0);
  expect(gallery.chosen.value).toMatchObject({ place: 7, turn: 0 });
});

test("a wish of all takes back what was asked of the chosen one alone", () => {
  const gallery = open("#face=2_a0:0");
  gallery.want(0, 1);
  expect(gallery.wanted.value).toEqual([1]);
  expect(gallery.chosen.value.labels.size).toBe(0);
});
