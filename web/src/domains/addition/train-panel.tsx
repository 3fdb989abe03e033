/** One of the four ways of training: the idea, the loss so far, and how well the network adds by now. */

import { useState } from "preact/hooks";
import { spread } from "../../charts/data-table";
import { Figure } from "../../charts/figure";
import { figure, percent, plural, whole } from "../../charts/format";
import { Sparkline } from "../../charts/sparkline";
import { Thumbnail } from "../../charts/thumbnail";
import type { Method } from "../../engine/training";
import { LIMIT_MILLISECONDS, type Standing } from "./race";

interface Words {
  readonly name: string;
  readonly unit: string;
  readonly idea: string;
  readonly watch: string;
}

const WORDS: Readonly<Record<Method, Words>> = {
  adam: {
    name: "Adam, as usual",
    unit: "epoch",
    idea: "Moves every weight a little downhill, by about a thousandth each time, on the numbers as they come.",
    watch: "Watch it crawl: a weight that has to become large takes thousands of steps to get there.",
  },
  "adam-scaled": {
    name: "Adam, scaled",
    unit: "epoch",
    idea: "The same small steps, but all numbers are first divided by the largest sum.",
    watch: "Watch it start much better, then slow down: the valley grows flatter the further it walks.",
  },
  "levenberg-marquardt": {
    name: "Levenberg–Marquardt",
    unit: "iteration",
    idea: "Asks how every error depends on every weight, and solves for the step that mends all of them at once.",
    watch: "Watch it drop within moments, or jam in a bad corner: then try a new seed.",
  },
  projection: {
    name: "Variable projection",
    unit: "iteration",
    idea: "Works out the best output weights exactly, at every step, and searches for the hidden weights alone.",
    watch: "Watch how few iterations it takes: the long valley that slows the others has gone.",
  },
};

export function TrainPanel({ standing, range }: { standing: Standing; range: readonly [number, number] }) {
  const [picked, setPicked] = useState<number | null>(null);
  const { history, exam, steps, loss, milliseconds } = standing;
  const { score } = exam;
  const { name, unit, idea, watch } = WORDS[standing.method];
  const at = history[Math.min(picked ?? history.length - 1, history.length - 1)];
  return (
    <Figure
      title={name}
      className="train-panel"
      readout={at === undefined ? "" : `${unit} ${whole(at.steps)} · loss ${figure(at.loss, 4)}`}
      table={() => ({
        columns: [unit, "loss"],
        rows: spread(history.length, 25).map((index) => [
          whole(history[index]?.steps),
          figure(history[index]?.loss, 5),
        ]),
      })}
    >
      <p class="idea">
        {idea} <em>{watch}</em>
      </p>
      <Sparkline
        points={history.map((point) => ({ x: point.steps, y: point.loss }))}
        range={range}
        label={`Loss of ${name} over ${plural(steps, unit)}, now ${figure(loss, 4)}`}
        picked={picked}
        onPick={setPicked}
      />
      <div class="standing">
        <Thumbnail
          field={exam.field}
          label={`Map of the error; at most ${figure(score.largestError)} off, ${percent(score.accuracy)} right`}
        />
        <dl>
          <div>
            <dt>right answers</dt>
            <dd class="big">{percent(score.accuracy)}</dd>
          </div>
          <div>
            <dt>largest error</dt>
            <dd>{figure(score.largestError)}</dd>
          </div>
          <div>
            <dt>computing time</dt>
            <dd>{milliseconds < 1000 ? `${figure(milliseconds, 2)} ms` : `${(milliseconds / 1000).toFixed(1)} s`}</dd>
          </div>
          <div>
            <dt>state</dt>
            <dd>{wordsFor(standing)}</dd>
          </div>
        </dl>
      </div>
    </Figure>
  );
}

function wordsFor({ exam, state, steps }: Standing): string {
  if (state === "failed") return "broke down";
  if (exam.score.accuracy === 1) {
    const pairs = whole(exam.score.pairs);
    return exam.everyPair ? `✓ all ${pairs} pairs right` : `✓ all ${pairs} pairs tried are right`;
  }
  if (state === "stalled") return "✗ jammed";
  if (state === "late") return `out of time: ${whole(LIMIT_MILLISECONDS / 1000)} s used up`;
  return steps === 0 ? "ready" : "still learning";
}
