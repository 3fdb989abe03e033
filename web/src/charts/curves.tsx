/** Lines over a common axis: exact values under the pointer or by arrow keys, names at the ends of the lines. */

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { useCanvas } from "./canvas";
import { drawCurves, nearestSpot, plotOf, type Spot } from "./curves-draw";
import { spread, type TableData } from "./data-table";
import { Figure } from "./figure";
import { figure } from "./format";
import { alongLine } from "./keys";

export interface Line {
  readonly name: string;
  /** A custom property of theme.css. */
  readonly colour: string;
  /** One a position of `x`: null where the line breaks or has ended, undefined where it only has no point of its own. */
  readonly values: readonly (number | null | undefined)[];
  readonly dash?: readonly number[];
  readonly strong?: boolean;
  /** Written at the end of the line. */
  readonly end?: string;
}

/** Something that happened at one position of `x`, in words. */
export interface Flag {
  readonly x: number;
  readonly text: string;
}

export interface CurvesProps {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly x: readonly number[];
  readonly lines: readonly Line[];
  readonly logarithmic?: boolean;
  /** A vertical line across the chart. */
  readonly marker?: number | null;
  /** A shaded band of y, for "this is right". */
  readonly band?: readonly [number, number];
  /** Marked at the upper edge; pointing near one says its words. */
  readonly flags?: readonly Flag[];
  /** Names the lines beneath the chart, for lines that have no name at their end. */
  readonly legend?: boolean;
  readonly tools?: ComponentChildren;
  /** What to say while nothing is pointed at. */
  readonly hint: string;
}

export function Curves(props: CurvesProps) {
  const { title, xLabel, yLabel, x, lines, tools, hint, flags = [], legend = false } = props;
  const [chosen, setSpot] = useState<Spot | null>(null);
  const [flag, setFlag] = useState<Flag | null>(null);
  // The lines may have become fewer or shorter since the spot was chosen.
  const spot = chosen !== null && chosen.index < x.length && chosen.line < lines.length ? chosen : null;
  const canvas = useCanvas((context, width, height) => drawCurves(context, props, plotOf(props, width, height), spot));

  const onPointerMove = (event: PointerEvent) => {
    const element = canvas.current;
    if (element === null) return;
    const plot = plotOf(props, element.clientWidth, element.clientHeight);
    setSpot(nearestSpot(props, plot, event.offsetX, event.offsetY));
    setFlag(flags.find((one) => Math.abs(plot.x.pixel(one.x) - event.offsetX) < FLAG_SLACK_PIXELS) ?? null);
  };
  const leave = () => {
    setSpot(null);
    setFlag(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const moved = moveSpot(spot ?? { index: 0, line: 0 }, event, x.length, lines.length);
    if (moved === null) return;
    event.preventDefault();
    setSpot(moved);
  };
  return (
    <Figure
      title={title}
      readout={flag?.text ?? describe(props, spot) ?? hint}
      table={() => tableOf(props)}
      tools={tools}
    >
      <canvas
        ref={canvas}
        class="curves"
        tabIndex={0}
        role="img"
        aria-label={`${title}. ${yLabel} over ${xLabel}; ${lines.length} lines. Left and right move along, up and down change the line.`}
        onPointerMove={onPointerMove}
        onPointerLeave={leave}
        onKeyDown={onKeyDown}
      />
      {legend && lines.length > 1 && (
        <ul class="legend">
          {lines.map(({ name, colour, dash }) => (
            <li key={name}>
              <svg width="26" height="8" aria-hidden="true">
                <line
                  x1="0"
                  x2="26"
                  y1="4"
                  y2="4"
                  stroke={`var(${colour})`}
                  stroke-width="2"
                  stroke-dasharray={dash?.join(" ")}
                />
              </svg>
              {name}
            </li>
          ))}
        </ul>
      )}
    </Figure>
  );
}

const FLAG_SLACK_PIXELS = 7;

function moveSpot({ index, line }: Spot, event: KeyboardEvent, length: number, lines: number): Spot | null {
  if (event.key === "ArrowUp") return { index, line: (line + lines - 1) % lines };
  if (event.key === "ArrowDown") return { index, line: (line + 1) % lines };
  const along = alongLine(event, index, length);
  return along === null ? null : { index: along, line };
}

function describe({ x, lines, xLabel, yLabel }: CurvesProps, spot: Spot | null): string | null {
  const line = spot === null ? undefined : lines[spot.line];
  if (spot === null || line === undefined || x[spot.index] === undefined) return null;
  const value = line.values[spot.index];
  const shown = value === null || value === undefined ? "no value here" : `${yLabel} ${figure(value, 4)}`;
  return `${line.name} · ${xLabel} ${figure(x[spot.index], 6)} · ${shown}`;
}

function tableOf({ x, lines, xLabel }: CurvesProps): TableData {
  return {
    columns: [xLabel, ...lines.map((line) => line.name)],
    rows: spread(x.length, 40).map((index) => [
      figure(x[index], 6),
      ...lines.map((line) => figure(line.values[index], 4)),
    ]),
  };
}
