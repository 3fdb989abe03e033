import { expect, test } from "vitest";
import { bestFrame, frameAt } from "./moments";

const film = { images: [0, 1000, 2000, 3000], frames: ["", "", "", ""], rows: 4, columns: 4 };
const images = [0, 900, 1800, 2700];

test("a moment between two frames shows the earlier one", () => {
  expect([0, 999, 1000, 5000].map((moment) => frameAt(film.images, moment))).toEqual([0, 0, 1, 3]);
});

test("the best frame is where coverage was highest, else where most pictures were distinct", () => {
  const distinct = { name: "distinct pictures", values: [0.1, 0.9, 0.2, null] };
  const coverage = { name: "coverage", values: [null, 0.1, 0.2, 0.7] };
  expect(bestFrame(film, { images, series: [], watch: [distinct, coverage] })).toBe(2);
  expect(bestFrame(film, { images, series: [], watch: [distinct] })).toBe(0);
  expect(bestFrame(film, { images, series: [], watch: [] })).toBeNull();
});
