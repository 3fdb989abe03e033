/** Lines over a common axis, by uPlot: exact values under the pointer or by arrow keys, names at the ends of the lines. */

import { useSignalEffect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import { curveOptions } from "./curves-options";
import { type TableData, spread } from "./data-table";
import { Figure } from "./figure";
import { figure } from "./format";
import { theme } from "./theme";

export interface Line {
  readonly name: string;
  /** A custom property of theme.css. */
  readonly colour: string;
  /** One a position of `x`; null where the line has no value or has ended. */
  readonly values: readonly (number | null)[];
  readonly dash?: readonly number[];
  readonly strong?: boolean;
  /** Written at the end of the line. */
  readonly end?: string;
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
  readonly tools?: ComponentChildren;
  /** What to say while nothing is pointed at. */
  readonly hint: string;
}

interface Spot {
  readonly index: number;
  readonly line: number;
}

export function Curves(props: CurvesProps) {
  const { title, xLabel, yLabel, x, lines, tools, hint } = props;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  const [spot, setSpot] = useState<Spot | null>(null);
  latest.current = props;

  const rebuild = () => {
    plot.current?.destroy();
    const element = box.current;
    if (element === null) return;
    const point = (index: number | null, line: number) => setSpot(index === null ? null : { index, line });
    plot.current = new uPlot(curveOptions(element.clientWidth, () => latest.current, point), dataOf(latest.current), element);
  };

  // uPlot fixes its lines when it is made: other names or colours need another plot, other values do not.
  const structure = JSON.stringify([lines.map(({ values, ...line }) => line), xLabel, yLabel, props.logarithmic ?? false]);
  useEffect(rebuild, [structure]);
  useSignalEffect(() => {
    theme.value;
    // The style sheet follows the theme in the same turn, possibly after this effect.
    queueMicrotask(() => {
      if (plot.current !== null) rebuild();
    });
  });
  useEffect(() => {
    plot.current?.setData(dataOf(latest.current));
  }, [x, lines, props.band, props.marker]);
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      const width = box.current?.clientWidth ?? 0;
      if (plot.current !== null && width > 0 && width !== plot.current.width) {
        plot.current.setSize({ width, height: plot.current.height });
      }
    });
    if (box.current !== null) observer.observe(box.current);
    return () => {
      observer.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    const from = spot ?? { index: 0, line: 0 };
    const stride = event.shiftKey ? Math.max(1, Math.round(x.length / 10)) : 1;
    const moved = moveSpot(from, event.key, stride, x.length, lines.length);
    const chart = plot.current;
    if (moved === null || chart === null) return;
    event.preventDefault();
    const value = lines[moved.line]?.values[moved.index] ?? null;
    chart.setCursor(
      { left: chart.valToPos(x[moved.index] ?? 0, "x"), top: value === null ? 10 : chart.valToPos(value, "y") },
      false,
    );
    setSpot(moved);
  };

  return (
    <Figure title={title} readout={describe(props, spot) ?? hint} table={() => tableOf(props)} tools={tools}>
      {/* biome-ignore lint/a11y/useSemanticElements: a group of canvases has no element of its own. */}
      <div
        ref={box}
        class="curves"
        role="group"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys read the chart.
        tabIndex={0}
        aria-label={`${title}. ${yLabel} over ${xLabel}; ${lines.length} lines. Left and right move along, up and down change the line.`}
        onKeyDown={onKeyDown}
      />
    </Figure>
  );
}

function dataOf({ x, lines, logarithmic }: CurvesProps): uPlot.AlignedData {
  // A logarithmic axis has no place for zero.
  const shown = (value: number | null) => (value === null || !Number.isFinite(value) || (logarithmic && value <= 0) ? null : value);
  return [[...x], ...lines.map((line) => line.values.map(shown))];
}

function moveSpot({ index, line }: Spot, key: string, stride: number, length: number, lines: number): Spot | null {
  switch (key) {
    case "ArrowLeft":
      return { index: Math.max(0, index - stride), line };
    case "ArrowRight":
      return { index: Math.min(length - 1, index + stride), line };
    case "ArrowUp":
      return { index, line: (line + lines - 1) % lines };
    case "ArrowDown":
      return { index, line: (line + 1) % lines };
    case "Home":
      return { index: 0, line };
    case "End":
      return { index: length - 1, line };
    default:
      return null;
  }
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
    rows: spread(x.length, 40).map((index) => [figure(x[index], 6), ...lines.map((line) => figure(line.values[index], 4))]),
  };
}
