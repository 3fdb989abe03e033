import { expect, test } from "vitest";
import { findLoop } from "./loop";

test("a loop begins where the first round does", () => {
  expect(findLoop([9, 8, 1, 2, 3, 1, 2, 3, 1, 2])).toEqual({ start: 2, period: 3 });
  expect(findLoop([3, 4, 4, 4, 4, 4, 4, 4, 4, 4])).toEqual({ start: 1, period: 1 });
});

test("oh oh at the end is no loop", () => {
  expect(findLoop([1, 2, 3, 4, 5, 6, 7, 8, 9, 9])).toBeNull();
});

test("one round alone is no loop", () => {
  expect(findLoop([1, 2, 3, 1, 2])).toBeNull();
  expect(findLoop([])).toBeNull();
});
