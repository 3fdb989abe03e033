/** What the live view's server says (src/hackday/dashboard/app.py), read as strictly as a published page's data. */

import { Fields, finite, list, ModelError, text, wrong } from "./checks";
import { readJsonObject } from "./read-json";

export type State = "created" | "training" | "stopped" | "failed" | "done" | "interrupted";
const STATES: readonly State[] = ["created", "training", "stopped", "failed", "done", "interrupted"];

export interface Sample {
  readonly kind: "picture" | "verse" | "surface";
  /** Within the run's folder. */
  readonly path: string;
}

/** A run in a line. */
export interface RunLine {
  /** "addition/0007-post": its place in the runs directory, and what it is asked for by. */
  readonly folder: string;
  readonly name: string;
  readonly domain: string;
  readonly label: string;
  readonly preset: string;
  readonly seed: number;
  readonly started: string;
  readonly state: State;
  /** A living process trains it. */
  readonly alive: boolean;
  readonly stopping: boolean;
  readonly step: number;
  readonly steps: number;
  readonly seconds: number;
  readonly secondsLeft: number | null;
  readonly message: string;
  /** When its status was last written, UTC. */
  readonly at: string;
  readonly warnings: number;
  readonly warning: string;
  readonly lines: number;
  readonly spark: readonly number[];
  readonly sample: Sample | null;
}

/** A value a name: null where there is no figure, false where it was not a finite number. */
export type CurveRow = readonly (number | false | null)[];

export interface Warning {
  readonly step: number;
  readonly seconds: number;
  readonly text: string;
}

export interface CurveNews {
  readonly cursor: string;
  readonly names: readonly string[];
  /** Lines of the file that share a point. */
  readonly stride: number;
  readonly lines: number;
  /** Bytes that the server has not read yet. */
  readonly behind: number;
  /** So many of the rows that are there stay; `rows` follow. */
  readonly keep: number;
  /** step, seconds, then a value a name. */
  readonly rows: readonly CurveRow[];
  readonly warnings: readonly Warning[];
}

export interface Changes {
  readonly version: string;
  readonly now: string;
  readonly place: string;
  readonly exists: boolean;
  /** These are all runs there are, not only those that changed. */
  readonly full: boolean;
  readonly runs: readonly RunLine[];
  readonly gone: readonly string[];
  readonly complaints: readonly string[];
  readonly behind: number;
  readonly curves: Readonly<Record<string, CurveNews | null>>;
}

export interface RunFile {
  readonly path: string;
  readonly bytes: number;
  /** Seconds since 1970. */
  readonly at: number;
}

/** A figure as its lab words it. `beside`: what it is to be read beside; empty where there is nothing. */
export interface Figure {
  readonly name: string;
  readonly text: string;
  readonly beside: string;
}

export interface RunDetails {
  readonly folder: string;
  /** What to type to name the run where the server was started. */
  readonly called: string;
  readonly record: RunRecord;
  /** None until they are measured, at the end. */
  readonly figures: readonly Figure[];
  /** The settings that say what they are measured on. */
  readonly measuredOn: readonly string[];
  readonly files: readonly RunFile[];
}

export interface RunRecord {
  readonly spec: Readonly<Record<string, unknown>>;
  readonly command: string;
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly minutes: number | null;
}

const MOST_RUNS = 100_000;
const MOST_ROWS = 10_000;
const MOST_FIGURES = 1000;

export function readChanges(value: unknown): Changes {
  const fields = new Fields(value, "");
  return {
    version: fields.text("version"),
    now: fields.text("now"),
    place: fields.text("place"),
    exists: fields.flag("exists"),
    full: fields.flag("full"),
    runs: fields.list("runs", MOST_RUNS, readLine),
    gone: fields.list("gone", MOST_RUNS, text),
    complaints: fields.list("complaints", MOST_RUNS, text),
    behind: fields.number("behind"),
    curves: fields.object("curves").entries((one, path) => (one === null ? null : readCurves(one, path))),
  };
}

function readLine(value: unknown, path: string): RunLine {
  const fields = new Fields(value, path);
  const sample = fields.any("sample");
  const left = fields.any("seconds_left");
  return {
    folder: fields.text("folder"),
    name: fields.text("name"),
    domain: fields.text("domain"),
    label: fields.text("label"),
    preset: fields.text("preset"),
    seed: fields.number("seed"),
    started: fields.text("started"),
    state: fields.oneOf("state", STATES),
    alive: fields.flag("alive"),
    stopping: fields.flag("stopping"),
    step: fields.number("step"),
    steps: fields.number("steps"),
    seconds: fields.number("seconds"),
    secondsLeft: left === null ? null : finite(left, fields.pathTo("seconds_left")),
    message: fields.text("message"),
    at: fields.text("at"),
    warnings: fields.number("warnings"),
    warning: fields.text("warning"),
    lines: fields.number("lines"),
    spark: fields.list("spark", MOST_ROWS, finite),
    sample: sample === null ? null : readSample(sample, fields.pathTo("sample")),
  };
}

function readSample(value: unknown, path: string): Sample {
  const fields = new Fields(value, path);
  return { kind: fields.oneOf("kind", ["picture", "verse", "surface"]), path: fields.text("path") };
}

function readCurves(value: unknown, path: string): CurveNews {
  const fields = new Fields(value, path);
  return {
    cursor: fields.text("cursor"),
    names: fields.list("names", MOST_ROWS, text),
    stride: fields.number("stride"),
    lines: fields.number("lines"),
    behind: fields.number("behind"),
    keep: fields.integer("keep", 0, MOST_ROWS),
    rows: fields.list("rows", MOST_ROWS, readRow),
    warnings: fields.list("warnings", MOST_ROWS, readWarning),
  };
}

function readRow(value: unknown, path: string): CurveRow {
  return list(value, path, MOST_ROWS, (one, place) => {
    if (one === null || one === false) return one;
    return finite(one, place);
  });
}

function readWarning(value: unknown, path: string): Warning {
  const fields = new Fields(value, path);
  return { step: fields.number("step"), seconds: fields.number("seconds"), text: fields.text("text") };
}

export function readDetails(value: unknown): RunDetails {
  const fields = new Fields(value, "");
  const record = fields.object("record");
  const optional = (name: string) =>
    record.has(name) && typeof record.any(name) === "string" ? record.text(name) : "";
  const minutes = record.has("minutes") ? record.any("minutes") : null;
  return {
    folder: fields.text("folder"),
    called: fields.text("called"),
    record: {
      spec: readJsonObject(record.any("spec"), record.pathTo("spec")),
      command: optional("command"),
      machine: optional("machine"),
      versions: record.object("versions").entries(text),
      minutes: typeof minutes === "number" ? minutes : null,
    },
    figures: fields.list("figures", MOST_FIGURES, readFigure),
    measuredOn: fields.list("measured_on", MOST_FIGURES, text),
    files: fields.list("files", MOST_RUNS, readFile),
  };
}

function readFigure(value: unknown, path: string): Figure {
  const fields = new Fields(value, path);
  return { name: fields.text("name"), text: fields.text("text"), beside: fields.text("beside") };
}

function readFile(value: unknown, path: string): RunFile {
  const fields = new Fields(value, path);
  return { path: fields.text("path"), bytes: fields.number("bytes"), at: fields.number("at") };
}

/** The error surface of an addition run's artifact: prediction − sum, row a, column b. */
export interface ErrorSurface {
  readonly title: string;
  readonly inputs: readonly number[];
  /** NaN where it was not finite. */
  readonly errors: Float64Array;
}

const MOST_INPUTS = 512;

export function readErrorSurface(value: unknown): ErrorSurface {
  const fields = new Fields(value, "");
  const inputs = fields.list("inputs", MOST_INPUTS, finite);
  const rows = fields.list("errors", MOST_INPUTS, (row, path) =>
    list(row, path, MOST_INPUTS, (one, place) => (one === null ? Number.NaN : finite(one, place))),
  );
  if (rows.length !== inputs.length || rows.some((row) => row.length !== inputs.length)) {
    throw wrong("errors", `a square of ${inputs.length}`, rows.length);
  }
  return { title: fields.text("title"), inputs, errors: Float64Array.from(rows.flat()) };
}

export { ModelError };
