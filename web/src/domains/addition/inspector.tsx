/** The chosen network from three sides: its weights, its error as a landscape, and the same from above. */

import { useMemo } from "preact/hooks";
import { spread, type TableData } from "../../charts/data-table";
import { answer, answerError, figure, percent, signed, whole } from "../../charts/format";
import { Heatmap } from "../../charts/heatmap";
import { Surface } from "../../charts/surface";
import { type Field, heightRange, type Range } from "../../charts/surface-draw";
import { type Network, shapeOf } from "../../data/model";
import { predict } from "../../engine/network";
import { score, smoothField } from "./measure";
import { networkName } from "./names";
import { frameWeights, useLab } from "./state";
import { Weights } from "./weights";

export function Inspector() {
  const lab = useLab();
  const network = lab.network.value;
  const weights = lab.weights.value;
  const shape = shapeOf(network);
  const pairs = lab.pairs.value;
  const smooth = lab.smooth.value;
  const steady = lab.steady.value;
  const film = useMemo(() => (steady ? filmRange(network) : null), [network, steady]);
  const range = useMemo(() => widest(heightRange(smooth.heights), film), [smooth, film]);
  const marks = useMemo(() => score(pairs), [pairs]);
  const [a, b] = [lab.a.value, lab.b.value];
  const highest = network.max_sum / 2 - 1;
  const errorAt = (one: number, other: number) => predict(shape, weights, one, other) - (one + other);
  const describe = (one: number, other: number) => {
    const value = predict(shape, weights, one, other);
    const error = value - (one + other);
    const verdict = Math.abs(error) < 0.5 ? "✓" : "✗";
    return `${one} + ${other} → ${answer(value)}   error ${answerError(error)} ${verdict}`;
  };
  // A landscape has an edge: a pair beyond it is marked at the nearest place on it.
  const near = (value: number) => Math.min(highest, Math.max(0, value));
  const pair = { a: near(a), b: near(b), height: errorAt(near(a), near(b)) };
  const table = () => fieldTable(pairs);
  return (
    <section class="part wide inspector" aria-labelledby="inspector-title">
      <header class="part-head">
        <h2 id="inspector-title">Inside one of them</h2>
        <p>
          This is the network with <strong>{networkName(network)}</strong>. It gives each number a weight for each
          hidden node, bends what arrives there, and adds the results up, weighted again. Blue adds, orange takes away.
          Drag a line sideways and watch the landscape follow.
        </p>
      </header>
      <div class="inspector-views">
        <Weights />
        <Surface
          field={smooth}
          range={range}
          view={lab.view.value}
          pair={pair}
          heightAt={errorAt}
          describe={describe}
          table={table}
          tools={
            <button
              type="button"
              class="quiet"
              aria-pressed={steady}
              onClick={() => {
                lab.steady.value = !steady;
              }}
            >
              {steady ? "Height: whole film" : "Height: to fit"}
            </button>
          }
          onTurn={(view) => {
            lab.view.value = view;
          }}
          onPick={lab.ask}
        />
        <Heatmap
          field={pairs}
          fine={smooth}
          range={range}
          pair={{ a, b, height: errorAt(a, b) }}
          describe={describe}
          table={table}
          onPick={lab.ask}
        />
      </div>
      <p class="note">
        Along the thin lines an answer is off by exactly one half; from there to the level of zero it rounds to the
        right sum. The height has its own scale, so read it from its axis. Of the {whole(pairs.heights.length)} pairs
        shown here {percent(marks.accuracy)} are right, and the worst is off by {figure(marks.largestError)}.
      </p>
    </section>
  );
}

/** The highest and the lowest error over a training film, from a dozen of its frames. */
function filmRange(network: Network): Range {
  return spread(network.frames.weights.length, 12)
    .map((frame) =>
      heightRange(smoothField(shapeOf(network), frameWeights(network, frame), network.max_sum, 13).heights),
    )
    .reduce(widest);
}

function widest(one: Range, other: Range | null): Range {
  return { low: Math.min(one.low, other?.low ?? 0), high: Math.max(one.high, other?.high ?? 0) };
}

/** Rows are b, columns are a; at most nine of each. */
function fieldTable(field: Field): TableData {
  const places = spread(field.size, 9);
  const number = (place: number) => String(field.axis[place] ?? "");
  return {
    columns: ["error at b ↓, a →", ...places.map(number)],
    rows: places.map((column) => [
      number(column),
      ...places.map((row) => signed(field.heights[row * field.size + column], 3)),
    ]),
  };
}
