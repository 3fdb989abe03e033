/** What the page asks of whoever draws, a worker or the page itself, and what comes back. */

import type { Layer } from "../../layers";

/** All that is needed to draw: sent to a worker once. */
export interface Recipe {
  readonly layers: readonly Layer[];
  readonly weights: Uint8Array<ArrayBuffer>;
  readonly inputLength: number;
  readonly channels: number;
}

export interface Job {
  readonly id: number;
  readonly input: Float32Array<ArrayBuffer>;
  /** Every layer's output is wanted, not the picture alone. */
  readonly trace: boolean;
}

export interface Drawn {
  readonly id: number;
  /** Red, green, blue, opacity; row by row. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  /** Every layer's output; empty unless it was asked for. */
  readonly outputs: readonly Float32Array<ArrayBuffer>[];
  readonly milliseconds: number;
}

/** A picture and what it was drawn from. */
export interface DrawnOf extends Drawn {
  readonly input: Float32Array<ArrayBuffer>;
}
