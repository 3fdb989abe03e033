import { expect, test } from "vitest";
import { fromFloat16 } from "../../../src/engine/picture/decode";
import { createGenerator } from "../../../src/engine/picture/generator";
import { along, arc, drawShare, movedTo, normal } from "../../../src/engine/picture/latent";
import { toPixels } from "../../../src/engine/picture/pixels";
import { createRandom } from "../../../src/engine/random";

test("half precision, by its definition", () => {
  const bits: [number, number][] = [
    [0x0000, 0],
    [0x3c00, 1],
    [0xc000, -2],
    [0x3555, 0.333251953125],
    [0x7bff, 65504],
    [0x0001, 2 ** -24],
    [0x8400, -(2 ** -14)],
    [0x7c00, Number.POSITIVE_INFINITY],
  ];
  for (const [stored, value] of bits) expect(fromFloat16(stored)).toBe(value);
  expect(fromFloat16(0x7e00)).toBeNaN();
});

test("a pixel is round((v + 1) · 127.5), cut at both ends; grey is the same thrice", () => {
  expect([...toPixels(Float32Array.of(-1, 0.002, 1, 7), 1)]).toEqual(
    [0, 128, 255, 255].flatMap((grey) => [grey, grey, grey, 255]),
  );
  expect([...toPixels(Float32Array.of(-1, 1, 0.5), 3)]).toEqual([0, 255, 191, 255]);
  expect([...toPixels(Float32Array.of(Number.NaN), 1)]).toEqual([0, 0, 0, 255]);
});

test("normal numbers have the moments of N(0, 1), and come back from their seed", () => {
  const values = normal(40_001, createRandom(1, "latent"));
  const mean = (power: number) => values.reduce((sum, value) => sum + value ** power, 0) / values.length;
  expect(mean(1)).toBeCloseTo(0, 1);
  expect(mean(2)).toBeCloseTo(1, 1);
  expect(Math.abs(mean(4) - 3)).toBeLessThan(0.2);
  expect(normal(8, createRandom(3, "x"))).toEqual(normal(8, createRandom(3, "x")));
});

test("moving along a direction changes the numbers along it and nothing across it", () => {
  const direction = [0.6, 0.8, 0];
  const moved = movedTo(Float32Array.of(1, -2, 5), direction, 3);
  expect(along(moved, direction)).toBeCloseTo(3, 5);
  expect(along(moved, [-0.8, 0.6, 0])).toBeCloseTo(along([1, -2, 5], [-0.8, 0.6, 0]), 5);
  expect(moved[2]).toBe(5);
});

test("the arc starts and ends where it should and keeps its distance from the origin", () => {
  const [from, to] = [Float32Array.of(2, 0, 0), Float32Array.of(0, 2, 0)];
  expect([...arc(from, to, 0)]).toEqual([2, 0, 0]);
  expect(arc(from, to, 1)[1]).toBeCloseTo(2, 6);
  expect(Math.hypot(...arc(from, to, 0.3))).toBeCloseTo(2, 5);
  expect([...arc(from, from, 0.4)].map((value) => Math.round(value * 1e5) / 1e5)).toEqual([2, 0, 0]);
});

test("shares are drawn as often as they say, and never where they are 0", () => {
  const random = createRandom(5, "labels");
  const counts = [0, 0, 0];
  for (let index = 0; index < 6000; index++) {
    const drawn = drawShare([0.5, 0, 1.5], random);
    counts[drawn] = (counts[drawn] ?? 0) + 1;
  }
  expect(counts[1]).toBe(0);
  // 1500 expected, and a standard deviation of 34.
  expect(Math.abs((counts[0] ?? 0) - 1500)).toBeLessThan(140);
  expect(drawShare([], random)).toBe(-1);
});

test("layers that do not fit each other are refused", () => {
  const reshape = { kind: "reshape", name: "fold", channels: 2, height: 2, width: 2 } as const;
  expect(() => createGenerator([reshape], new Uint8Array(), 7)).toThrow("fold cannot make 8 numbers of 7");
  const add = { kind: "add", name: "sum", layer: 4 } as const;
  expect(() => createGenerator([add], new Uint8Array(), 7)).toThrow("does not come before it");
});
