/** Training in the page itself: the same network from the same beginning, four ways. */

import { useEffect, useMemo } from "preact/hooks";
import { Choice } from "../common/choice";
import { createRace } from "./race";
import { TRAIN_NODES, TRAIN_SUMS, type TrainChoice, useLab } from "./state";
import { TrainPanel } from "./train-panel";

export function TrainHere() {
  const lab = useLab();
  const choice = lab.train.value;
  const race = useMemo(() => createRace(choice), [choice]);
  useEffect(() => race.pause, [race]);
  const standings = race.standings.value;
  const running = race.running.value;
  const over = standings.every(({ state }) => state !== "learning");
  const choose = (changed: Partial<TrainChoice>) => {
    lab.train.value = { ...choice, ...changed };
  };
  const losses = standings
    .flatMap(({ history }) => history.map(({ loss }) => loss))
    .filter((loss) => Number.isFinite(loss) && loss > 0);
  const range = [Math.min(1e-2, ...losses), Math.max(1, ...losses)] as const;
  return (
    <section class="part wide train" aria-labelledby="train-title">
      <header class="part-head">
        <h2 id="train-title">Train it here</h2>
        <p>
          The same network four times, from the same first weights, in this page and on your machine. Each way of
          training gets the same computing time, so the only thing that differs is the idea.
        </p>
      </header>
      <div class="train-controls">
        <Choice
          label="Hidden nodes"
          options={TRAIN_NODES.map((nodes) => ({ value: nodes, text: String(nodes) }))}
          value={choice.nodes}
          onChange={(nodes) => choose({ nodes })}
        />
        <Choice
          label="Maximum sum"
          options={TRAIN_SUMS.map((maxSum) => ({ value: maxSum, text: maxSum.toLocaleString("en") }))}
          value={choice.maxSum}
          onChange={(maxSum) => choose({ maxSum })}
        />
        <div class="train-buttons">
          <button type="button" class="primary" onClick={running ? race.pause : race.start} disabled={over}>
            {running ? "Pause" : "Train"}
          </button>
          <button type="button" onClick={race.step} disabled={running || over}>
            One step
          </button>
          <button type="button" onClick={() => choose({})}>
            Start over
          </button>
          <button type="button" onClick={() => choose({ seed: choice.seed + 1 })}>
            New seed
          </button>
          <span class="seed">seed {choice.seed}</span>
        </div>
      </div>
      <div class="train-panels">
        {standings.map((standing) => (
          <TrainPanel key={standing.method} standing={standing} range={range} />
        ))}
      </div>
    </section>
  );
}
