/** PyTorch and this engine must give the same pictures, layer by layer: both read tests/golden/images.json. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createGenerator } from "../../../src/engine/picture/generator";
import { type Layer, numbersIn } from "../../../src/layers";

interface Case {
  readonly name: string;
  readonly input: number[];
  readonly layers: Layer[];
  readonly weights: string;
  readonly outputs: number[][];
}

const path = fileURLToPath(new URL("../../../../tests/golden/images.json", import.meta.url));
const { cases }: { cases: Case[] } = JSON.parse(readFileSync(path, "utf8"));

describe.each(cases)("$name", ({ input, layers, weights, outputs }) => {
  const blob = new Uint8Array(Buffer.from(weights, "base64"));
  const generator = createGenerator(layers, blob, input.length);
  const seen = generator.trace(Float32Array.from(input));

  test.each(layers.map((layer, index) => ({ index, kind: layer.kind })))("layer $index, $kind", ({ index }) => {
    const [actual, expected] = [seen[index] ?? [], outputs[index] ?? []];
    expect(actual).toHaveLength(expected.length);
    expect(actual).toHaveLength(numbersIn(generator.extents[index] ?? { channels: 0, height: 0, width: 0 }));
    const size = Math.max(1, ...expected.map(Math.abs));
    const far = expected.map((value, place) => Math.abs((actual[place] ?? Number.NaN) - value) / size);
    expect(Math.max(...far)).toBeLessThan(1e-5);
  });

  test("drawing is the last layer, and repeats", () => {
    expect(generator.draw(Float32Array.from(input))).toEqual(seen.at(-1));
  });
});

test("every kind of layer and of storage is among them", () => {
  const kinds = new Set(cases.flatMap(({ layers }) => layers.map(({ kind }) => kind)));
  expect(kinds.size).toBe(10);
  const text = JSON.stringify(cases);
  for (const storage of ["float16", "int8", "float32", "bilinear", "nearest"]) expect(text).toContain(`"${storage}"`);
});
