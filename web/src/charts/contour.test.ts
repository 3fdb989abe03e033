import { expect, test } from "vitest";
import { cellContour } from "./contour";

test("a slope is crossed once, where it reaches the level", () => {
  expect(cellContour([0, 1, 1, 0], 0.25)).toEqual([[0.25, 0, 0.25, 1]]);
});

test("a flat cell and a cell without numbers have no contour", () => {
  expect(cellContour([2, 2, 2, 2], 0.5)).toEqual([]);
  expect(cellContour([Number.NaN, Number.NaN, Number.NaN, Number.NaN], 0.5)).toEqual([]);
});

test("a saddle is crossed twice", () => {
  expect(cellContour([1, 0, 1, 0], 0.5)).toHaveLength(2);
});
