/** From a run's metrics to charts: which figures belong together, and what they are called. */

import type { Flag, Line } from "../../charts/curves";
import { figure } from "../../charts/format";
import type { CurveRow } from "../../data/live";
import { lineEnd, networkName, nodeColour, nodeDash, rowName, sumsName } from "../addition/names";
import type { RunCurves } from "./feed";
import { plain } from "./words";

export type Across = "step" | "seconds";

export interface Member {
  /** As in the metrics. */
  readonly name: string;
  readonly label: string;
  readonly colour: string;
  readonly dash?: readonly number[] | undefined;
  readonly end?: string;
}

export interface Panel {
  readonly title: string;
  readonly yLabel: string;
  readonly logarithmic: boolean;
  readonly members: readonly Member[];
}

interface Known {
  readonly title: string;
  readonly yLabel: string;
  readonly logarithmic?: boolean;
  readonly members: Readonly<Record<string, string>>;
}

const KNOWN: readonly Known[] = [
  {
    title: "Loss",
    yLabel: "nats a word",
    members: { validation_loss: "songs it has never read", training_loss: "songs it learns from" },
  },
  {
    title: "Perplexity",
    yLabel: "perplexity",
    logarithmic: true,
    members: { validation_perplexity: "songs it has never read" },
  },
  { title: "Next word right", yLabel: "share", members: { validation_accuracy: "songs it has never read" } },
  {
    title: "What the pictures are like",
    yLabel: "share",
    members: {
      coverage: "of the real ones, drawn near",
      distinct: "no near copies",
      pairs_told_apart: "pairs told apart",
    },
  },
  {
    title: "Losses of the two",
    yLabel: "loss",
    members: { generator_loss: "generator", discriminator_loss: "discriminator" },
  },
  { title: "Slope penalty", yLabel: "penalty", members: { penalty: "penalty" } },
  { title: "Networks still learning", yLabel: "networks", members: { training: "networks" } },
];
const COLOURS = ["--high", "--low", "--nodes-2"];
const DASHES = [undefined, [6, 4], [2, 3]];
/** Counts of what went by: an axis, not a curve. */
const COUNTS = new Set(["images", "words", "epochs", "alarms"]);
const NETWORK_LOSS = /^validation_loss\/(hidden|linear|nau)-(?:(\d+)-)?(\d+)$/;

/** The charts of a run with these figures, the most telling first. */
export function panelsOf(names: readonly string[]): Panel[] {
  const left = new Set(names.filter((name) => !COUNTS.has(name)));
  const panels: Panel[] = networkPanels([...left]);
  for (const panel of panels) for (const { name } of panel.members) left.delete(name);
  for (const known of KNOWN) {
    const members = Object.entries(known.members).filter(([name]) => left.delete(name));
    if (members.length > 0) panels.push(panelOf(known, members));
  }
  const others = [...left].map((name) =>
    panelOf({ title: plain(name), yLabel: plain(name), members: {} }, [[name, plain(name)]]),
  );
  return [...panels, ...others];
}

function panelOf(
  { title, yLabel, logarithmic = false }: Known,
  members: readonly (readonly [string, string])[],
): Panel {
  return {
    title,
    yLabel,
    logarithmic,
    members: members.map(([name, label], index) => ({
      name,
      label,
      colour: COLOURS[index] ?? "--plain",
      dash: DASHES[index],
    })),
  };
}

function networkPanels(names: readonly string[]): Panel[] {
  const bySums = new Map<number, Member[]>();
  for (const name of names) {
    const network = networkOf(name);
    if (network === null) continue;
    const members = bySums.get(network.max_sum) ?? [];
    members.push({
      name,
      label: rowName(network),
      colour: nodeColour(network),
      dash: nodeDash(network),
      end: lineEnd(network),
    });
    bySums.set(network.max_sum, members);
  }
  return [...bySums].map(([maxSum, members]) => ({
    title: `Validation loss, ${sumsName(maxSum)}`,
    yLabel: "mean squared error",
    logarithmic: true,
    members,
  }));
}

function networkOf(name: string) {
  const match = NETWORK_LOSS.exec(name);
  const kind = match?.[1];
  if (match === null || (kind !== "hidden" && kind !== "linear" && kind !== "nau")) return null;
  return { kind, nodes: Number(match[2] ?? 0), max_sum: Number(match[3]) } as const;
}

/** What a figure is called where it stands alone. */
export function nameOf(name: string): string {
  const network = networkOf(name);
  if (network !== null) return `Validation loss, ${networkName(network)}`;
  for (const { title, members } of KNOWN) {
    const label = members[name];
    if (label !== undefined) return Object.keys(members).length === 1 ? title : `${title}: ${label}`;
  }
  return plain(name);
}

export function isLogarithmic(name: string): boolean {
  return networkOf(name) !== null || KNOWN.some(({ members, logarithmic }) => name in members && logarithmic === true);
}

export function positions({ rows }: RunCurves, across: Across): number[] {
  const column = across === "step" ? 0 : 1;
  return rows.map((row) => numberAt(row, column) ?? 0);
}

function numberAt(row: CurveRow, column: number): number | null {
  const value = row[column];
  return typeof value === "number" ? value : null;
}

/** The values of one figure: null where it was not finite, undefined where there is none. */
export function valuesOf({ names, rows }: RunCurves, name: string): (number | null | undefined)[] {
  const column = names.indexOf(name) + 2;
  return rows.map((row) => {
    const value = column < 2 ? null : row[column];
    if (value === false) return null;
    return value ?? undefined;
  });
}

export function linesOf(curves: RunCurves, panel: Panel): Line[] {
  return panel.members.map(({ name, label, colour, dash, end }) => ({
    name: label,
    colour,
    values: valuesOf(curves, name),
    ...(dash === undefined ? {} : { dash }),
    ...(end === undefined ? {} : { end }),
  }));
}

export function flagsOf({ warnings }: RunCurves, across: Across): Flag[] {
  return warnings.map((warning) => ({ x: warning[across], text: warning.text }));
}

/** What is true of the points of a chart. */
export function hintOf({ lines, stride, behind }: RunCurves): string {
  if (behind > 0) return "Reading on …";
  if (lines === 0) return "";
  if (stride === 1) return "Point at a line, or use the arrow keys, for exact values.";
  return `${figure(lines)} lines of metrics; every two points are the lowest and the highest of ${figure(stride)} of them.`;
}

/** One figure of several runs over a common axis. */
export function overlaid(
  runs: readonly {
    readonly curves: RunCurves;
    readonly label: string;
    readonly colour: string;
    readonly dash?: readonly number[] | undefined;
  }[],
  name: string,
  across: Across,
): { x: number[]; lines: Line[] } {
  const kept = runs.map(({ curves }) => {
    const values = valuesOf(curves, name);
    return new Map(positions(curves, across).map((position, index) => [position, values[index]] as const));
  });
  const x = [...new Set(kept.flatMap((one) => [...one.keys()]))].sort((one, other) => one - other);
  return {
    x,
    lines: runs.map(({ label, colour, dash }, index) => ({
      name: label,
      colour,
      values: x.map((position) => kept[index]?.get(position)),
      ...(dash === undefined ? {} : { dash }),
    })),
  };
}
