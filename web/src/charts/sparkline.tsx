/** A small falling line on a logarithmic scale: exact values under the pointer or by arrow keys. */

import { figure } from "./format";
import { alongLine } from "./keys";

export interface SparkPoint {
  readonly x: number;
  readonly y: number;
}

interface SparklineProps {
  readonly points: readonly SparkPoint[];
  /** Shared by the lines that are to be compared. */
  readonly range: readonly [number, number];
  readonly label: string;
  readonly picked: number | null;
  readonly onPick: (index: number | null) => void;
}

const WIDTH = 240;
const HEIGHT = 74;
const LEFT = 34;
const BASE = HEIGHT - 4;

export function Sparkline({ points, range, label, picked, onPick }: SparklineProps) {
  const longest = Math.max(1, points[points.length - 1]?.x ?? 1);
  const [low, high] = [Math.log10(range[0]), Math.log10(range[1])];
  const x = (value: number) => LEFT + (value / longest) * (WIDTH - LEFT - 6);
  const y = (value: number) => {
    const share = (Math.log10(Math.max(value, range[0])) - low) / Math.max(1e-9, high - low);
    return BASE - Math.min(1, Math.max(0, share)) * (BASE - 6);
  };
  const path = points
    .filter((point) => Number.isFinite(point.y))
    .map((point, index) => `${index === 0 ? "M" : "L"}${x(point.x).toFixed(1)} ${y(point.y).toFixed(1)}`)
    .join("");
  const spot = points[picked ?? points.length - 1];
  const pickNearest = (event: PointerEvent & { currentTarget: SVGSVGElement }) => {
    const box = event.currentTarget.getBoundingClientRect();
    const across = (((event.clientX - box.left) / box.width) * WIDTH - LEFT) / (WIDTH - LEFT - 6);
    let nearest = 0;
    points.forEach((point, index) => {
      const best = points[nearest];
      if (best !== undefined && Math.abs(point.x / longest - across) < Math.abs(best.x / longest - across))
        nearest = index;
    });
    onPick(points.length === 0 ? null : nearest);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const along = alongLine(event, picked ?? points.length - 1, points.length);
    if (along === null) return;
    event.preventDefault();
    onPick(along);
  };
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys read the line.
      tabIndex={0}
      onPointerMove={pickNearest}
      onPointerLeave={() => onPick(null)}
      onKeyDown={onKeyDown}
    >
      <line class="spark-axis" x1={LEFT} x2={WIDTH} y1={BASE} y2={BASE} />
      <line class="spark-axis" x1={LEFT} x2={WIDTH} y1={6} y2={6} />
      <text class="spark-tick" x={LEFT - 5} y={10}>
        {figure(range[1], 1)}
      </text>
      <text class="spark-tick" x={LEFT - 5} y={BASE}>
        {figure(range[0], 1)}
      </text>
      <path class="spark-line" d={path} />
      {spot !== undefined && Number.isFinite(spot.y) && (
        <circle class="spark-dot" cx={x(spot.x)} cy={y(spot.y)} r={3} />
      )}
    </svg>
  );
}
