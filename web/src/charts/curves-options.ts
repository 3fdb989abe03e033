/** How every line chart of the project looks and reacts, in uPlot's terms. */

import type uPlot from "uplot";
import { canvasFont } from "./canvas";
import type { CurvesProps, Line } from "./curves";
import { figure } from "./format";
import { colour } from "./theme";

const HEIGHT_PIXELS = 300;

/** `props` is asked again at every drawing; `onPoint` hears the position and the line nearest to the pointer. */
export function curveOptions(
  width: number,
  props: () => CurvesProps,
  onPoint: (index: number | null, line: number) => void,
): uPlot.Options {
  const { lines, xLabel, yLabel, logarithmic } = props();
  const axis = {
    stroke: colour("--soft"),
    grid: { stroke: colour("--grid"), width: 1 },
    ticks: { show: false },
    font: canvasFont(12),
    labelFont: canvasFont(12),
    labelGap: 2,
    labelSize: 18,
  };
  const format = (_: uPlot, splits: (number | null)[]) => splits.map((value) => (value === null ? "" : brief(value)));
  return {
    width,
    height: HEIGHT_PIXELS,
    padding: [10, lines.some((line) => line.end !== undefined) ? 30 : 12, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false, setScale: false },
      points: { size: 7 },
    },
    scales: {
      x: { time: false },
      y: logarithmic ? { distr: 3 } : {},
    },
    axes: [
      { ...axis, label: xLabel, values: format, size: 28 },
      { ...axis, label: yLabel, values: format, size: 50, ...(logarithmic ? { space: 26 } : {}) },
    ],
    series: [{}, ...lines.map(series)],
    hooks: {
      drawAxes: [(plot) => shadeBand(plot, props().band)],
      draw: [
        (plot) => {
          drawMarker(plot, props().marker ?? null);
          writeEnds(plot, props().lines);
        },
      ],
      setCursor: [
        (plot) => {
          const { idx, top } = plot.cursor;
          if (idx === null || idx === undefined || (plot.cursor.left ?? -1) < 0) onPoint(null, 0);
          else onPoint(idx, nearest(plot, props().lines, idx, top ?? 0));
        },
      ],
    },
  };
}

function series(line: Line): uPlot.Series {
  return {
    label: line.name,
    stroke: colour(line.colour),
    width: line.strong ? 2.5 : 1.5,
    ...(line.dash === undefined ? {} : { dash: [...line.dash] }),
    points: { show: false },
    spanGaps: false,
  };
}

/** The line whose value at `index` is nearest to the pointer's height. */
function nearest(plot: uPlot, lines: readonly Line[], index: number, top: number): number {
  let found = 0;
  let distance = Number.POSITIVE_INFINITY;
  lines.forEach((_, line) => {
    const value = plot.data[line + 1]?.[index];
    if (value === null || value === undefined) return;
    const away = Math.abs(plot.valToPos(value, "y") - top);
    if (away < distance) [found, distance] = [line, away];
  });
  return found;
}

function shadeBand(plot: uPlot, band: readonly [number, number] | undefined): void {
  if (band === undefined) return;
  const { ctx, bbox } = plot;
  const clip = (value: number) => Math.min(bbox.top + bbox.height, Math.max(bbox.top, plot.valToPos(value, "y", true)));
  const [top, bottom] = [clip(band[1]), clip(band[0])];
  ctx.fillStyle = colour("--band");
  ctx.fillRect(bbox.left, top, bbox.width, Math.max(1, bottom - top));
}

function drawMarker(plot: uPlot, marker: number | null): void {
  if (marker === null) return;
  const { ctx, bbox } = plot;
  const x = plot.valToPos(marker, "x", true);
  if (x < bbox.left - 1 || x > bbox.left + bbox.width + 1) return;
  ctx.save();
  ctx.strokeStyle = colour("--ink");
  ctx.lineWidth = 1.5 * (window.devicePixelRatio || 1);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}

/** The names at the ends of the lines, moved apart where they would lie on each other. */
function writeEnds(plot: uPlot, lines: readonly Line[]): void {
  const ratio = window.devicePixelRatio || 1;
  const ends = lines
    .map((line, index) => ({ line, ...lastPoint(plot, index + 1) }))
    .filter((end) => end.line.end !== undefined && Number.isFinite(end.y))
    .sort((one, other) => one.y - other.y);
  const { ctx } = plot;
  ctx.save();
  ctx.font = canvasFont(12 * ratio);
  ctx.textBaseline = "middle";
  let previous = Number.NEGATIVE_INFINITY;
  for (const { line, x, y } of ends) {
    const place = Math.max(y, previous + 13 * ratio);
    previous = place;
    ctx.fillStyle = colour(line.colour);
    ctx.fillText(line.end ?? "", x + 6 * ratio, place);
  }
  ctx.restore();
}

function lastPoint(plot: uPlot, series: number): { x: number; y: number } {
  const values = plot.data[series] ?? [];
  for (let index = values.length - 1; index >= 0; index--) {
    const value = values[index];
    if (value === null || value === undefined) continue;
    return { x: plot.valToPos(plot.data[0][index] ?? 0, "x", true), y: plot.valToPos(value, "y", true) };
  }
  return { x: Number.NaN, y: Number.NaN };
}

/** A label of an axis: 10⁶ rather than 1,000,000. */
function brief(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e5 || (size > 0 && size < 1e-3)) return figure(value, 1).replace(/^1·/, "");
  return value.toLocaleString("en", { maximumFractionDigits: 3 }).replace("-", "−");
}
