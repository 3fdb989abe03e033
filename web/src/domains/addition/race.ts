/** Four ways of training the same network side by side, in slices so short that the page stays smooth. */

import { type ReadonlySignal, signal } from "@preact/signals";
import { createTrainer, type Method, type Trainer } from "../../engine/training";
import { type Exam, examine } from "./measure";
import type { TrainChoice } from "./state";

export const METHODS: readonly Method[] = ["adam", "adam-scaled", "levenberg-marquardt", "projection"];

export interface HistoryPoint {
  readonly steps: number;
  readonly loss: number;
}

/** What the page shows of one method at one moment. */
export interface Standing {
  readonly method: Method;
  readonly steps: number;
  readonly loss: number;
  readonly milliseconds: number;
  readonly history: readonly HistoryPoint[];
  readonly exam: Exam;
  readonly state: State;
}

/** "stalled": done or jammed, further steps change nothing. "late": its computing time is used up. */
export type State = "learning" | "stalled" | "late" | "failed";

export interface Race {
  readonly running: ReadonlySignal<boolean>;
  readonly standings: ReadonlySignal<readonly Standing[]>;
  readonly start: () => void;
  readonly pause: () => void;
  /** One step of every method. */
  readonly step: () => void;
}

interface Contender {
  readonly trainer: Trainer;
  milliseconds: number;
  /** Computing time that it may still use; negative after a long step. */
  credit: number;
  history: HistoryPoint[];
  failed: boolean;
  /** Of its present weights; null after a step. */
  exam: Exam | null;
}

const SLICE_MILLISECONDS = 1.9;
const SHOW_EVERY_MILLISECONDS = 200;
/** A page left open must not heat the room all night. */
export const LIMIT_MILLISECONDS = 60_000;
const HISTORY_LENGTH = 240;

export function createRace({ nodes, maxSum, seed }: TrainChoice): Race {
  const shape = { nodes, activation: "sigmoid", biases: false } as const;
  const contenders = METHODS.map((method): Contender => {
    const trainer = createTrainer(method, { shape, maxSum, seed });
    const history = [{ steps: 0, loss: trainer.loss }];
    return { trainer, milliseconds: 0, credit: 0, history, failed: false, exam: null };
  });
  const look = () => contenders.map((contender) => standing(contender, maxSum));
  const running = signal(false);
  const standings = signal<readonly Standing[]>(look());
  let request = 0;
  let shown = 0;

  const canGoOn = (contender: Contender) => stateOf(contender) === "learning";
  const pause = () => {
    cancelAnimationFrame(request);
    running.value = false;
    standings.value = look();
  };
  const frame = (now: number) => {
    for (const contender of contenders) {
      contender.credit = Math.min(contender.credit + SLICE_MILLISECONDS, SLICE_MILLISECONDS);
      while (contender.credit > 0 && canGoOn(contender)) stepOnce(contender);
    }
    if (!contenders.some(canGoOn)) {
      pause();
      return;
    }
    if (now - shown > SHOW_EVERY_MILLISECONDS) {
      shown = now;
      standings.value = look();
    }
    request = requestAnimationFrame(frame);
  };
  return {
    running,
    standings,
    start: () => {
      if (running.value) return;
      running.value = true;
      request = requestAnimationFrame(frame);
    },
    pause,
    step: () => {
      for (const contender of contenders) if (canGoOn(contender)) stepOnce(contender);
      standings.value = look();
    },
  };
}

function stepOnce(contender: Contender): void {
  const { trainer } = contender;
  contender.exam = null;
  const began = performance.now();
  try {
    trainer.step();
  } catch {
    // The other three go on; the panel says so.
    contender.failed = true;
  }
  const spent = performance.now() - began;
  contender.milliseconds += spent;
  contender.credit -= spent;
  contender.history.push({ steps: trainer.steps, loss: trainer.loss });
  // Half of a long history tells the same story.
  if (contender.history.length > HISTORY_LENGTH * 2) {
    contender.history = contender.history.filter((_, index) => index % 2 === 0);
  }
}

function stateOf({ trainer, failed, milliseconds }: Contender): State {
  if (failed) return "failed";
  if (trainer.stalled) return "stalled";
  return milliseconds < LIMIT_MILLISECONDS ? "learning" : "late";
}

function standing(contender: Contender, maxSum: number): Standing {
  const { trainer, milliseconds, history } = contender;
  contender.exam ??= examine(trainer.shape, trainer.weights, maxSum);
  return {
    method: trainer.method,
    steps: trainer.steps,
    loss: trainer.loss,
    milliseconds,
    history: [...history],
    exam: contender.exam,
    state: stateOf(contender),
  };
}
