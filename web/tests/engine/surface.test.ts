import { expect, test } from "vitest";
import { errorAlongSum, errorSurface } from "../../src/engine/surface";
import type { Shape } from "../../src/shape";

const linear: Shape = { nodes: 0, activation: "identity", biases: false };
/** Answers 2a + b, so its error is a. */
const doublesA = [2, 1];

test("row a, column b: the error of (a, b) stands at a · size + b", () => {
  const { size, inputs, errors } = errorSurface(linear, doublesA, 16, 64);
  expect(size).toBe(8);
  expect([...inputs]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(errors).toHaveLength(64);
  expect(errors[3 * size + 5]).toBe(3);
  expect(errors[5 * size + 3]).toBe(5);
});

test("a large range is sampled evenly at integers, with both ends", () => {
  const { size, inputs, errors } = errorSurface(linear, doublesA, 65536, 5);
  expect(size).toBe(5);
  expect([...inputs]).toEqual([0, 8192, 16384, 24575, 32767]);
  expect(errors[4 * 5]).toBe(32767);
});

test("along a sum only pairs inside the square are taken", () => {
  const { inputs, errors } = errorAlongSum(linear, doublesA, 16, 10, 100);
  expect([...inputs]).toEqual([3, 4, 5, 6, 7]);
  expect([...errors]).toEqual([3, 4, 5, 6, 7]);
  expect([...errorAlongSum(linear, doublesA, 16, 0, 100).inputs]).toEqual([0]);
  expect(errorAlongSum(linear, doublesA, 16, 15, 100).inputs).toHaveLength(0);
  expect([...errorAlongSum(linear, doublesA, 65536, 65534, 9).inputs]).toEqual([32767]);
});
