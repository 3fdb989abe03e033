import { expect, test } from "vitest";
import type { RunCurves } from "./feed";
import { hintOf, linesOf, nameOf, overlaid, panelsOf, positions } from "./series";

const curves: RunCurves = {
  cursor: "",
  names: ["coverage", "generator_loss", "images", "odd_one"],
  stride: 1,
  lines: 3,
  behind: 0,
  rows: [
    [1, 0.5, 0.25, 3, 64],
    [2, 1, null, false, 128, 7],
    [4, 2, 0.5, 2, 192],
  ],
  warnings: [],
};

test("figures that belong together share a chart, counts are none, and what nobody knows has its own", () => {
  expect(panelsOf(curves.names).map(({ title }) => title)).toEqual([
    "What the pictures are like",
    "Losses of the two",
    "odd one",
  ]);
  const [small, large] = panelsOf([
    "validation_loss/hidden-2-16",
    "validation_loss/linear-256",
    "validation_loss/nau-3-16",
  ]);
  expect(small?.members.map(({ label }) => label)).toEqual(["2 nodes", "NAU, 3 nodes"]);
  expect(large?.title).toBe("Validation loss, sums up to 256");
  expect(nameOf("validation_loss/hidden-2-16")).toBe("Validation loss, 2 nodes, sums up to 16");
  expect(panelsOf(["constructor", "__proto__"]).map(({ title }) => title)).toEqual(["constructor", "  proto  "]);
});

test("a figure that is missing has no point, one that was not finite breaks the line", () => {
  const [pictures, losses] = panelsOf(curves.names);
  if (pictures === undefined || losses === undefined) throw new Error("no charts");
  expect(linesOf(curves, pictures)[0]?.values).toEqual([0.25, undefined, 0.5]);
  expect(linesOf(curves, losses)[0]?.values).toEqual([3, null, 2]);
  expect(positions(curves, "seconds")).toEqual([0.5, 1, 2]);
});

test("runs over one axis keep their own points", () => {
  const other = {
    ...curves,
    rows: [
      [2, 9, 0.75],
      [8, 10, 1],
    ],
  };
  const runs = [
    { curves, label: "one", colour: "--high" },
    { curves: other, label: "other", colour: "--low" },
  ];
  const { x, lines } = overlaid(runs, "coverage", "step");
  expect(x).toEqual([1, 2, 4, 8]);
  expect(lines.map(({ values }) => values)).toEqual([
    [0.25, undefined, 0.5, undefined],
    [undefined, 0.75, undefined, 1],
  ]);
});

test("a thinned chart says so", () => {
  expect(hintOf(curves)).toContain("exact values");
  expect(hintOf({ ...curves, stride: 64, lines: 100_000 })).toBe(
    "100,000 lines of metrics; every two points are the lowest and the highest of 64 of them.",
  );
});
