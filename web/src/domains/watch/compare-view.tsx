/** Chosen runs side by side: their curves in one chart, the settings that differ, the figures, the newest samples. */

import { useEffect, useState } from "preact/hooks";
import { Curves } from "../../charts/curves";
import { DataTable } from "../../charts/data-table";
import type { RunLine } from "../../data/live";
import { Choice } from "../common/choice";
import { useSeen } from "../images/watching";
import { useDetails, useWatch } from "./context";
import { ACROSS, LogSwitch } from "./curves-part";
import type { RunCurves } from "./feed";
import { besideEachOther, differing } from "./figures";
import { Message, ProgressBar, StateMark } from "./marks";
import { runLink } from "./place";
import { BackLink } from "./run-view";
import { type Across, isLogarithmic, nameOf, overlaid, panelsOf } from "./series";
import { Stamp } from "./stamp";
import { plain } from "./words";

const COLOURS = ["--high", "--low", "--nodes-2", "--nodes-5", "--plain", "--nodes-1"];
const DASHES = [undefined, [7, 4], [2, 3], [9, 3, 2, 3], undefined, [5, 2]];
const FEW_CHARTS = 8;

export function CompareView({ folders }: { folders: readonly string[] }) {
  const { feed } = useWatch();
  useEffect(() => feed.want(folders), [folders.join()]);
  const runs = folders.flatMap((folder) => feed.runs.value.get(folder) ?? []);
  const gone = folders.filter((folder) => !feed.runs.value.has(folder));
  return (
    <>
      <div class="title">
        <BackLink />
        <h1 tabIndex={-1}>{runs.map((run) => run.name).join(" and ") || "Reading …"}</h1>
        {gone.length > 0 && feed.connection.value === "live" && <p class="note">Gone: {gone.join(", ")}.</p>}
      </div>
      <ul class="part wide compared">
        {runs.map((run, index) => (
          <ComparedRun key={run.folder} run={run} index={index} />
        ))}
      </ul>
      <ComparedCurves runs={runs} />
      <ComparedTables runs={runs} />
    </>
  );
}

function ComparedRun({ run, index }: { run: RunLine; index: number }) {
  return (
    <li>
      <LineKey index={index} />
      <p class="row-name">
        <a href={runLink(run.folder)}>{run.name}</a> <span>{run.label || run.preset}</span>
      </p>
      <StateMark run={run} />
      {run.state !== "done" && <ProgressBar run={run} />}
      <Message run={run} />
      <Stamp run={run} words />
    </li>
  );
}

function LineKey({ index }: { index: number }) {
  return (
    <svg class="line-key" width="60" height="6" aria-hidden="true">
      <line
        x1="0"
        x2="60"
        y1="3"
        y2="3"
        stroke={`var(${COLOURS[index] ?? "--plain"})`}
        stroke-width="3"
        stroke-dasharray={DASHES[index]?.join(" ")}
      />
    </svg>
  );
}

interface Overlaid {
  readonly curves: RunCurves;
  readonly label: string;
  readonly colour: string;
  readonly dash?: readonly number[] | undefined;
}

function ComparedCurves({ runs }: { runs: readonly RunLine[] }) {
  const { feed } = useWatch();
  const [across, setAcross] = useState<Across>("step");
  const [picked, setPicked] = useState<string | null>(null);
  const shown = runs.flatMap((run, index): Overlaid[] => {
    const curves = feed.curves.value.get(run.folder);
    const look = { colour: COLOURS[index] ?? "--plain", dash: DASHES[index] };
    return curves === undefined ? [] : [{ curves, label: `${run.name} ${run.label}`.trim(), ...look }];
  });
  const known = [...new Set(shown.flatMap(({ curves }) => curves.names))];
  const names = panelsOf(known).flatMap(({ members }) => members.map(({ name }) => name));
  if (names.length === 0) return shown.length < runs.length ? <AwaitedCurves /> : null;
  const chosen = picked !== null && names.includes(picked) ? picked : names[0];
  return (
    <section class="part wide" aria-labelledby="curves-title">
      <header class="part-head with-tools">
        <h2 id="curves-title">Curves</h2>
        {names.length > FEW_CHARTS && (
          <label class="figure-choice">
            <span class="visually-hidden">Figure</span>
            <select value={chosen} onChange={(event) => setPicked(event.currentTarget.value)}>
              {names.map((name) => (
                <option key={name} value={name}>
                  {nameOf(name)}
                </option>
              ))}
            </select>
          </label>
        )}
        <Choice label="over" options={ACROSS} value={across} onChange={setAcross} />
      </header>
      <div class="panels">
        {names
          .filter((name) => names.length <= FEW_CHARTS || name === chosen)
          .map((name) => (
            <OverlaidChart key={name} name={name} runs={shown} across={across} />
          ))}
      </div>
    </section>
  );
}

/** The room that they will take. */
function AwaitedCurves() {
  return (
    <section class="part wide" aria-label="Curves">
      <header class="part-head">
        <h2>Curves</h2>
        <p class="note">Reading …</p>
      </header>
      <div class="panels">
        <div class="panel" />
      </div>
    </section>
  );
}

function OverlaidChart({ name, runs, across }: { name: string; runs: readonly Overlaid[]; across: Across }) {
  const [part, seen] = useSeen<HTMLDivElement>();
  const [logarithmic, setLogarithmic] = useState(isLogarithmic(name));
  const title = nameOf(name);
  return (
    <div class="panel" ref={part}>
      {seen && (
        <Curves
          {...overlaid(runs, name, across)}
          title={title}
          xLabel={across}
          yLabel={plain(name.split("/")[0] ?? name)}
          logarithmic={logarithmic}
          legend
          hint="Point at a line, or use the arrow keys, for exact values."
          tools={<LogSwitch on={logarithmic} onChange={setLogarithmic} />}
        />
      )}
    </div>
  );
}

function ComparedTables({ runs }: { runs: readonly RunLine[] }) {
  const details = useDetails(runs.map((run) => run.folder));
  const all = runs.flatMap((run) => {
    const found = details.get(run.folder);
    return found === undefined ? [] : [{ run, found }];
  });
  if (runs.length === 0) return null;
  if (all.length < runs.length) return <p class="note">Reading …</p>;
  const read = all.flatMap(({ run, found }) => ("problem" in found ? [] : [{ run, found }]));
  const settings = differing(
    read.map(({ run, found }) => ({ preset: run.preset, seed: run.seed, ...found.record.spec })),
  );
  const figures = besideEachOther(read.map(({ found }) => found.figures));
  const measuredOn = new Set(read.flatMap(({ found }) => found.measuredOn));
  const unlike = settings.map(({ name }) => name).filter((name) => measuredOn.has(name));
  const columns = (first: string) => [first, ...read.map(({ run }) => run.name)];
  return (
    <>
      {all.map(
        ({ run, found }) =>
          "problem" in found && (
            <p key={run.folder} class="note">
              {run.name}: {found.problem}
            </p>
          ),
      )}
      <section class="part" aria-labelledby="settings-title">
        <header class="part-head">
          <h2 id="settings-title">{settings.length > 0 ? "What differs" : "No setting differs"}</h2>
        </header>
        {settings.length > 0 && (
          <DataTable
            caption="Settings that differ"
            data={{
              columns: columns("setting"),
              rows: settings.map(({ name, texts }) => [plain(name), ...texts]),
            }}
          />
        )}
      </section>
      <section class="part" aria-labelledby="figures-title">
        <header class="part-head">
          <h2 id="figures-title">What came of it</h2>
          {unlike.length > 0 && (
            <p>Measured on unlike data ({unlike.map(plain).join(", ")}): compare these figures with care.</p>
          )}
        </header>
        {figures.length > 0 ? (
          <DataTable
            caption="Figures side by side"
            data={{ columns: columns("figure"), rows: figures.map(({ name, texts }) => [name, ...texts]) }}
          />
        ) : (
          <p class="note">No figures yet: they are measured when a run is done.</p>
        )}
      </section>
    </>
  );
}
