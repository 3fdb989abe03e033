import { expect, test } from "vitest";
import type { ImagesModel } from "../../data/images-model";
import { drawable, inputBetween, inputOf, labelWords, moveOf, OPEN, plainFace } from "./faces";

const model = {
  latent: 4,
  attributes: [
    { name: "hair_color", values: ["red", "grey", "blond"], shares: [0.5, 0.5, 0] },
    { name: "beard", values: ["none", "full"], shares: [1, 0] },
  ],
  combinations: [
    { labels: [0, 0], share: 0.75 },
    { labels: [1, 1], share: 0.25 },
  ],
  directions: [{ vector: [0, 0.6, 0.8, 0], strength: 1 }],
} as unknown as ImagesModel;
const nothing = [null, null];

test("a place always has the same picture; another place, turn or seed has another", () => {
  const numbers = (seed: number, place: number, turn: number) =>
    drawable(model, seed, nothing, plainFace(place, turn)).latent.join();
  expect(numbers(1, 0, 0)).toBe(numbers(1, 0, 0));
  expect(new Set([numbers(1, 0, 0), numbers(1, 1, 0), numbers(1, 0, 1), numbers(2, 0, 0)]).size).toBe(4);
});

test("values are drawn together, as often as in the data", () => {
  const drawn = Array.from({ length: 2000 }, (_, place) => drawable(model, 1, nothing, plainFace(place)).labels.join());
  expect(new Set(drawn)).toEqual(new Set(["0,0", "1,1"]));
  // 1500 expected, with a standard deviation of 19.
  expect(Math.abs(drawn.filter((labels) => labels === "0,0").length - 1500)).toBeLessThan(80);
});

test("a wish changes what was asked for and nothing else", () => {
  const [free, asked] = [nothing, [2, null]].map((wanted) => drawable(model, 1, wanted, plainFace(3)));
  expect(asked?.latent).toEqual(free?.latent);
  expect(asked?.labels[0]).toBe(2);
  expect(asked?.labels[1]).toBe(free?.labels[1]);
  const own = { ...plainFace(3), labels: new Map([[0, OPEN]]) };
  expect(drawable(model, 1, [2, null], own).labels[0]).toBe(OPEN);
});

test("the input is the latent and a slot a value; an open attribute has none set", () => {
  const latent = Float32Array.of(1, 2, 3, 4);
  expect([...inputOf(model, { latent, labels: [2, OPEN] })]).toEqual([1, 2, 3, 4, 0, 0, 1, 0, 0]);
  expect(labelWords(model, [2, OPEN])).toBe("hair color blond");
});

test("a moved face lies where it was moved to", () => {
  const moved = drawable(model, 1, nothing, { ...plainFace(0), moves: new Map([[0, 2.5]]) });
  expect(moveOf(model, moved, 0)).toBeCloseTo(2.5, 5);
});

test("the way between two faces begins at one and ends at the other", () => {
  const [from, to] = [drawable(model, 1, [0, 0], plainFace(0)), drawable(model, 1, [1, 0], plainFace(1))];
  const rounded = (values: Float32Array) => Array.from(values, (value) => Math.round(value * 1e4) / 1e4 + 0);
  expect(rounded(inputBetween(model, from, to, 0))).toEqual(rounded(inputOf(model, from)));
  expect(rounded(inputBetween(model, from, to, 1))).toEqual(rounded(inputOf(model, to)));
  expect(rounded(inputBetween(model, from, to, 0.25)).slice(4)).toEqual([0.75, 0.25, 0, 1, 0]);
});
