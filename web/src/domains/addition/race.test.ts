import { expect, test } from "vitest";
import { createRace, METHODS } from "./race";

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
  expect(projection?.stalled).toBe(true);
  expect(projection?.score.accuracy).toBe(1);
  expect(projection?.steps).toBeLessThan(30);
});
