import { afterEach, expect, test, vi } from "vitest";
import { createRace, METHODS } from "./race";

afterEach(() => {
  vi.restoreAllMocks();
});

test("one step moves every method once, from the same first weights of the same seed", () => {
  const race = createRace({ nodes: 2, maxSum: 16, seed: 1 });
  expect(race.standings.value.map(({ method, steps }) => [method, steps])).toEqual(
    METHODS.map((method) => [method, 0]),
  );
  race.step();
  expect(race.standings.value.map(({ steps }) => steps)).toEqual([1, 1, 1, 1]);
  expect(race.running.value).toBe(false);
});

test("a method that is done takes no further steps", () => {
  const race = createRace({ nodes: 16, maxSum: 16, seed: 1 });
  for (let step = 0; step < 30; step++) race.step();
  const projection = race.standings.value.find(({ method }) => method === "projection");
  expect(projection?.state).toBe("stalled");
  expect(projection?.exam).toMatchObject({ everyPair: true, score: { pairs: 64, accuracy: 1 } });
  expect(projection?.steps).toBeLessThan(30);
});

test("a method that has used up its computing time says so and takes no further steps", () => {
  const race = createRace({ nodes: 2, maxSum: 256, seed: 1 });
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => {
    now += 31_000;
    return now;
  });
  race.step();
  expect(race.standings.value.map(({ state }) => state)).toEqual(METHODS.map(() => "learning"));
  race.step();
  race.step();
  expect(race.standings.value.map(({ state, steps }) => [state, steps])).toEqual(METHODS.map(() => ["late", 2]));
});
