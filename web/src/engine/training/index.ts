/** Four ways of training the same network, behind one interface. */

import { AdamTrainer } from "./adam";
import { LevenbergMarquardtTrainer } from "./levenberg-marquardt";
import { ProjectionTrainer } from "./projection";
import type { Method, Trainer, TrainerOptions } from "./trainer";

export type { Method, Trainer, TrainerOptions } from "./trainer";

/** With the same seed and shape all four methods start from the same draw of initial weights. */
export function createTrainer(method: Method, options: TrainerOptions): Trainer {
  switch (method) {
    case "adam":
    case "adam-scaled":
      return new AdamTrainer(method, options);
    case "levenberg-marquardt":
      return new LevenbergMarquardtTrainer(options);
    case "projection":
      return new ProjectionTrainer(options);
  }
}
