import { expect, test } from "vitest";
import { extent, linearAxis, logarithmicAxis } from "./axis";

test("labels stand at round values within the range", () => {
  expect(linearAxis(-0.7, 0.8, 300, 0, 6, false).ticks).toEqual([-0.5, 0, 0.5]);
  expect(linearAxis(0, 7, 0, 300, 20, true).ticks).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(logarithmicAxis(0.004, 30, 300, 0, 10).ticks).toEqual([0.001, 0.01, 0.1, 1, 10, 100]);
});

test("a pixel leads back to its value", () => {
  for (const axis of [linearAxis(3, 11, 50, 400, 5, false), logarithmicAxis(0.02, 5000, 280, 10, 5)]) {
    expect(axis.value(axis.pixel(7))).toBeCloseTo(7, 9);
  }
});

test("one single value, or none, still gives an axis", () => {
  expect(linearAxis(5, 5, 0, 100, 4, false).pixel(5)).toBe(0);
  expect(linearAxis(5, 5, 0, 100, 4, false).ticks).toEqual([5]);
  expect(extent([null, Number.NaN])).toBeNull();
  expect(extent([null, 3, -1])).toEqual([-1, 3]);
});

test.each([
  [1e16, 1e16],
  [-1e300, -1e300],
  [1e18, 1e18 + 256],
  [1e20, 1e20 + 16384],
  [-Number.MAX_VALUE, Number.MAX_VALUE],
  [0, Number.MIN_VALUE],
  [1, 1 + Number.EPSILON],
])("from %d to %d, as a run may have exploded, there are no more labels than were asked for", (low, high) => {
  for (const whole of [true, false]) {
    const axis = linearAxis(low, high, 0, 300, 5, whole);
    expect(axis.ticks.length).toBeLessThanOrEqual(6);
    expect(new Set(axis.ticks).size).toBe(axis.ticks.length);
  }
});
