/** What every live trainer looks like from outside: a page calls `step` and reads the rest. */

import type { Shape } from "../../shape";

export type Method = "adam" | "adam-scaled" | "levenberg-marquardt" | "projection";

export interface Trainer {
  readonly method: Method;
  readonly shape: Shape;
  /** Epochs of Adam, or iterations. */
  readonly steps: number;
  /** For plain numbers, laid out as in docs/formats/page-model.md: any scaling has been folded back. */
  readonly weights: Float64Array;
  /** Mean squared error over the training pairs, in units of the sum squared. */
  readonly loss: number;
  /** Largest error over the training pairs, in units of the sum; below 0.5 every one of them is right. */
  readonly maxError: number;
  /** A further step would change nothing: the method is done, or has given up. */
  readonly stalled: boolean;
  step(): void;
}

export interface TrainerOptions {
  readonly shape: Shape;
  /** The inputs are integers 0 … max_sum/2 − 1. */
  readonly maxSum: number;
  readonly seed: number;
  /** How many pairs to train on; each method has its own default. */
  readonly pairs?: number;
  /** Adam only. */
  readonly learningRate?: number;
}
