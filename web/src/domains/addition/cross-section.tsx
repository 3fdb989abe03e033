/** The error along all the pairs of one sum: the right answer is the same everywhere, the network's is not. */

import { useMemo } from "preact/hooks";
import { Curves, type Line } from "../../charts/curves";
import { shapeOf } from "../../data/model";
import { errorAlongSum } from "../../engine/surface";
import { usualSum } from "./measure";
import { lineEnd, nodeColour, nodeDash, rowName, sumsName } from "./names";
import { useLab } from "./state";

const POINTS = 201;
/** The band in which an answer rounds to the right sum. */
const RIGHT: readonly [number, number] = [-0.5, 0.5];

export function CrossSection() {
  const lab = useLab();
  const chosen = lab.network.value;
  const maxSum = chosen.max_sum;
  const largest = maxSum - 2;
  const sum = Math.min(largest, Math.max(0, lab.crossSum.value ?? usualSum(maxSum)));
  const weights = lab.weights.value;
  const { x, lines } = useMemo(() => {
    const peers = lab.model.networks.filter((network) => network.max_sum === maxSum);
    const along = peers.map((network) =>
      errorAlongSum(shapeOf(network), network === chosen ? weights : network.weights, maxSum, sum, POINTS),
    );
    const lines = peers.map((network, index): Line => {
      const dash = nodeDash(network);
      return {
        name: rowName(network),
        colour: nodeColour(network),
        values: Array.from(along[index]?.errors ?? [], (error) => (Number.isFinite(error) ? error : null)),
        strong: network === chosen,
        end: lineEnd(network),
        ...(dash === undefined ? {} : { dash }),
      };
    });
    return { x: Array.from(along[0]?.inputs ?? []), lines };
  }, [chosen, weights, sum]);
  return (
    <section class="part" aria-labelledby="cross-title">
      <header class="part-head">
        <h2 id="cross-title">A cut through the landscape</h2>
        <p>
          Everyone who learned {sumsName(maxSum)} is asked for pairs that make {sum.toLocaleString("en")}. The right
          answer is the same all along, so a perfect network draws a flat line at zero; in the shaded band an answer
          still rounds right.
        </p>
      </header>
      <label class="slider-line">
        <span>
          the sum <strong>{sum.toLocaleString("en")}</strong>
        </span>
        <input
          type="range"
          min={0}
          max={largest}
          value={sum}
          onInput={(event) => {
            lab.crossSum.value = event.currentTarget.valueAsNumber;
          }}
        />
      </label>
      <Curves
        title={`Error where a + b = ${sum.toLocaleString("en")}`}
        xLabel="a"
        yLabel="error"
        x={x}
        lines={lines}
        band={RIGHT}
        hint="The numbers at the lines are hidden nodes; the thick line is the chosen network, as the slider shows it."
      />
    </section>
  );
}
