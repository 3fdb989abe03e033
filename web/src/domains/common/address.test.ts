import { expect, test } from "vitest";
import { readEdits, writeEdits } from "../addition/edits";
import { readAddress, wholeNumber } from "./address";

test("an address gives back what was written into it", () => {
  const edits = new Map([
    [2, 22.7],
    [3, 1e21],
    [4, 0.1 + 0.2],
    [5, -1.2345678901234566e-9],
  ]);
  const fields = readAddress(`#network=hidden-2-16&a=-3&weights=${writeEdits(edits)}`);
  expect(fields.get("network")).toBe("hidden-2-16");
  expect(wholeNumber(fields.get("a"))).toBe(-3);
  expect(readEdits(fields.get("weights"), 6)).toEqual(edits);
});

test("whatever else stands in an address is ignored", () => {
  expect(wholeNumber("2.5")).toBeNull();
  expect(wholeNumber("")).toBeNull();
  expect(wholeNumber("1e400")).toBeNull();
  expect(readEdits("9:1_x:2_1:_0:Infinity_-1:3_3:4", 6)).toEqual(new Map([[3, 4]]));
});
