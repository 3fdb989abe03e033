/**
 * A height field drawn with canvas 2D alone: parallel projection, quads painted from the farthest to the nearest, a
 * little light from one side. No WebGL: it has to open everywhere, and 40 × 40 quads take two milliseconds.
 */

import { cellContour } from "./contour";
import { drawFrame } from "./surface-frame";
import { colour, css, divergingScale } from "./theme";

/** `heights` is (size · size), row a, column b, over the inputs `axis`. */
export interface Field {
  readonly size: number;
  readonly axis: ArrayLike<number>;
  readonly heights: ArrayLike<number>;
}

export interface View {
  /** Radians around the vertical axis, and above the horizon. */
  readonly yaw: number;
  readonly tilt: number;
}

export interface Mark {
  readonly a: number;
  readonly b: number;
  readonly height: number;
}

/** Screen positions of the grid's corners, for finding what the pointer is on. */
export interface Scene {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Quads (row, column), farthest first. */
  readonly order: readonly (readonly [number, number])[];
}

/** How high the box is, where its floor is 2 wide. */
export const TALL = 1.25;
/** Heights within half a unit round to the right answer: they are always drawn as nearly flat. */
const SMALLEST_RANGE = 0.5;

export function heightRange(heights: ArrayLike<number>): { low: number; high: number } {
  let low = -SMALLEST_RANGE;
  let high = SMALLEST_RANGE;
  for (let index = 0; index < heights.length; index++) {
    const height = heights[index] ?? Number.NaN;
    if (height < low) low = height;
    if (height > high) high = height;
  }
  return { low, high };
}

export interface Range {
  readonly low: number;
  readonly high: number;
}

export function drawSurface(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  field: Field,
  view: View,
  range: Range,
  marks: readonly Mark[],
): Scene {
  const project = projection(width, height, view);
  const first = field.axis[0] ?? 0;
  const last = field.axis[field.size - 1] ?? 1;
  const place = (value: number) => ((value - first) / Math.max(1e-9, last - first)) * 2 - 1;
  const lift = (value: number) => {
    const share = (Math.min(range.high, Math.max(range.low, value)) - range.low) / (range.high - range.low);
    return Number.isFinite(share) ? (share - 0.5) * TALL : -TALL / 2;
  };

  const count = field.size * field.size;
  const x = new Float64Array(count);
  const y = new Float64Array(count);
  for (let row = 0; row < field.size; row++) {
    for (let column = 0; column < field.size; column++) {
      const index = row * field.size + column;
      const point = project(place(field.axis[row] ?? 0), place(field.axis[column] ?? 0), lift(at(field, index)));
      x[index] = point[0];
      y[index] = point[1];
    }
  }
  const order = farthestFirst(field.size - 1, view);
  drawFrame(context, project, view, range, lift, [first, last]);
  drawQuads(context, field, range, { x, y, order });
  for (const mark of marks) {
    const foot = project(place(mark.a), place(mark.b), lift(0));
    const head = project(place(mark.a), place(mark.b), lift(mark.height));
    drawPin(context, foot, head);
  }
  return { x, y, order };
}

export type Project = (a: number, b: number, up: number) => [number, number];

/** Where a point of the cube [−1, 1]³ lies on the canvas. */
function projection(width: number, height: number, { yaw, tilt }: View): Project {
  // Room for the labels: of the error on the left, of a and b below.
  const scale = Math.min((width - 100) / 2.83, (height - 44) / (3.1 * Math.sin(tilt) + TALL * Math.cos(tilt)));
  const [sin, cos, up, away] = [Math.sin(yaw), Math.cos(yaw), Math.cos(tilt), Math.sin(tilt)];
  return (a, b, z) => [
    width / 2 + 18 + (a * cos - b * sin) * scale,
    height / 2 - (z * up + (a * sin + b * cos) * away) * scale,
  ];
}

function farthestFirst(quads: number, { yaw }: View): [number, number][] {
  const rows = upOrDown(quads, Math.sin(yaw) > 0);
  const columns = upOrDown(quads, Math.cos(yaw) > 0);
  return rows.flatMap((row) => columns.map((column): [number, number] => [row, column]));
}

function upOrDown(count: number, down: boolean): number[] {
  return Array.from({ length: count }, (_, index) => (down ? count - 1 - index : index));
}

function drawQuads(context: CanvasRenderingContext2D, field: Field, range: Range, scene: Scene): void {
  const scale = divergingScale();
  const limit = Math.max(-range.low, range.high);
  const mesh = colour("--mesh");
  const level = colour("--ink");
  const slopeUnit = (range.high - range.low) / 6;
  const { x, y } = scene;
  for (const [row, column] of scene.order) {
    const q = row * field.size + column;
    const corners = [q, q + field.size, q + field.size + 1, q + 1] as const;
    const heights = corners.map((corner) => at(field, corner));
    const [h0 = 0, h1 = 0, h2 = 0, h3 = 0] = heights;
    const light = 1 + 0.16 * Math.tanh((h1 - h0 + (h2 - h3)) / slopeUnit) - 0.08 * Math.tanh((h3 - h0) / slopeUnit);
    const [red, green, blue] = scale((h0 + h1 + h2 + h3) / 4 / limit);
    context.beginPath();
    for (const corner of corners) context.lineTo(x[corner] ?? 0, y[corner] ?? 0);
    context.closePath();
    context.fillStyle = css([Math.min(255, red * light), Math.min(255, green * light), Math.min(255, blue * light)]);
    context.fill();
    context.strokeStyle = mesh;
    context.lineWidth = 0.5;
    context.stroke();
    for (const threshold of [-0.5, 0.5]) {
      for (const [x1, y1, x2, y2] of cellContour([h0, h1, h2, h3], threshold)) {
        context.beginPath();
        context.moveTo(...inside(scene, corners, x1, y1));
        context.lineTo(...inside(scene, corners, x2, y2));
        context.strokeStyle = level;
        context.lineWidth = 1.4;
        context.stroke();
      }
    }
  }
}

/** The screen position at (u along a, w along b) inside a quad. */
function inside(scene: Scene, corners: readonly number[], u: number, w: number): [number, number] {
  const shares = [(1 - u) * (1 - w), u * (1 - w), u * w, (1 - u) * w];
  let [px, py] = [0, 0];
  corners.forEach((corner, index) => {
    px += (scene.x[corner] ?? 0) * (shares[index] ?? 0);
    py += (scene.y[corner] ?? 0) * (shares[index] ?? 0);
  });
  return [px, py];
}

function drawPin(context: CanvasRenderingContext2D, foot: readonly [number, number], head: readonly [number, number]) {
  context.strokeStyle = colour("--ink");
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(...foot);
  context.lineTo(...head);
  context.stroke();
  context.beginPath();
  context.arc(head[0], head[1], 4.5, 0, Math.PI * 2);
  context.fillStyle = colour("--paper");
  context.fill();
  context.stroke();
}

function at(field: Field, index: number): number {
  return field.heights[index] ?? Number.NaN;
}
