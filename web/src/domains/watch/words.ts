/** What the live view says of a run, in words. */

import { whole } from "../../charts/format";
import type { RunLine, State } from "../../data/live";

export const STATE_WORDS: Readonly<Record<State, string>> = {
  created: "starting",
  training: "training",
  stopped: "stopped",
  failed: "failed",
  done: "done",
  interrupted: "interrupted",
};

/** `8 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  const rounded = Math.max(0, Math.round(seconds));
  if (rounded < 60) return `${rounded} s`;
  const minutes = Math.floor(rounded / 60);
  if (minutes < 60) return `${minutes} min ${rounded % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How long ago, roughly: `just now`, `5 min ago`, `3 days ago`. */
export function ago(then: string, now: number): string {
  const seconds = (now - Date.parse(then)) / 1000;
  if (!Number.isFinite(seconds)) return "";
  if (seconds < 60) return "just now";
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  const days = Math.floor(seconds / 86_400);
  return days === 1 ? "yesterday" : `${days} days ago`;
}

export function date(then: string): string {
  const parsed = new Date(then);
  if (Number.isNaN(parsed.getTime())) return then;
  return `${parsed.toLocaleString("en", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" })} UTC`;
}

const SILENT_SECONDS = 20;

/** What to say of a living run that has not written for long: it may be busy with something large, or stuck. */
export function silence(run: RunLine, now: number): string {
  const seconds = (now - Date.parse(run.at)) / 1000;
  return run.alive && seconds > SILENT_SECONDS ? `no word for ${duration(seconds)}` : "";
}

export function timeLeft(run: RunLine): string {
  if (!run.alive) return "";
  if (run.stopping) return "stops at its next step";
  return run.secondsLeft === null ? "" : `at most ${duration(run.secondsLeft)} left`;
}

/** 0 … 1; a run that is done is done, whatever it counts. */
export function progress({ state, step, steps }: RunLine): number {
  if (state === "done") return 1;
  return steps > 0 ? Math.min(1, step / steps) : 0;
}

export function progressWords(run: RunLine): string {
  return run.steps > 0 ? `${whole(run.step)} of ${whole(run.steps)} steps` : "";
}

export function bytes(count: number): string {
  if (count < 1000) return `${count} B`;
  if (count < 1e6) return `${(count / 1e3).toFixed(count < 1e4 ? 1 : 0)} kB`;
  return `${(count / 1e6).toFixed(count < 1e7 ? 1 : 0)} MB`;
}

/** The news in a change, "" if it is not worth a word. */
export function tell(before: RunLine | undefined, run: RunLine): string {
  if (before === undefined) return run.alive ? `${run.name} has begun.` : "";
  if (run.warnings > before.warnings) return `Warning from ${run.name}: ${run.warning}`;
  if (run.state !== before.state) return `${run.name} is ${STATE_WORDS[run.state]}.`;
  return "";
}

/** Where a run comes in the list: what trains first, then the newest. */
export function byInterest(one: RunLine, other: RunLine): number {
  if (one.alive !== other.alive) return one.alive ? -1 : 1;
  return other.started.localeCompare(one.started) || one.folder.localeCompare(other.folder);
}

/** `pairs_told_apart` → `pairs told apart`. */
export function plain(name: string): string {
  return name.replaceAll("_", " ");
}
