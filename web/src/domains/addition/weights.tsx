/** The chosen network's diagram, a field for the weight in hand, and the way back after changes. */

import { useState } from "preact/hooks";
import type { TableData } from "../../charts/data-table";
import { Diagram, type Edge } from "../../charts/diagram";
import type { NodeLook } from "../../charts/diagram-node";
import { Figure } from "../../charts/figure";
import { answer, exact, figure } from "../../charts/format";
import { type Network, shapeOf } from "../../data/model";
import { layout, type Trace, trace } from "../../engine/network";
import type { Shape } from "../../shape";
import { useLab } from "./state";

export function Weights() {
  const lab = useLab();
  const network = lab.network.value;
  const weights = lab.weights.value;
  const shape = shapeOf(network);
  const [active, setActive] = useState<number | null>(null);
  const edges = edgesOf(shape, weights);
  const columns = nodesOf(network, trace(shape, weights, lab.a.value, lab.b.value), edges);
  const edge = edges.find(({ index }) => index === active) ?? edges[0];
  const edited = lab.edits.value.size > 0;
  return (
    <Figure
      title="Its weights"
      className="weights"
      readout={
        edge === undefined || active === null
          ? `${edges.length} weights in all; hover or focus a weight for its exact value`
          : `${edge.name}: ${exact(edge.weight)}`
      }
      table={() => weightTable(edges)}
      tools={
        edited && (
          <button
            type="button"
            class="quiet strong"
            onClick={() => {
              lab.edits.value = new Map();
            }}
          >
            Reset weights
          </button>
        )
      }
    >
      <Diagram columns={columns} edges={edges} active={active} onActive={setActive} onWeight={lab.changeWeight} />
      {edge !== undefined && (
        <label class="weight-field">
          <select
            value={edge.index}
            onChange={(event) => setActive(Number(event.currentTarget.value))}
            aria-label="Which weight"
          >
            {edges.map(({ index, name }) => (
              <option key={index} value={index}>
                {name}
              </option>
            ))}
          </select>
          <WeightField
            name={edge.name}
            weight={edge.weight}
            onWeight={(weight) => lab.changeWeight(edge.index, weight)}
          />
        </label>
      )}
    </Figure>
  );
}

interface WeightFieldProps {
  readonly name: string;
  readonly weight: number;
  readonly onWeight: (weight: number) => void;
}

/** The exact weight. What is being typed stays as it stands ("1.50", "-") unless the weight has changed from elsewhere. */
function WeightField({ name, weight, onWeight }: WeightFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const stays = typed !== null && (typed === "" || Number(typed) === weight);
  return (
    <input
      type="number"
      step="any"
      aria-label={`Weight ${name}`}
      value={stays ? typed : Number.isFinite(weight) ? exact(weight) : ""}
      onInput={(event) => {
        const { value, valueAsNumber } = event.currentTarget;
        setTyped(value);
        if (Number.isFinite(valueAsNumber)) onWeight(valueAsNumber);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}

function nodesOf(network: Network, { inputs, hidden, output }: Trace, edges: readonly Edge[]): NodeLook[][] {
  const outer = (name: string, value: number, text: string): NodeLook => ({
    name,
    value: Number.isFinite(value) ? text : "–",
    fill: null,
  });
  const column = [outer("a", inputs[0], String(inputs[0])), outer("b", inputs[1], String(inputs[1]))];
  if (network.biases) column.push({ name: "always", value: "1", fill: null });
  const answers = [outer("answer", output, answer(output))];
  if (network.nodes === 0) return [column, answers];
  const limit = Math.max(1e-9, ...Array.from(hidden, Math.abs));
  const fill = (value: number) =>
    network.activation === "sigmoid"
      ? value
      : network.activation === "tanh"
        ? (value + 1) / 2
        : Math.abs(value) / limit;
  const nodes = Array.from(
    hidden,
    (value, node): NodeLook => ({
      name: `h${node + 1}`,
      value: Math.abs(value) < 10 ? value.toFixed(2).replace("-", "−") : figure(value, 3),
      fill: fill(value),
      adds: (edges.find(({ from }) => from[0] === 1 && from[1] === node)?.weight ?? 0) >= 0,
    }),
  );
  if (network.biases) nodes.push({ name: "always 1", value: "1", fill: 1 });
  return [column, nodes, answers];
}

function edgesOf(shape: Shape, weights: ArrayLike<number>): Edge[] {
  const { fromA, fromB, hiddenBias, output, outputBias } = layout(shape);
  const at = (index: number) => weights[index] ?? Number.NaN;
  const largest = (start: number, count: number) =>
    Math.max(...Array.from({ length: count }, (_, offset) => Math.abs(at(start + offset))).filter(Number.isFinite), 0);
  if (shape.nodes === 0) {
    const top = largest(0, 2);
    const direct = (name: string, index: number, row: number): Edge => ({
      index,
      name: `${name} → answer`,
      from: [0, row],
      to: [1, 0],
      weight: at(index),
      largest: top,
    });
    return [direct("a", fromA, 0), direct("b", fromB, 1), ...(shape.biases ? [direct("always 1", outputBias, 2)] : [])];
  }
  const top = largest(0, shape.biases ? 3 * shape.nodes : 2 * shape.nodes);
  const outputTop = largest(output, shape.biases ? shape.nodes + 1 : shape.nodes);
  const edges: Edge[] = [];
  const connect = (name: string, start: number, row: number) => {
    for (let node = 0; node < shape.nodes; node++) {
      const index = start + node;
      edges.push({
        index,
        name: `${name} → h${node + 1}`,
        from: [0, row],
        to: [1, node],
        weight: at(index),
        largest: top,
      });
    }
  };
  connect("a", fromA, 0);
  connect("b", fromB, 1);
  if (shape.biases) connect("always 1", hiddenBias, 2);
  for (let node = 0; node < shape.nodes + (shape.biases ? 1 : 0); node++) {
    const index = node < shape.nodes ? output + node : outputBias;
    const name = node < shape.nodes ? `h${node + 1} → answer` : "always 1 → answer";
    edges.push({ index, name, from: [1, node], to: [2, 0], weight: at(index), largest: outputTop });
  }
  return edges;
}

function weightTable(edges: readonly Edge[]): TableData {
  return { columns: ["weight", "value"], rows: edges.map(({ name, weight }) => [name, exact(weight)]) };
}
