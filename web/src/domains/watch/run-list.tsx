/** All runs, a row each: found by lab, state or word, and chosen to be compared. */

import { useState } from "preact/hooks";
import { plural } from "../../charts/format";
import type { RunLine } from "../../data/live";
import { Choice } from "../common/choice";
import { useWatch } from "./context";
import { ProgressBar, Spark, StateMark } from "./marks";
import { compareLink, MOST_COMPARED, runLink } from "./place";
import { Stamp } from "./stamp";
import { ago, duration, progressWords } from "./words";

const LABS = [
  { value: "all", text: "all" },
  { value: "addition", text: "addition" },
  { value: "images", text: "images" },
  { value: "lyrics", text: "lyrics" },
] as const;

export function RunList({ runs }: { runs: readonly RunLine[] }) {
  const { chosen } = useWatch();
  const [lab, setLab] = useState<string>("all");
  const [words, setWords] = useState("");
  const shown = runs.filter((run) => (lab === "all" || run.domain === lab) && matches(run, words));
  // Runs of one lab can be put side by side; the first one chosen says which.
  const chosenLab = chosen.value[0]?.split("/")[0];
  const choose = (folder: string, on: boolean) => {
    chosen.value = on ? [...chosen.value, folder] : chosen.value.filter((one) => one !== folder);
  };
  return (
    <>
      <div class="list-tools">
        <Choice label="lab" options={LABS} value={lab} onChange={setLab} />
        <label class="search">
          <span class="visually-hidden">Find runs by name, preset or state</span>
          <input
            type="search"
            placeholder="name, preset or state"
            value={words}
            onInput={(event) => setWords(event.currentTarget.value)}
          />
        </label>
        <p class="note" aria-live="polite">
          {shown.length === runs.length
            ? plural(runs.length, "run")
            : `${shown.length} of ${plural(runs.length, "run")}`}
        </p>
      </div>
      <ul class="run-list" aria-label="Runs">
        {shown.map((run) => (
          <RunRow
            key={run.folder}
            run={run}
            checked={chosen.value.includes(run.folder)}
            barred={
              (chosenLab !== undefined && chosenLab !== run.domain) ||
              (chosen.value.length >= MOST_COMPARED && !chosen.value.includes(run.folder))
            }
            onChoose={choose}
          />
        ))}
      </ul>
      {chosen.value.length > 0 && <CompareBar folders={chosen.value} />}
    </>
  );
}

function matches(run: RunLine, words: string): boolean {
  const text =
    `${run.name} ${run.folder} ${run.preset} ${run.state} ${run.warnings > 0 ? "alarm warning" : ""}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

interface RowProps {
  readonly run: RunLine;
  readonly checked: boolean;
  readonly barred: boolean;
  readonly onChoose: (folder: string, on: boolean) => void;
}

function RunRow({ run, checked, barred, onChoose }: RowProps) {
  const { now } = useWatch();
  return (
    <li class={`run-row ${run.alive ? "alive" : ""}`}>
      <label class="row-choice" title={barred ? `Up to ${MOST_COMPARED} runs of one lab can be compared.` : undefined}>
        <input
          type="checkbox"
          checked={checked}
          disabled={barred}
          onChange={(event) => onChoose(run.folder, event.currentTarget.checked)}
        />
        <span class="visually-hidden">Compare {run.name}</span>
      </label>
      <Stamp run={run} words={false} />
      <p class="row-name">
        <a href={runLink(run.folder)}>{run.name}</a> <span>{run.label || run.preset}</span>
      </p>
      <p class="row-state">
        <StateMark run={run} />
        {run.warnings > 0 && (
          <span class="row-alarm" title={run.warning}>
            <span class="alarm-sign" aria-hidden="true">
              !
            </span>
            {plural(run.warnings, "warning")}
          </span>
        )}
      </p>
      <Spark values={run.spark} />
      <div class="row-progress">
        {run.state === "done" ? <p>{progressWords(run)}</p> : <ProgressBar run={run} />}
        {run.state !== "done" && <p>{progressWords(run)}</p>}
      </div>
      <p class="row-time">
        <span>{run.seconds > 0 ? duration(run.seconds) : "–"}</span>
        <span>{ago(run.started, now())}</span>
      </p>
    </li>
  );
}

function CompareBar({ folders }: { folders: readonly string[] }) {
  const { chosen } = useWatch();
  return (
    <section class="compare-bar" aria-label="Chosen runs">
      <p>
        {plural(folders.length, "run")} chosen{folders.length >= MOST_COMPARED ? ", as many as fit side by side" : ""}
      </p>
      {folders.length > 1 ? (
        <a class="button primary" href={compareLink(folders)}>
          Compare them
        </a>
      ) : (
        <span class="note">choose another of the same lab</span>
      )}
      <button
        type="button"
        class="quiet"
        onClick={() => {
          chosen.value = [];
        }}
      >
        Forget the choice
      </button>
    </section>
  );
}
