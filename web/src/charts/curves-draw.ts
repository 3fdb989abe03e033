/** Lines over a common axis, drawn with canvas 2D: axes, band, marker, lines, and what the pointer is on. */

import { type Axis, extent, linearAxis, logarithmicAxis } from "./axis";
import { canvasFont } from "./canvas";
import type { CurvesProps, Line } from "./curves";
import { figure } from "./format";
import { colour } from "./theme";

const MARGIN_RIGHT = 10;

/** One value of one line: positions in `x` and in `lines`. */
export interface Spot {
  readonly index: number;
  readonly line: number;
}

export interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: Axis;
  readonly y: Axis;
}

/** A value that the axes can show: a logarithmic one has no place for zero. */
export function shown(line: Line | undefined, index: number, logarithmic: boolean): number | null {
  const value = line?.values[index] ?? null;
  return value === null || !Number.isFinite(value) || (logarithmic && value <= 0) ? null : value;
}

export function plotOf(props: CurvesProps, width: number, height: number): Plot {
  const { x, lines, logarithmic = false, band } = props;
  const named = lines.some((line) => line.end !== undefined);
  const [left, right, top, bottom] = [58, width - (named ? 30 : MARGIN_RIGHT), 10, height - 42];
  const [first, last] = extent(x) ?? [0, 1];
  const values = lines.flatMap((line) => line.values.map((_, index) => shown(line, index, logarithmic)));
  const [low, high] = extent([...values, ...(band ?? [])]) ?? [logarithmic ? 0.1 : 0, 1];
  const margin = (high - low || 1) * 0.05;
  return {
    left,
    right,
    top,
    bottom,
    x: linearAxis(first, last, left, right, width / 90, x.every(Number.isInteger)),
    y: logarithmic
      ? logarithmicAxis(low, high, bottom, top, height / 30)
      : linearAxis(low - margin, high + margin, bottom, top, height / 50, false),
  };
}

export function drawCurves(context: CanvasRenderingContext2D, props: CurvesProps, plot: Plot, spot: Spot | null): void {
  const { x, lines, band, marker, logarithmic = false } = props;
  drawAxes(context, props, plot);
  if (band !== undefined) {
    const [top, bottom] = [plot.y.pixel(band[1]), plot.y.pixel(band[0])];
    context.fillStyle = colour("--band");
    context.fillRect(plot.left, top, plot.right - plot.left, bottom - top);
  }
  for (const line of lines) drawLine(context, line, x, plot, logarithmic);
  context.setLineDash([]);
  if (marker !== null && marker !== undefined) upright(context, plot, plot.x.pixel(marker), "--ink", 1.5);
  for (const flag of props.flags ?? []) drawFlag(context, plot, plot.x.pixel(flag.x));
  writeEnds(context, lines, x, plot, logarithmic);
  if (spot !== null) drawSpot(context, props, plot, spot);
}

function drawAxes(context: CanvasRenderingContext2D, { xLabel, yLabel }: CurvesProps, plot: Plot): void {
  const { left, right, top, bottom } = plot;
  context.lineWidth = 1;
  context.strokeStyle = colour("--grid");
  context.fillStyle = colour("--soft");
  context.font = canvasFont(12);
  context.textBaseline = "top";
  context.textAlign = "center";
  for (const value of plot.x.ticks) {
    upright(context, plot, plot.x.pixel(value), "--grid", 1);
    const text = brief(value);
    // The last one must not stand half outside.
    const most = right + MARGIN_RIGHT - context.measureText(text).width / 2;
    context.fillText(text, Math.min(plot.x.pixel(value), most), bottom + 7);
  }
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const value of plot.y.ticks) {
    const y = Math.round(plot.y.pixel(value)) + 0.5;
    context.beginPath();
    context.moveTo(left, y);
    context.lineTo(right, y);
    context.stroke();
    context.fillText(brief(value), left - 7, y);
  }
  context.textAlign = "center";
  context.textBaseline = "bottom";
  context.fillText(xLabel, (left + right) / 2, bottom + 42);
  context.save();
  context.translate(0, (top + bottom) / 2);
  context.rotate(-Math.PI / 2);
  context.textBaseline = "top";
  context.fillText(yLabel, 0, 0);
  context.restore();
}

function upright(
  context: CanvasRenderingContext2D,
  { top, bottom }: Plot,
  x: number,
  ink: string,
  thickness: number,
): void {
  context.strokeStyle = colour(ink);
  context.lineWidth = thickness;
  context.beginPath();
  context.moveTo(x, top);
  context.lineTo(x, bottom);
  context.stroke();
}

function drawLine(
  context: CanvasRenderingContext2D,
  line: Line,
  x: readonly number[],
  plot: Plot,
  logarithmic: boolean,
): void {
  context.strokeStyle = colour(line.colour);
  context.lineWidth = line.strong ? 2.75 : 1.4;
  context.lineJoin = "round";
  context.setLineDash([...(line.dash ?? [])]);
  context.beginPath();
  let drawing = false;
  const places: [number, number][] = [];
  x.forEach((position, index) => {
    if (line.values[index] === undefined) return;
    const value = shown(line, index, logarithmic);
    if (value === null) {
      drawing = false;
      return;
    }
    const [px, py] = [plot.x.pixel(position), plot.y.pixel(value)];
    places.push([px, py]);
    if (drawing) context.lineTo(px, py);
    else context.moveTo(px, py);
    drawing = true;
  });
  context.stroke();
  const [only] = places;
  if (places.length === 1 && only !== undefined) dot(context, only, line.colour);
}

/** Of a line of a single value nothing else would be seen. */
function dot(context: CanvasRenderingContext2D, [px, py]: readonly [number, number], ink: string): void {
  context.beginPath();
  context.arc(px, py, 4, 0, Math.PI * 2);
  context.fillStyle = colour(ink);
  context.fill();
}

/** A dashed upright with an exclamation mark at its head. */
function drawFlag(context: CanvasRenderingContext2D, plot: Plot, x: number): void {
  context.setLineDash([3, 3]);
  upright(context, plot, x, "--low", 1.5);
  context.setLineDash([]);
  context.beginPath();
  context.arc(x, plot.top + 1, 8, 0, Math.PI * 2);
  context.fillStyle = colour("--low");
  context.fill();
  context.fillStyle = colour("--paper");
  context.font = `700 ${canvasFont(12)}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText("!", x, plot.top + 1.5);
}

/** The names at the ends of the lines, moved apart where they would lie on each other. */
function writeEnds(
  context: CanvasRenderingContext2D,
  lines: readonly Line[],
  x: readonly number[],
  plot: Plot,
  logarithmic: boolean,
): void {
  const ends = lines
    .filter((line) => line.end !== undefined)
    .flatMap((line) => {
      let index = x.length - 1;
      while (index > 0 && shown(line, index, logarithmic) === null) index--;
      const value = shown(line, index, logarithmic);
      return value === null ? [] : [{ line, x: plot.x.pixel(x[index] ?? 0), y: plot.y.pixel(value) }];
    })
    .sort((one, other) => one.y - other.y);
  context.font = `600 ${canvasFont(12)}`;
  context.textAlign = "left";
  context.textBaseline = "middle";
  let previous = Number.NEGATIVE_INFINITY;
  for (const end of ends) {
    previous = Math.max(end.y, previous + 13);
    context.fillStyle = colour(end.line.colour);
    context.fillText(end.line.end ?? "", end.x + 6, previous);
  }
}

function drawSpot(
  context: CanvasRenderingContext2D,
  { x, lines, logarithmic = false }: CurvesProps,
  plot: Plot,
  spot: Spot,
): void {
  const px = plot.x.pixel(x[spot.index] ?? 0);
  upright(context, plot, px, "--line", 1);
  lines.forEach((line, index) => {
    const value = shown(line, spot.index, logarithmic);
    if (value === null) return;
    context.beginPath();
    context.arc(px, plot.y.pixel(value), index === spot.line ? 5 : 2.5, 0, Math.PI * 2);
    context.fillStyle = colour(index === spot.line ? "--paper" : line.colour);
    context.fill();
    context.strokeStyle = colour(line.colour);
    context.lineWidth = 2;
    if (index === spot.line) context.stroke();
  });
}

/** The position nearest to the pointer, and there the line nearest to it. */
export function nearestSpot(
  { x, lines, logarithmic = false }: CurvesProps,
  plot: Plot,
  px: number,
  py: number,
): Spot | null {
  if (x.length === 0 || px < plot.left - 12 || px > plot.right + 30) return null;
  const at = plot.x.value(px);
  let index = 0;
  x.forEach((position, candidate) => {
    if (Math.abs(position - at) < Math.abs((x[index] ?? 0) - at)) index = candidate;
  });
  let [line, distance] = [0, Number.POSITIVE_INFINITY];
  lines.forEach((candidate, position) => {
    const value = shown(candidate, index, logarithmic);
    const away = value === null ? Number.POSITIVE_INFINITY : Math.abs(plot.y.pixel(value) - py);
    if (away < distance) [line, distance] = [position, away];
  });
  return { index, line };
}

/** A label of an axis: 10⁶ rather than 1,000,000. */
function brief(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e5 || (size > 0 && size < 1e-3)) return figure(value, 1).replace(/^1·/, "");
  return Number(value.toPrecision(6)).toLocaleString("en", { maximumFractionDigits: 3 }).replace("-", "−");
}
