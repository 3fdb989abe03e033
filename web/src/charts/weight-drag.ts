/** How far a weight goes with the pointer or a key. */

/** Where a drag began, in pixels, at which weight, and what a pixel is worth. */
export interface Drag {
  readonly x: number;
  readonly y: number;
  readonly weight: number;
  readonly unit: number;
}

/** A hundredth of the largest weight a pixel or key: the same feel for weights of 0.1 and of 6,000,000. */
export function unitOf(weight: number, largest: number): number {
  return Math.max(largest, Math.abs(weight), 1e-3) / 100;
}

/**
 * Pixels keep the worth that they had when the drag began: the strongest weight grows under the pointer, and would run
 * away if they grew with it.
 */
export function draggedTo({ x, y, weight, unit }: Drag, pointerX: number, pointerY: number): number {
  return weight + (pointerX - x - (pointerY - y)) * unit;
}
