/**
 * A height field drawn with canvas 2D alone: parallel projection, quads painted from the farthest to the nearest, a
 * little light from one side. No WebGL: it has to open everywhere, and 40 × 40 quads take two milliseconds.
 */

import { canvasFont } from "./canvas";
import { cellContour } from "./contour";
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

const TALL = 1.25;
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

type Project = (a: number, b: number, up: number) => [number, number];

/** Where a point of the cube [−1, 1]³ lies on the canvas. */
function projection(width: number, height: number, { yaw, tilt }: View): Project {
  // Room for the labels: of the error on the left, of a and b below.
  const scale = Math.min((width - 84) / 2.83, (height - 44) / (3.1 * Math.sin(tilt) + TALL * Math.cos(tilt)));
  const [sin, cos, up, away] = [Math.sin(yaw), Math.cos(yaw), Math.cos(tilt), Math.sin(tilt)];
  return (a, b, z) => [
    width / 2 + 26 + (a * cos - b * sin) * scale,
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

function drawFrame(
  context: CanvasRenderingContext2D,
  project: Project,
  { yaw }: View,
  range: Range,
  lift: (value: number) => number,
  ends: readonly [number, number],
): void {
  const floor = -TALL / 2;
  const soft = colour("--soft");
  const polygon = (z: number) => {
    context.beginPath();
    for (const [a, b] of [[-1, -1], [1, -1], [1, 1], [-1, 1]] as const) context.lineTo(...project(a, b, z));
    context.closePath();
    context.stroke();
  };
  context.lineWidth = 1;
  context.strokeStyle = colour("--line");
  polygon(floor);
  context.setLineDash([3, 3]);
  context.strokeStyle = soft;
  polygon(lift(0));
  context.setLineDash([]);

  context.font = canvasFont(12);
  context.fillStyle = soft;
  context.textBaseline = "middle";
  context.textAlign = "center";
  // The axes run along the two edges nearest to the viewer.
  const nearA = Math.sin(yaw) > 0 ? -1 : 1;
  const nearB = Math.cos(yaw) > 0 ? -1 : 1;
  const label = (text: string, a: number, b: number) => context.fillText(text, ...project(a, b, floor));
  label("a", 0, nearB * 1.22);
  label("b", nearA * 1.22, 0);
  label(String(ends[0]), -0.94, nearB * 1.16);
  label(String(ends[1]), 0.94, nearB * 1.16);
  label(String(ends[0]), nearA * 1.16, -0.94);
  label(String(ends[1]), nearA * 1.16, 0.94);

  // The scale of the error stands at the corner that is leftmost on the screen.
  const [left] = ([[-1, -1], [1, -1], [1, 1], [-1, 1]] as const)
    .map(([a, b]) => ({ a, b, x: project(a, b, 0)[0] }))
    .sort((one, other) => one.x - other.x);
  if (left === undefined) return;
  const foot = project(left.a, left.b, floor);
  const head = project(left.a, left.b, -floor);
  context.strokeStyle = colour("--line");
  context.beginPath();
  context.moveTo(...foot);
  context.lineTo(...head);
  context.stroke();
  context.textAlign = "right";
  for (const value of ticks(range)) {
    const [px, py] = project(left.a, left.b, lift(value));
    context.fillText(short(value), px - 6, py);
  }
  context.fillText("error", head[0] - 6, head[1] - 16);
}

/** The ends of the range and zero, without ends so near to zero that the labels would touch. */
function ticks({ low, high }: Range): number[] {
  const apart = (high - low) * 0.12;
  return [low, 0, high].filter((value) => value === 0 || Math.abs(value) > apart);
}

function short(value: number): string {
  const size = Math.abs(value);
  const digits = size >= 100 || size === 0 ? 0 : size >= 10 ? 1 : 2;
  const text = size >= 1e5 ? `${Math.round(size / 1000)}k` : size.toFixed(digits);
  return value < 0 ? `−${text}` : value > 0 ? `+${text}` : "0";
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
