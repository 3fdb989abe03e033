/** Small parts that several views of a run share: its state, its progress, its curve in a line, its stop button. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { RunLine } from "../../data/live";
import { askToStop } from "./asking";
import { useWatch } from "./context";
import { progress, progressWords, STATE_WORDS, silence, timeLeft } from "./words";

/** The state as a word with a sign of its own, so that colour says nothing alone. */
export function StateMark({ run }: { run: RunLine }) {
  return (
    <span class={`state state-${run.state}`}>
      <span class="state-sign" aria-hidden="true">
        {SIGNS[run.state]}
      </span>
      {run.stopping ? "stopping" : STATE_WORDS[run.state]}
    </span>
  );
}

const SIGNS: Readonly<Record<RunLine["state"], string>> = {
  created: "◌",
  training: "●",
  stopped: "❚❚",
  failed: "✗",
  done: "✓",
  interrupted: "⚡",
};

export function ProgressBar({ run }: { run: RunLine }) {
  const share = progress(run);
  const words = progressWords(run);
  return (
    <div
      class={`progress-bar ${run.alive ? "alive" : ""}`}
      role="progressbar"
      aria-label={`Progress of ${run.name}`}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
      aria-valuetext={words === "" ? "not known yet" : words}
    >
      <span style={{ transform: `scaleX(${share})` }} />
    </div>
  );
}

const WIDTH = 120;
const HEIGHT = 28;
const STEEP = 30;

/** The main curve without an axis: only its shape. */
export function Spark({ values }: { values: readonly number[] }) {
  if (values.length < 2) return <svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" />;
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const scale = least > 0 && most > STEEP * least ? Math.log : (value: number) => value;
  const [low, high] = [scale(least), scale(most)];
  const points = values.map((value, index) => {
    const y = high > low ? (scale(value) - low) / (high - low) : 0.5;
    return `${((index / (values.length - 1)) * (WIDTH - 4) + 2).toFixed(1)} ${((1 - y) * (HEIGHT - 6) + 3).toFixed(1)}`;
  });
  const [x, y] = points.at(-1)?.split(" ") ?? [];
  return (
    <svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <path d={`M${points.join("L")}`} />
      <circle cx={x} cy={y} r="2.2" />
    </svg>
  );
}

/** What it says of itself, and how long it will take. */
export function Message({ run }: { run: RunLine }) {
  const { now } = useWatch();
  const parts = [run.message, timeLeft(run), silence(run, now())].filter(Boolean);
  return <p class="run-message">{parts.join(" · ") || " "}</p>;
}

/** Asks twice: a run that was stopped by mistake can be resumed, but not from here. */
export function StopButton({ run }: { run: RunLine }) {
  const { feed } = useWatch();
  const [asking, setAsking] = useState(false);
  const [trouble, setTrouble] = useState("");
  const box = useRef<HTMLSpanElement>(null);
  const shown = useRef(asking);
  useEffect(() => {
    // The button that was pressed has gone: the focus goes on to the question, or back, once and not at every news.
    if (shown.current !== asking) box.current?.querySelector("button")?.focus();
    shown.current = asking;
  }, [asking]);
  if (!run.alive) return null;
  if (run.stopping) return <span class="note">stops at its next step, saved</span>;
  const stop = async () => {
    setAsking(false);
    setTrouble(await askToStop(run.folder));
    feed.askNow();
  };
  return (
    <span class="stop" ref={box}>
      {asking ? (
        <>
          <button type="button" class="stop-now" onClick={stop}>
            Stop {run.name}, saved
          </button>
          <button type="button" class="quiet" onClick={() => setAsking(false)}>
            Keep training
          </button>
        </>
      ) : (
        <button type="button" aria-label={`Stop ${run.name} …`} onClick={() => setAsking(true)}>
          Stop …
        </button>
      )}
      {trouble !== "" && (
        <span class="note" role="alert">
          {trouble}
        </span>
      )}
    </span>
  );
}
