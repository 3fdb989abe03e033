import { expect, test } from "vitest";
import { figureWords } from "./figure-words";

const MEASURED_TWICE = ["by_features", "by_efficientnet"].flatMap((eyes) =>
  ["density", "coverage_share"].map((figure) => `${eyes} ${figure}`),
);

test("what two networks measured has a row of its own for each", () => {
  const names = [...MEASURED_TWICE, "by_efficientnet kid"].map((name) => figureWords(name).name);
  expect(names).toEqual([
    "density",
    "coverage",
    "density by EfficientNet",
    "coverage by EfficientNet",
    "kernel distance by EfficientNet",
  ]);
});

test("the numbers of a made picture are told apart, and a figure without words keeps its name", () => {
  expect(figureWords("ks major_axis").name).toBe("spread of major axis");
  expect(figureWords("stranger density")).toEqual({ name: "stranger density", means: "" });
  expect(figureWords("constructor")).toEqual({ name: "constructor", means: "" });
});
