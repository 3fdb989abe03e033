/** What trains at this moment, large. */

import { plural } from "../../charts/format";
import type { RunLine } from "../../data/live";
import { Message, ProgressBar, Spark, StopButton } from "./marks";
import { runLink } from "./place";
import { Stamp } from "./stamp";
import { duration, progressWords } from "./words";

export function LiveCards({ runs }: { runs: readonly RunLine[] }) {
  return (
    <ul class="live-cards" aria-label="Training now">
      {runs.map((run) => (
        <LiveCard key={run.folder} run={run} />
      ))}
    </ul>
  );
}

function LiveCard({ run }: { run: RunLine }) {
  return (
    <li class={`live-card ${run.sample === null ? "" : `with-${run.sample.kind}`}`}>
      <div class="live-words">
        <p class="card-domain">
          {run.name} · {run.preset}
        </p>
        <h2>
          <a href={runLink(run.folder)}>{run.label === "" ? run.name : run.label}</a>
        </h2>
        <ProgressBar run={run} />
        <p class="live-count">
          <strong>{progressWords(run) || "beginning"}</strong>
          <span>{duration(run.seconds)}</span>
        </p>
        <Message run={run} />
        {run.warnings > 0 && (
          <p class="alarm">
            <span class="alarm-sign" aria-hidden="true">
              !
            </span>
            {run.warning}
            {run.warnings > 1 && ` (${plural(run.warnings, "warning")} so far)`}
          </p>
        )}
        {run.spark.length > 1 && <Spark values={run.spark} />}
        <p class="live-tools">
          <a class="button" href={runLink(run.folder)}>
            Look inside
          </a>
          <StopButton run={run} />
        </p>
      </div>
      {run.sample !== null && <Stamp run={run} words />}
    </li>
  );
}
