/** What the pointer is on: the nearest quad of a drawn surface. */

import type { Scene } from "./surface-draw";

/** The point (row, column, both fractional) of the nearest quad under a position on the canvas, if there is one. */
export function pick(scene: Scene, size: number, px: number, py: number): { row: number; column: number } | null {
  for (let index = scene.order.length - 1; index >= 0; index--) {
    const quad = scene.order[index];
    if (quad === undefined) continue;
    const [row, column] = quad;
    const q = row * size + column;
    const halves = [
      [q, q + size, q + 1, 0, 0, 1, 1],
      [q + size + 1, q + 1, q + size, 1, 1, -1, -1],
    ] as const;
    for (const [origin, alongA, alongB, rowStart, columnStart, rowStep, columnStep] of halves) {
      const found = barycentric(scene, origin, alongA, alongB, px, py);
      if (found !== null) {
        return { row: row + rowStart + found.u * rowStep, column: column + columnStart + found.w * columnStep };
      }
    }
  }
  return null;
}

function barycentric(scene: Scene, origin: number, p: number, r: number, px: number, py: number) {
  const { x, y } = scene;
  const [ox, oy] = [x[origin] ?? 0, y[origin] ?? 0];
  const [ax, ay] = [(x[p] ?? 0) - ox, (y[p] ?? 0) - oy];
  const [bx, by] = [(x[r] ?? 0) - ox, (y[r] ?? 0) - oy];
  const area = ax * by - ay * bx;
  if (Math.abs(area) < 1e-9) return null;
  const u = ((px - ox) * by - (py - oy) * bx) / area;
  const w = (ax * (py - oy) - ay * (px - ox)) / area;
  return u >= 0 && w >= 0 && u + w <= 1 ? { u, w } : null;
}
