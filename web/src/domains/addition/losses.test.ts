import { expect, test } from "vitest";
import type { Network } from "../../data/model";
import { lossCurves } from "./losses";

const film = { epochs: [0, 3], weights: [], validation_loss: [20, 9] };
const curve = (changes: Partial<Network>) => ({ frames: film, ...changes }) as Network;

test("a curve begins with the loss before the first epoch; a shorter one has no point where it has ended", () => {
  const { epochs, losses, thinned } = lossCurves([
    curve({ validation_loss: [16, null, 9] }),
    curve({ validation_loss: [18], frames: { ...film, epochs: [1, 3] } }),
  ]);
  expect(epochs).toEqual([0, 1, 2, 3]);
  expect(losses).toEqual([
    [20, 16, null, 9],
    [null, 18, undefined, undefined],
  ]);
  expect(thinned).toBe(false);
});

test("a thinned curve has its points where its epochs are, beside one that has kept all", () => {
  const { epochs, losses, thinned } = lossCurves([
    curve({ validation_loss: [16, 12, 9], loss_epochs: [1, 3, 7] }),
    curve({ validation_loss: [17, 15] }),
  ]);
  expect(epochs).toEqual([0, 1, 2, 3, 7]);
  expect(losses[0]).toEqual([20, 16, undefined, 12, 9]);
  expect(losses[1]).toEqual([20, 17, 15, undefined, undefined]);
  expect(thinned).toBe(true);
});
