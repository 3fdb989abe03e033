/**
 * A network as circles and lines: how strong each connection is, and what every node says about the current pair.
 * Every connection can be dragged, or focused and moved with the arrow keys.
 */

import { useRef } from "preact/hooks";
import { labelPlaces, type Place } from "./diagram-labels";
import { DiagramNode, type NodeLook } from "./diagram-node";
import { exact, figure } from "./format";
import { type Drag, draggedTo, unitOf } from "./weight-drag";

export interface Edge {
  /** The position of its weight, and its name: "a → h1". */
  readonly index: number;
  readonly name: string;
  /** Column and row of the nodes that it joins. */
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly weight: number;
  /** The largest weight among its like: widths are shares of it. */
  readonly largest: number;
}

interface DiagramProps {
  readonly columns: readonly (readonly NodeLook[])[];
  readonly edges: readonly Edge[];
  readonly active: number | null;
  readonly onActive: (index: number | null) => void;
  readonly onWeight: (index: number, value: number) => void;
}

const WIDTH = 400;
const MARGIN = 36;
/** Up to this many edges every weight is written on its edge. */
const NUMBERED_EDGES = 13;
/** Up to this many there is room for three digits. */
const FEW_EDGES = 7;

export function Diagram({ columns, edges, active, onActive, onWeight }: DiagramProps) {
  const tallest = Math.max(...columns.map((column) => column.length));
  const step = tallest <= 2 ? 130 : tallest <= 5 ? 86 : 36;
  const height = Math.max(tallest * step, 250);
  const radius = tallest <= 5 ? 20 : 14;
  const place = ([column, row]: readonly [number, number]) => {
    const count = columns[column]?.length ?? 1;
    // Inputs keep some distance from each other, however many nodes stand beside them.
    const gap = Math.min(Math.max(step, height / (count + 0.6)), 200);
    return {
      x: MARGIN + (column * (WIDTH - 2 * MARGIN)) / Math.max(1, columns.length - 1),
      y: height / 2 + (row - (count - 1) / 2) * gap,
    };
  };
  const numbered = edges.filter(({ index }) => edges.length <= NUMBERED_EDGES || index === active);
  const places = labelPlaces(numbered.map((edge) => ({ from: place(edge.from), to: place(edge.to) })));
  // The active edge is drawn last, above the others.
  const ordered = [...edges].sort((one, other) => Number(one.index === active) - Number(other.index === active));
  return (
    // biome-ignore lint/a11y/useSemanticElements: an SVG cannot be a fieldset; its edges are sliders in a group.
    <svg
      class="diagram"
      viewBox={`0 0 ${WIDTH} ${height}`}
      role="group"
      aria-label="The network: every line is a weight"
    >
      {ordered.map((edge) => (
        <EdgeLine
          key={edge.index}
          edge={edge}
          from={place(edge.from)}
          to={place(edge.to)}
          active={active}
          onActive={onActive}
          onWeight={onWeight}
        />
      ))}
      {numbered.map((edge, position) => (
        <text
          key={edge.index}
          class={classOf("edge-weight", edge, active)}
          x={places[position]?.x}
          y={(places[position]?.y ?? 0) - 3}
        >
          {figure(edge.weight, edges.length <= FEW_EDGES || edge.index === active ? 3 : 2)}
        </text>
      ))}
      {columns.flatMap((nodes, column) =>
        nodes.map((node, row) => <DiagramNode key={node.name} node={node} {...place([column, row])} radius={radius} />),
      )}
    </svg>
  );
}

interface EdgeLineProps {
  readonly edge: Edge;
  readonly from: Place;
  readonly to: Place;
  readonly active: number | null;
  readonly onActive: (index: number | null) => void;
  readonly onWeight: (index: number, value: number) => void;
}

function EdgeLine({ edge, from, to, active, onActive, onWeight }: EdgeLineProps) {
  const drag = useRef<Drag | null>(null);
  const { index, name, weight, largest } = edge;
  const share = Number.isFinite(weight) ? Math.abs(weight) / Math.max(largest, 1e-12) : 0;
  const unit = unitOf(weight, largest);
  const line = { x1: from.x, y1: from.y, x2: to.x, y2: to.y };

  const onKeyDown = (event: KeyboardEvent) => {
    const direction = KEYS[event.key];
    if (direction === undefined) return;
    event.preventDefault();
    onWeight(index, weight + direction * unit * (event.shiftKey ? 10 : 1));
  };
  return (
    <g
      class={classOf("edge", edge, active)}
      role="slider"
      tabIndex={0}
      aria-label={`weight ${name}`}
      aria-valuenow={weight}
      aria-valuetext={figure(weight, 5)}
      onFocus={() => onActive(index)}
      onPointerEnter={() => onActive(index)}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { x: event.clientX, y: event.clientY, weight, unit };
        onActive(index);
      }}
      onPointerMove={(event) => {
        if (drag.current !== null) onWeight(index, draggedTo(drag.current, event.clientX, event.clientY));
      }}
      onPointerUp={() => {
        drag.current = null;
      }}
      onPointerCancel={() => {
        drag.current = null;
      }}
    >
      <title>{`${name}: ${exact(weight)}`}</title>
      <line class="edge-hit" {...line} />
      <line class="edge-line" {...line} stroke-width={0.8 + share * 5} />
    </g>
  );
}

function classOf(name: string, { index, weight }: Edge, active: number | null): string {
  return `${name} ${weight < 0 ? "negative" : "positive"}${index === active ? " active" : ""}`;
}

const KEYS: Readonly<Record<string, number | undefined>> = {
  ArrowUp: 1,
  ArrowRight: 1,
  ArrowDown: -1,
  ArrowLeft: -1,
};
