/**
 * The live view's state: asks the server what is new, once a second while somebody looks and not at all while nobody does.
 *
 * The server's answer to a `version` of another server (it was started anew) is everything, so that a restart, a broken
 * connection and the first moment are one case.
 */

import { batch, type Signal, signal } from "@preact/signals";
import {
  type Changes,
  type CurveNews,
  type CurveRow,
  ModelError,
  type RunLine,
  readChanges,
  type Warning,
} from "../../data/live";
import { tell } from "./words";

export type Connection = "connecting" | "live" | "lost" | "locked" | "foreign";

export interface RunCurves {
  readonly cursor: string;
  readonly names: readonly string[];
  readonly stride: number;
  readonly lines: number;
  readonly behind: number;
  readonly rows: readonly CurveRow[];
  readonly warnings: readonly Warning[];
}

export interface Feed {
  readonly connection: Signal<Connection>;
  readonly runs: Signal<ReadonlyMap<string, RunLine>>;
  readonly curves: Signal<ReadonlyMap<string, RunCurves>>;
  readonly place: Signal<string>;
  readonly exists: Signal<boolean>;
  readonly complaints: Signal<readonly string[]>;
  /** Bytes of metrics that the server has still to read. */
  readonly behind: Signal<number>;
  /** The server's clock less this one's, in milliseconds. */
  readonly clock: Signal<number>;
  /** The last thing that happened, for whoever cannot see it. */
  readonly news: Signal<string>;
  /** The runs whose curves are shown. */
  readonly want: (folders: readonly string[]) => void;
  readonly askNow: () => void;
}

const PERIOD = 1000;
const QUIET_PERIOD = 2500;
const CATCHING_UP = 40;
const LONGEST_WAIT = 8000;
const PATIENCE = 20_000;

export function startFeed(): Feed {
  const feed = {
    connection: signal<Connection>("connecting"),
    runs: signal<ReadonlyMap<string, RunLine>>(new Map()),
    curves: signal<ReadonlyMap<string, RunCurves>>(new Map()),
    place: signal(""),
    exists: signal(true),
    complaints: signal<readonly string[]>([]),
    behind: signal(0),
    clock: signal(0),
    news: signal(""),
  };
  let [version, wanted, failures, timer, asking] = ["", [] as readonly string[], 0, 0, false];

  const ask = async () => {
    if (asking) return;
    asking = true;
    window.clearTimeout(timer);
    const query = new URLSearchParams({ since: version });
    for (const folder of wanted) query.append("curves", `${folder}@${feed.curves.peek().get(folder)?.cursor ?? ""}`);
    let wait = PERIOD;
    try {
      const response = await fetch(`api/changes?${query}`, { signal: AbortSignal.timeout(PATIENCE) });
      if (!response.ok) throw new Refused(response.status);
      const changes = readChanges(await response.json());
      batch(() => take(feed, changes, wanted));
      [version, failures] = [changes.version, 0];
      const training = [...feed.runs.peek().values()].some((run) => run.alive);
      wait = changes.behind > 0 ? CATCHING_UP : training || wanted.length > 0 ? PERIOD : QUIET_PERIOD;
    } catch (error) {
      failures += 1;
      wait = Math.min(LONGEST_WAIT, PERIOD * 1.6 ** failures);
      feed.connection.value = kindOf(error);
    }
    asking = false;
    if (!document.hidden) timer = window.setTimeout(ask, wait);
  };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) window.clearTimeout(timer);
    else ask();
  });
  ask();
  return {
    ...feed,
    askNow: ask,
    want: (folders) => {
      const fresh = folders.some((folder) => !wanted.includes(folder));
      wanted = folders;
      feed.curves.value = new Map([...feed.curves.peek()].filter(([folder]) => folders.includes(folder)));
      if (fresh) ask();
    },
  };
}

function kindOf(error: unknown): Connection {
  if (error instanceof ModelError) return "foreign";
  return error instanceof Refused && error.status === 401 ? "locked" : "lost";
}

class Refused extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`refused with ${status}`);
    this.status = status;
  }
}

type State = Omit<Feed, "want" | "askNow">;

function take(feed: State, changes: Changes, wanted: readonly string[]): void {
  const before = feed.runs.peek();
  if (feed.connection.peek() === "lost") feed.news.value = "The live view is back.";
  feed.connection.value = "live";
  feed.place.value = changes.place;
  feed.exists.value = changes.exists;
  feed.behind.value = changes.behind;
  feed.clock.value = Date.parse(changes.now) - Date.now();
  if (changes.complaints.join() !== feed.complaints.peek().join()) feed.complaints.value = changes.complaints;
  if (changes.full || changes.runs.length > 0 || changes.gone.length > 0) {
    const runs = new Map(changes.full ? [] : before);
    for (const folder of changes.gone) runs.delete(folder);
    for (const run of changes.runs) runs.set(run.folder, run);
    feed.runs.value = runs;
    if (before.size > 0)
      feed.news.value =
        changes.runs
          .map((run) => tell(before.get(run.folder), run))
          .filter(Boolean)
          .join(" ") || feed.news.peek();
  }
  feed.curves.value = takeCurves(feed.curves.peek(), changes.curves, wanted);
}

/** The curves with what is new of those that are still wanted; the same map if nothing is. */
export function takeCurves(
  before: ReadonlyMap<string, RunCurves>,
  news: Changes["curves"],
  wanted: readonly string[],
): ReadonlyMap<string, RunCurves> {
  const curves = new Map(before);
  let anything = false;
  for (const [folder, one] of Object.entries(news)) {
    const old = before.get(folder);
    if (!wanted.includes(folder)) continue;
    if (one !== null && !changed(old, one)) continue;
    // Whoever left and came back during a request is answered with the end of what was dropped meanwhile. Without the
    // curve there is no cursor either, so that all of it is asked for next.
    if (one === null || one.keep > (old?.rows.length ?? 0)) curves.delete(folder);
    else curves.set(folder, grow(old, one));
    anything = true;
  }
  return anything ? curves : before;
}

/** Did anything come? A curve that did not change is not drawn again. */
function changed(before: RunCurves | undefined, { cursor, lines, behind }: CurveNews): boolean {
  return before === undefined || before.cursor !== cursor || before.lines !== lines || before.behind !== behind;
}

export function grow(before: RunCurves | undefined, news: CurveNews): RunCurves {
  const { keep, rows, ...about } = news;
  return { ...about, rows: [...(before?.rows.slice(0, keep) ?? []), ...rows] };
}
