/** How the loss of every network fell while it learned. */

import { useMemo } from "preact/hooks";
import { Curves, type Line } from "../../charts/curves";
import type { Network } from "../../data/model";
import { Choice } from "../common/choice";
import { lossCurves } from "./losses";
import { lineEnd, networkName, nodeColour, nodeDash, rowName, stepName, sumsName } from "./names";
import { useLab } from "./state";

export function Learned() {
  const lab = useLab();
  const { networks } = lab.model;
  const sums = [...new Set(networks.map(({ max_sum }) => max_sum))].sort((one, other) => one - other);
  const chosen = lab.network.value;
  const shown = networks.filter(({ max_sum }) => max_sum === lab.lossSums.value);
  const step = shown.every((network) => network.method === "adam") ? "epoch" : "iteration";
  const { epochs, losses, thinned } = useMemo(() => lossCurves(shown), [lab.lossSums.value]);
  const lines = useMemo(
    () => shown.map((network, index) => lossLine(network, losses[index] ?? [], network === chosen)),
    [losses, chosen],
  );
  const inView = chosen.max_sum === lab.lossSums.value;
  return (
    <section class="part" aria-labelledby="learned-title">
      <header class="part-head">
        <h2 id="learned-title">How they learned</h2>
        <p>
          After every {step} each network sits an exam on pairs set aside from its training. The loss is its mean
          squared error there, on a scale of powers of ten. A line ends where the training stopped, or where the loss
          became exactly 0.
          {step === "iteration" &&
            " The last iteration makes the weights as small as still answers right; the loss may rise."}
          {thinned && " There were so many exams that the lines pass through some of them only."}
        </p>
      </header>
      <Curves
        title={`Validation loss, ${sumsName(lab.lossSums.value)}`}
        xLabel={step}
        yLabel="loss"
        logarithmic
        x={epochs}
        lines={lines}
        marker={inView ? (chosen.frames.epochs[lab.frame.value] ?? null) : null}
        hint={`The numbers at the lines are hidden nodes; the upright line is the ${stepName(chosen)} of the slider (${networkName(chosen)}).`}
        tools={
          <Choice
            label="Maximum sum"
            options={sums.map((sum) => ({ value: sum, text: sum.toLocaleString("en") }))}
            value={lab.lossSums.value}
            onChange={(sum) => {
              lab.lossSums.value = sum;
            }}
          />
        }
      />
    </section>
  );
}

function lossLine(network: Network, values: Line["values"], strong: boolean): Line {
  const dash = nodeDash(network);
  return {
    name: rowName(network),
    colour: nodeColour(network),
    values,
    end: lineEnd(network),
    strong,
    ...(dash === undefined ? {} : { dash }),
  };
}
