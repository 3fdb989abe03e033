/** The error of every pair from above. Clicking, or the arrow keys, choose the pair that the whole page talks about. */

import { useState } from "preact/hooks";
import { canvasFont, useCanvas } from "./canvas";
import type { TableData } from "./data-table";
import { Figure } from "./figure";
import { signed } from "./format";
import { drawHalfLines, drawKey, heatImage } from "./heatmap-draw";
import type { Field, Mark, Range } from "./surface-draw";
import { colour, divergingScale, readableOn } from "./theme";

interface HeatmapProps {
  /** The pairs themselves, and a finer field for the contour. */
  readonly field: Field;
  readonly fine: Field;
  readonly range: Range;
  readonly pair: Mark;
  readonly describe: (a: number, b: number) => string;
  readonly table: () => TableData;
  readonly onPick: (a: number, b: number) => void;
}

const MARGIN = { left: 42, top: 8, right: 10, bottom: 66 };
/** Up to this many numbers a side there is room to write each error into its cell. */
const WRITTEN_CELLS = 10;

export function Heatmap({ field, fine, range, pair, describe, table, onPick }: HeatmapProps) {
  const [hover, setHover] = useState<{ a: number; b: number } | null>(null);
  const limit = Math.max(-range.low, range.high);
  const first = field.axis[0] ?? 0;
  const last = field.axis[field.size - 1] ?? 0;

  const canvas = useCanvas((context, width, height) => {
    const square = squareOf(width, height);
    context.imageSmoothingEnabled = field.size > WRITTEN_CELLS;
    context.drawImage(heatImage(field, limit), square.left, square.top, square.side, square.side);
    const half = field.size <= WRITTEN_CELLS ? square.side / field.size / 2 : 0;
    drawHalfLines(context, fine, { left: square.left + half, top: square.top + half, side: square.side - 2 * half });
    if (field.size <= WRITTEN_CELLS) writeErrors(context, field, square, limit);
    drawAxes(context, square, first, last, half);
    drawKey(context, { left: square.left, top: square.top + square.side + 36, width: square.side }, limit, (value) =>
      signed(value, 2),
    );
    drawPair(context, square, field, pair, colour("--ink"), 2.5);
    if (hover !== null) drawPair(context, square, field, hover, colour("--soft"), 1.5);
  });

  const pairUnder = (event: PointerEvent | MouseEvent) => {
    const element = canvas.current;
    if (element === null) return null;
    const { left, top, side } = squareOf(element.clientWidth, element.clientHeight);
    const across = (event.offsetX - left) / side;
    const up = 1 - (event.offsetY - top) / side;
    if (across < 0 || across > 1 || up < 0 || up > 1) return null;
    const count = last - first + 1;
    const number = (share: number) => Math.min(last, first + Math.floor(share * count));
    return { a: number(across), b: number(up) };
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = KEYS[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const stride = Math.max(1, Math.round((last - first) / 64)) * (event.shiftKey ? 8 : 1);
    const within = (value: number) => Math.min(last, Math.max(first, value));
    onPick(within(pair.a + move[0] * stride), within(pair.b + move[1] * stride));
  };

  const spot = hover ?? pair;
  return (
    <Figure title="The same, from above" readout={describe(spot.a, spot.b)} table={table} className="heatmap">
      <canvas
        ref={canvas}
        class="heatmap-canvas"
        tabIndex={0}
        role="img"
        aria-label={`A map of the error over a and b; between the thin lines the answer rounds to the right sum. Arrow keys choose a pair. ${describe(pair.a, pair.b)}`}
        onPointerMove={(event) => setHover(pairUnder(event))}
        onPointerLeave={() => setHover(null)}
        onClick={(event) => {
          const chosen = pairUnder(event);
          if (chosen !== null) onPick(chosen.a, chosen.b);
        }}
        onKeyDown={onKeyDown}
      />
    </Figure>
  );
}

const KEYS: Readonly<Record<string, readonly [number, number] | undefined>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

interface Square {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

function squareOf(width: number, height: number): Square {
  const side = Math.min(width - MARGIN.left - MARGIN.right, height - MARGIN.top - MARGIN.bottom);
  return { left: MARGIN.left + (width - MARGIN.left - MARGIN.right - side) / 2, top: MARGIN.top, side };
}

function writeErrors(
  context: CanvasRenderingContext2D,
  field: Field,
  { left, top, side }: Square,
  limit: number,
): void {
  const cell = side / field.size;
  const scale = divergingScale();
  context.font = canvasFont(cell > 38 ? 11 : 9.5);
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (let row = 0; row < field.size; row++) {
    for (let column = 0; column < field.size; column++) {
      const error = field.heights[row * field.size + column] ?? Number.NaN;
      if (!Number.isFinite(error)) continue;
      context.fillStyle = readableOn(scale(error / limit));
      const size = Math.abs(error).toFixed(Math.abs(error) < 9.95 ? 1 : 0);
      const text = size === "0.0" ? "0" : `${error < 0 ? "−" : "+"}${size}`;
      context.fillText(text, left + (row + 0.5) * cell, top + side - (column + 0.5) * cell);
    }
  }
}

function drawAxes(context: CanvasRenderingContext2D, square: Square, first: number, last: number, half: number): void {
  const { left, top, side } = square;
  context.font = canvasFont(12);
  context.fillStyle = colour("--soft");
  context.textBaseline = "top";
  const below = top + side + 6;
  context.textAlign = half > 0 ? "center" : "left";
  context.fillText(String(first), left + half, below);
  context.textAlign = half > 0 ? "center" : "right";
  context.fillText(String(last), left + side - half, below);
  context.textAlign = "center";
  context.fillText("a", left + side / 2, below);
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.fillText(String(first), left - 7, top + side - Math.max(half, 6));
  context.fillText(String(last), left - 7, top + Math.max(half, 6));
  context.fillText("b", left - 7, top + side / 2);
}

/** A ring around the pair: its cell while cells are large, else a circle. */
function drawPair(
  context: CanvasRenderingContext2D,
  { left, top, side }: Square,
  field: Field,
  { a, b }: { a: number; b: number },
  ink: string,
  thickness: number,
): void {
  const first = field.axis[0] ?? 0;
  const last = field.axis[field.size - 1] ?? 0;
  if (a < first || a > last || b < first || b > last) return;
  const cell = side / (last - first + 1);
  context.strokeStyle = ink;
  context.lineWidth = thickness;
  context.beginPath();
  if (field.size <= WRITTEN_CELLS) {
    context.rect(left + (a - first) * cell + 1, top + side - (b - first + 1) * cell + 1, cell - 2, cell - 2);
  } else {
    context.arc(left + (a - first + 0.5) * cell, top + side - (b - first + 0.5) * cell, 6, 0, Math.PI * 2);
  }
  context.stroke();
}
