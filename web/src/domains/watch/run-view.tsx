/** One run: where it is, what it warns of, what it makes, its curves, figures, settings and files. */

import { useEffect } from "preact/hooks";
import type { RunDetails, RunLine } from "../../data/live";
import { useDetails, useWatch } from "./context";
import { CurvesPart } from "./curves-part";
import type { RunCurves } from "./feed";
import { setting } from "./figures";
import { Message, ProgressBar, StateMark, StopButton } from "./marks";
import { Files, Pictures } from "./run-files";
import { Samples } from "./samples";
import { date, duration, plain, progressWords } from "./words";

export function RunView({ folder }: { folder: string }) {
  const { feed } = useWatch();
  const run = feed.runs.value.get(folder);
  const curves = feed.curves.value.get(folder);
  const found = useDetails([folder]).get(folder);
  const details = found === undefined || "problem" in found ? undefined : found;
  useEffect(() => feed.want([folder]), [folder]);
  if (run === undefined) return <Missing folder={folder} />;
  const files = details?.files ?? [];
  return (
    <>
      <RunHead run={run} called={details?.called ?? run.name} />
      <Warnings run={run} curves={curves} />
      <div class={`inside ${run.sample === null || run.sample.kind === "surface" ? "" : "beside"}`}>
        <section class="part wide" aria-labelledby="samples-title">
          <h2 id="samples-title">{run.alive ? "The newest" : "What it made"}</h2>
          {found === undefined ? (
            <p class={`note awaited ${run.sample?.kind ?? ""}`}>Reading …</p>
          ) : "problem" in found ? (
            <p class="note">{found.problem}</p>
          ) : (
            <Samples run={run} files={files} curves={curves} />
          )}
        </section>
        <CurvesPart curves={curves} />
      </div>
      {details !== undefined && <Figures details={details} />}
      {details !== undefined && <Making run={run} details={details} />}
      <Pictures folder={folder} files={files} />
      {details !== undefined && <Files folder={folder} files={files} />}
    </>
  );
}

function Missing({ folder }: { folder: string }) {
  const { feed } = useWatch();
  const waiting = feed.connection.value !== "live";
  return (
    <div class="title">
      <BackLink />
      <h1 tabIndex={-1}>{waiting ? "Reading …" : `${folder} is gone.`}</h1>
      {!waiting && <p>Its folder was deleted, or was never here.</p>}
    </div>
  );
}

export function BackLink() {
  return (
    <p class="back">
      <a href="#all">← All runs</a>
    </p>
  );
}

function RunHead({ run, called }: { run: RunLine; called: string }) {
  return (
    <div class="title run-head">
      <BackLink />
      <p class="run-name">
        {run.name} · {run.preset}
      </p>
      <h1 tabIndex={-1}>{run.label === "" ? run.name : run.label}</h1>
      <div class="run-status">
        <StateMark run={run} />
        <span>{progressWords(run)}</span>
        <span>
          {duration(run.seconds)} {run.alive ? "so far" : "in all"}
        </span>
        <StopButton run={run} />
      </div>
      {run.state !== "done" && <ProgressBar run={run} />}
      <Message run={run} />
      {!run.alive && run.state !== "done" && (
        <p class="note">
          Go on with it: <code>hackday resume {called}</code>
        </p>
      )}
    </div>
  );
}

/** Until its metrics are read, the last one, which its line tells. */
function Warnings({ run, curves }: { run: RunLine; curves: RunCurves | undefined }) {
  const last = run.warning === "" ? [] : [{ step: null, text: run.warning }];
  const warnings = curves?.warnings ?? last;
  if (warnings.length === 0) return null;
  return (
    <section class="part wide warnings" aria-label="Warnings">
      <ul>
        {warnings.map(({ step, text }) => (
          <li key={`${step} ${text}`} class="alarm">
            <span class="alarm-sign" aria-hidden="true">
              !
            </span>
            <span>
              {text} {step !== null && <span class="note">at step {step.toLocaleString("en")}</span>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Figures({ details }: { details: RunDetails }) {
  const { figures } = details;
  if (figures.length === 0) return null;
  return (
    <section class="part" aria-labelledby="figures-title">
      <header class="part-head">
        <h2 id="figures-title">What came of it</h2>
        <p>Measured at the end, on what it had not seen.</p>
      </header>
      <dl class="figure-list">
        {figures.map(({ name, text, beside }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {text} {beside !== "" && <span class="note">{beside}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Making({ run, details }: { run: RunLine; details: RunDetails }) {
  const { record } = details;
  const versions = Object.entries(record.versions).map(([name, version]) => `${name} ${version}`);
  const facts = {
    started: date(run.started),
    budget: record.minutes === null ? "none" : `${record.minutes} min`,
    machine: record.machine,
    seed: String(run.seed),
    versions: versions.join(", "),
  };
  return (
    <section class="part" aria-labelledby="making-title">
      <header class="part-head">
        <h2 id="making-title">How it is made</h2>
      </header>
      <pre class="command">
        <code>{record.command}</code>
      </pre>
      <dl class="facts">
        {Object.entries(facts).map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <details>
        <summary>All settings</summary>
        <dl class="figure-list">
          {Object.entries(record.spec).map(([name, value]) => (
            <div key={name}>
              <dt>{plain(name)}</dt>
              <dd>{setting(value)}</dd>
            </div>
          ))}
        </dl>
      </details>
    </section>
  );
}
