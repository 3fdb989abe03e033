import { expect, test } from "vitest";
import { draggedTo, unitOf } from "./weight-drag";

test("the strongest weight follows the pointer evenly, and comes back with it", () => {
  const drag = { x: 50, y: 80, weight: 3, unit: unitOf(3, 3) };
  const weights = [50, 60, 70, 150, 50].map((x) => draggedTo(drag, x, 80));
  expect(weights.map((weight) => Math.round(weight * 1e9) / 1e9)).toEqual([3, 3.3, 3.6, 6, 3]);
  expect(draggedTo(drag, 50, 70)).toBeCloseTo(3.3, 9);
});

test("a pixel is worth a hundredth of the largest weight", () => {
  expect(unitOf(-0.5, 2)).toBe(0.02);
  expect(unitOf(-6e6, 2)).toBe(6e4);
  expect(unitOf(0, 0)).toBe(1e-5);
});
