/** One node of a network's diagram, filled as far as it is switched on. */

export interface NodeLook {
  /** Unique in the diagram; shown beside the node. */
  readonly name: string;
  readonly value: string;
  /** 0 … 1: how far the circle is filled. Null for inputs and answers, which have no limits. */
  readonly fill: number | null;
  /** What it does to the answer: blue adds, orange takes away. */
  readonly adds?: boolean;
}

interface DiagramNodeProps {
  readonly node: NodeLook;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

export function DiagramNode({ node, x, y, radius }: DiagramNodeProps) {
  if (node.fill === null) {
    const side = Math.max(radius * 2.1, node.value.length * 8.2 + 8);
    return (
      <g class="node outer">
        <rect x={x - side / 2} y={y - 19} width={side} height={38} rx={5} />
        <text class="node-value" x={x} y={y + 5}>
          {node.value}
        </text>
        <text class="node-name" x={x} y={y - 26}>
          {node.name}
        </text>
      </g>
    );
  }
  const large = radius > 16;
  return (
    <g class={`node inner ${node.adds === false ? "negative" : "positive"}`}>
      <circle cx={x} cy={y} r={radius} />
      <path d={filledCircle(x, y, radius - 1, node.fill)} />
      <text class={large ? "node-value" : "node-value small"} x={x} y={y + (large ? 4 : 3)}>
        {node.value}
      </text>
      {large && (
        <text class="node-name" x={x} y={y - radius - 7}>
          {node.name}
        </text>
      )}
    </g>
  );
}

/** A circle filled with water up to a share of its height. */
function filledCircle(x: number, y: number, radius: number, share: number): string {
  const level = Math.min(1, Math.max(0, share));
  if (level === 0 || Number.isNaN(level)) return "";
  if (level > 0.999)
    return `M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0`;
  const surface = y + radius - 2 * radius * level;
  const half = Math.sqrt(Math.max(0, radius ** 2 - (surface - y) ** 2));
  return `M${x - half} ${surface}A${radius} ${radius} 0 ${level > 0.5 ? 1 : 0} 0 ${x + half} ${surface}Z`;
}
