/** The box around a landscape: its floor, the level of zero, and the labels of its axes. */

import { canvasFont } from "./canvas";
import { type Project, type Range, TALL, type View } from "./surface-draw";
import { colour } from "./theme";

export function drawFrame(
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
    for (const [a, b] of [
      [-1, -1],
      [1, -1],
      [1, 1],
      [-1, 1],
    ] as const)
      context.lineTo(...project(a, b, z));
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
  const [left] = (
    [
      [-1, -1],
      [1, -1],
      [1, 1],
      [-1, 1],
    ] as const
  )
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
