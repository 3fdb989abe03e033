/** A network that adds, seen from inside while it answers: how full each node is, which weights add and which take away. */

import { answer, figure } from "../charts/format";
import type { AddingNetwork } from "../data/model";
import { networkName } from "../domains/addition/names";
import { layout, trace } from "../engine/network";

const WIDTH = 420;
const HEIGHT = 190;
const [LEFT, MIDDLE, RIGHT] = [40, 205, 345];
const THICKEST = 4.5;

interface InsideAdderProps {
  readonly network: AddingNetwork;
  readonly a: number;
  readonly b: number;
}

export function InsideAdder({ network, a, b }: InsideAdderProps) {
  const { hidden, output } = trace(network, network.weights, a, b);
  const { fromA, fromB, output: outputStart } = layout(network);
  const count = hidden.length;
  const inputs = [
    { name: a, y: HEIGHT * 0.3, from: fromA },
    { name: b, y: HEIGHT * 0.7, from: fromB },
  ];
  const heightOf = (node: number) => (HEIGHT * (node + 1)) / (count + 1);
  const radius = Math.max(2.5, Math.min(13, (0.42 * HEIGHT) / (count + 1)));
  const largest = (values: readonly number[]) => Math.max(...values.map(Math.abs), 1e-12);
  const weights = network.weights;
  const [ahead, behind] = [largest(weights.slice(0, outputStart || 2)), largest(weights.slice(outputStart))];
  const full = [...hidden].map((value) => figure(value, 2)).join(", ");
  const label = `${networkName(network)}: ${a} + ${b} gives ${answer(output)}${count > 0 ? `; the nodes say ${full}` : ""}`;
  return (
    <svg class="inside-adder" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      {count === 0 &&
        inputs.map(({ y, from }) => (
          <Edge key={y} from={[LEFT, y]} to={[RIGHT, HEIGHT / 2]} share={(weights[from] ?? 0) / ahead} />
        ))}
      {[...hidden].map((_, node) => (
        <g key={node}>
          {inputs.map(({ y, from }) => (
            <Edge key={y} from={[LEFT, y]} to={[MIDDLE, heightOf(node)]} share={(weights[from + node] ?? 0) / ahead} />
          ))}
          <Edge
            from={[MIDDLE, heightOf(node)]}
            to={[RIGHT, HEIGHT / 2]}
            share={(weights[outputStart + node] ?? 0) / behind}
          />
        </g>
      ))}
      {[...hidden].map((value, node) => (
        <g key={node}>
          <circle class="node-paper" cx={MIDDLE} cy={heightOf(node)} r={radius} />
          <circle
            class="node-full"
            cx={MIDDLE}
            cy={heightOf(node)}
            r={radius}
            fill-opacity={Math.min(1, Math.max(0, Math.abs(value)))}
          />
        </g>
      ))}
      {inputs.map(({ name, y }) => (
        <text key={y} class="inside-number" x={LEFT - 8} y={y} text-anchor="end" dominant-baseline="central">
          {shortened(name)}
        </text>
      ))}
      <text class="inside-number strong" x={RIGHT + 8} y={HEIGHT / 2} dominant-baseline="central">
        {answer(output)}
      </text>
    </svg>
  );
}

/** Blue adds, orange takes away; the stronger, the thicker, by the square root so that weak ones can still be seen. */
function Edge({ from, to, share }: { from: readonly [number, number]; to: readonly [number, number]; share: number }) {
  const strength = Math.sqrt(Math.min(1, Math.abs(share)));
  return (
    <line
      class={share < 0 ? "edge-less" : "edge-more"}
      x1={from[0]}
      y1={from[1]}
      x2={to[0]}
      y2={to[1]}
      stroke-width={0.4 + THICKEST * strength}
      stroke-dasharray={share < 0 ? "6 3" : undefined}
    />
  );
}

/** Inputs have little room. */
function shortened(value: number): string {
  return Math.abs(value) < 100_000 ? String(value) : figure(value, 2);
}
