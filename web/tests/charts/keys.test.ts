import { expect, test } from "vitest";
import { alongLine, onGrid } from "../../src/charts/keys";

const pressed = (key: string, shiftKey = false) => ({ key, shiftKey }) as KeyboardEvent;

test.each([
  ["ArrowRight", false, 5, 6],
  ["ArrowLeft", false, 0, 0],
  ["ArrowRight", true, 5, 15],
  ["ArrowRight", true, 95, 99],
  ["Home", false, 50, 0],
  ["End", false, 50, 99],
])("along a line of a hundred, %s (shift: %s) leads from %i to %i", (key, shift, from, to) => {
  expect(alongLine(pressed(key, shift), from, 100)).toBe(to);
});

test("other keys are left to the page, and an empty line has no place", () => {
  expect(alongLine(pressed("ArrowUp"), 5, 100)).toBeNull();
  expect(alongLine(pressed("Home"), 0, 0)).toBeNull();
  expect(onGrid(pressed("a"), [1, 1], [9, 9])).toBeNull();
});

test.each([
  ["ArrowUp", false, [3, 2]],
  ["ArrowDown", false, [3, 4]],
  ["ArrowDown", true, [3, 7]],
  ["ArrowLeft", true, [0, 3]],
  ["Home", false, [0, 0]],
  ["End", false, [19, 7]],
])("on a grid of 20 by 8, %s (shift: %s) leads from the fourth place of the fourth row to %j", (key, shift, to) => {
  expect(onGrid(pressed(key, shift), [3, 3], [20, 8])).toEqual(to);
});
