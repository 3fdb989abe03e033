/** The loss curves of several networks over one axis, whichever epochs each of them has kept. */

import type { Network } from "../../data/model";

export interface LossCurves {
  /** The epochs that any of the networks has kept, and 0 for the loss before the first. */
  readonly epochs: readonly number[];
  /** For each network a loss an epoch: null where it was not finite, undefined where the network has not kept it. */
  readonly losses: readonly (readonly (number | null | undefined)[])[];
  /** Some of the networks have kept some of their epochs only. */
  readonly thinned: boolean;
}

export function lossCurves(networks: readonly Network[]): LossCurves {
  const curves = networks.map(lossByEpoch);
  const epochs = [...new Set(curves.flatMap((curve) => [...curve.keys()]))].sort((one, other) => one - other);
  return {
    epochs,
    losses: curves.map((curve) => epochs.map((epoch) => curve.get(epoch))),
    thinned: networks.some(({ loss_epochs, validation_loss }) => (loss_epochs?.at(-1) ?? 0) > validation_loss.length),
  };
}

function lossByEpoch({ frames, validation_loss, loss_epochs }: Network): Map<number, number | null> {
  // The film has the loss before the first step, the list begins after it.
  const before = frames.epochs[0] === 0 ? (frames.validation_loss[0] ?? null) : null;
  return new Map([
    [0, before],
    ...validation_loss.map((loss, index) => [loss_epochs?.[index] ?? index + 1, loss] as const),
  ]);
}
