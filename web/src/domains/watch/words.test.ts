import { expect, test } from "vitest";
import type { RunLine } from "../../data/live";
import { grow } from "./feed";
import { besideEachOther, differing } from "./figures";
import { readPlace } from "./place";
import { ago, byInterest, bytes, duration, progress, silence, tell, timeLeft } from "./words";

const run: RunLine = {
  folder: "images/0001-faces",
  name: "images/1",
  domain: "images",
  label: "faces",
  preset: "faces",
  seed: 0,
  started: "2026-11-25T04:00:00Z",
  state: "training",
  alive: true,
  stopping: false,
  step: 5,
  steps: 20,
  seconds: 3,
  secondsLeft: 200,
  message: "",
  at: "2026-11-25T04:00:10Z",
  warnings: 0,
  warning: "",
  lines: 0,
  spark: [],
  sample: null,
};
const NOW = Date.parse("2026-11-25T04:05:00Z");

test("times as people say them", () => {
  expect([8.4, 59.6, 200, 7500].map(duration)).toEqual(["8 s", "1 min 0 s", "3 min 20 s", "2 h 5 min"]);
  expect(ago(run.started, NOW)).toBe("5 min ago");
  expect(ago("nonsense", NOW)).toBe("");
  expect([0, 999, 1234, 12_345, 12_345_678].map(bytes)).toEqual(["0 B", "999 B", "1.2 kB", "12 kB", "12 MB"]);
});

test("a run that is silent for long, stops or is done says so", () => {
  expect(silence(run, NOW)).toBe("no word for 4 min 50 s");
  expect(silence({ ...run, alive: false }, NOW)).toBe("");
  expect(timeLeft(run)).toBe("at most 3 min 20 s left");
  expect(timeLeft({ ...run, stopping: true })).toBe("stops at its next step");
  expect(progress(run)).toBe(0.25);
  expect(progress({ ...run, state: "done", step: 1 })).toBe(1);
});

test("only what is news is told", () => {
  expect(tell(run, { ...run, step: 6 })).toBe("");
  expect(tell(run, { ...run, state: "done", alive: false })).toBe("images/1 is done.");
  expect(tell(run, { ...run, warnings: 1, warning: "Collapse" })).toBe("Warning from images/1: Collapse");
  expect(tell(undefined, run)).toBe("images/1 has begun.");
  const old = { ...run, alive: false, started: "2020" };
  expect([old, { ...old, started: "2021" }, run].sort(byInterest).map(({ started }) => started.slice(0, 4))).toEqual([
    "2026",
    "2021",
    "2020",
  ]);
});

test("runs stand side by side: figures by name, settings where they differ", () => {
  const figure = (name: string, text: string) => ({ name, text, beside: "" });
  expect(besideEachOther([[figure("a", "1")], [], [figure("b", "2"), figure("a", "3")]])).toEqual([
    { name: "a", texts: ["1", "–", "3"] },
    { name: "b", texts: ["–", "–", "2"] },
  ]);
  expect(
    differing([
      { a: 1, b: [1, 2] },
      { a: 1, b: [1, 3], c: "" },
    ]),
  ).toEqual([
    { name: "b", texts: ["1, 2", "1, 3"] },
    { name: "c", texts: ["–", "none"] },
  ]);
});

test("the address names runs and nothing else", () => {
  expect(readPlace("#run=images/0001-faces")).toEqual({ shows: "run", folder: "images/0001-faces" });
  expect(readPlace("#compare=images/0001-a,images/0002-b,../x,images/0001-a")).toEqual({
    shows: "compare",
    folders: ["images/0001-a", "images/0002-b"],
  });
  for (const hash of ["", "#all", "#run=../../etc", "#run=images/../x", "#compare="]) {
    expect(readPlace(hash)).toEqual({ shows: "all" });
  }
});

test("curves keep what stays and take what is new", () => {
  const about = { cursor: "a:1:2", names: ["x"], stride: 1, lines: 3, behind: 0, warnings: [] };
  const before = grow(undefined, { ...about, keep: 0, rows: [[1], [2], [3]] });
  expect(grow(before, { ...about, keep: 2, rows: [[4], [5]] }).rows).toEqual([[1], [2], [4], [5]]);
  expect(grow(before, { ...about, keep: 0, rows: [[9]] }).rows).toEqual([[9]]);
});
