/** The first view: what trains now, and all runs. */

import { plural } from "../../charts/format";
import type { RunLine } from "../../data/live";
import { useWatch } from "./context";
import { LiveCards } from "./live-cards";
import { RunList } from "./run-list";
import { ago, byInterest } from "./words";

export function AllView() {
  const { feed } = useWatch();
  const runs = [...feed.runs.value.values()].sort(byInterest);
  const training = runs.filter((run) => run.alive);
  return (
    <>
      <section class="now" aria-labelledby="now-title">
        <div class="now-head">
          <h1 id="now-title" tabIndex={-1}>
            {headline(training.length, runs.length)}
          </h1>
          <p>{training.length === 0 && runs.length > 0 && <LastDone runs={runs} />}</p>
        </div>
        {training.length > 0 ? <LiveCards runs={training} /> : <WhatToType empty={runs.length === 0} />}
      </section>
      <Complaints />
      {runs.length > 0 && (
        <section class="part wide" aria-labelledby="runs-title">
          <header class="part-head">
            <h2 id="runs-title">All runs</h2>
          </header>
          <RunList runs={runs} />
        </section>
      )}
    </>
  );
}

function headline(training: number, all: number): string {
  if (training > 0) return training === 1 ? "One run is training." : `${training} runs are training.`;
  return all === 0 ? "There are no runs yet." : "Nothing is training.";
}

function LastDone({ runs }: { runs: readonly RunLine[] }) {
  const { now } = useWatch();
  const last = runs.reduce((one, other) => (one.at > other.at ? one : other));
  return (
    <>
      The last word came from {last.name}, {ago(last.at, now())}.
    </>
  );
}

const EXAMPLES = [
  ["hackday train addition", "fifteen networks that add, in a few seconds"],
  ["hackday train images --preset ellipses-white --minutes 3", "a network that draws"],
  ["hackday train lyrics --minutes 3", "a network that writes songs"],
] as const;

function WhatToType({ empty }: { empty: boolean }) {
  const { feed } = useWatch();
  return (
    <div class="what-to-type">
      <p>
        {empty && !feed.exists.value ? "The folder of runs does not exist yet. " : ""}
        Start one in another terminal, and it appears here by itself:
      </p>
      <dl>
        {EXAMPLES.map(([command, what]) => (
          <div key={command}>
            <dt>
              <code>{command}</code>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      {empty && <p class="note">This page looks into {feed.place.value}; a training elsewhere is told with --runs.</p>}
    </div>
  );
}

/** Folders that look like runs and cannot be read. */
function Complaints() {
  const { feed } = useWatch();
  const complaints = feed.complaints.value;
  if (complaints.length === 0) return null;
  return (
    <details class="part wide complaints">
      <summary>{plural(complaints.length, "folder")} cannot be shown</summary>
      <ul>
        {complaints.map((complaint) => (
          <li key={complaint}>{complaint}</li>
        ))}
      </ul>
    </details>
  );
}
