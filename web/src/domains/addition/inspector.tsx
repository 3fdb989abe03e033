/** The chosen network from three sides: its weights, its error as a landscape, and the same from above. */

import { useMemo } from "preact/hooks";
import { type TableData, spread } from "../../charts/data-table";
import { answer, answerError, signed, whole } from "../../charts/format";
import { Heatmap } from "../../charts/heatmap";
import { Surface } from "../../charts/surface";
import { type Field, heightRange } from "../../charts/surface-draw";
import { shapeOf } from "../../data/model";
import { predict } from "../../engine/network";
import { networkName } from "./names";
import { useLab } from "./state";
import { Weights } from "./weights";

export function Inspector() {
  const lab = useLab();
  const network = lab.network.value;
  const weights = lab.weights.value;
  const shape = shapeOf(network);
  const pairs = lab.pairs.value;
  const smooth = lab.smooth.value;
  const range = useMemo(() => heightRange(smooth.heights), [smooth]);
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
    <section class="part inspector" aria-labelledby="inspector-title">
      <header class="part-head">
        <h2 id="inspector-title">Inside one of them</h2>
        <p>
          This is the network with <strong>{networkName(network)}</strong>. It gives each number a weight for each hidden
          node, bends what arrives there, and adds the results up, weighted again. Blue adds, orange takes away. Drag a
          line sideways and watch the landscape follow.
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
        Along the dark lines an answer is off by exactly one half. Between them and the level of zero it rounds to the
        right sum. The height is stretched to fit; the figures at the axis say how far off the worst pair is, now{" "}
        {signed(Math.abs(range.low) > range.high ? range.low : range.high)} ({whole(pairs.size ** 2)} pairs drawn).
      </p>
    </section>
  );
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
