/** What the run has made so far: the film of its pictures, its verses, its error surfaces. The newest unless one looks back. */

import { useState } from "preact/hooks";
import { answerError, whole } from "../../charts/format";
import { Surface } from "../../charts/surface";
import { heightRange } from "../../charts/surface-draw";
import { Thumbnail } from "../../charts/thumbnail";
import type { RunFile, RunLine } from "../../data/live";
import { fileAddress } from "./asking";
import type { RunCurves } from "./feed";
import { fieldOf, useSurface, useText } from "./stamp";

const FILM = /^artifacts\/film\/\d+\.png$/;
const VERSES = /^artifacts\/verses\/\d+\.txt$/;
const SURFACES = /^artifacts\/error-surface-(.+)\.json$/;

interface SamplesProps {
  readonly run: RunLine;
  readonly files: readonly RunFile[];
  readonly curves: RunCurves | undefined;
}

export function Samples({ run, files, curves }: SamplesProps) {
  const paths = files.map(({ path }) => path);
  const film = paths.filter((path) => FILM.test(path));
  const verses = paths.filter((path) => VERSES.test(path));
  const surfaces = paths.filter((path) => SURFACES.test(path)).sort(bySize);
  if (film.length + verses.length + surfaces.length === 0) {
    return (
      <p class="note">{run.alive ? "Nothing to look at yet: samples come as it trains, or at its end." : "Nothing."}</p>
    );
  }
  return (
    <div class="samples">
      {film.length > 0 && <Reel run={run} paths={film} curves={curves} kind="picture" />}
      {verses.length > 0 && <Reel run={run} paths={verses} curves={curves} kind="verse" />}
      {surfaces.length > 0 && <Surfaces folder={run.folder} paths={surfaces} />}
    </div>
  );
}

function bySize(one: string, other: string): number {
  return one.localeCompare(other, "en", { numeric: true });
}

interface ReelProps {
  readonly run: RunLine;
  readonly paths: readonly string[];
  readonly curves: RunCurves | undefined;
  readonly kind: "picture" | "verse";
}

/** A series that grows; the slider stands at its end and follows until somebody moves it. */
function Reel({ run, paths, curves, kind }: ReelProps) {
  const [held, setHeld] = useState<number | null>(null);
  const last = paths.length - 1;
  const index = Math.min(held ?? last, last);
  const path = paths[index] ?? "";
  // A line of metrics comes with each sample; where several share a point, nobody knows which was this one's.
  const step = curves?.stride === 1 && curves.rows.length === paths.length ? curves.rows[index]?.[0] : undefined;
  const what = kind === "picture" ? "Sheet" : "Verse";
  const words = `${what} ${index + 1} of ${paths.length}${typeof step === "number" ? `, after step ${whole(step)}` : ""}`;
  return (
    <figure class="reel">
      {kind === "picture" ? (
        <img
          src={fileAddress(run.folder, path)}
          alt={`${words} of ${run.name}: the same latents through the training`}
        />
      ) : (
        <Verse folder={run.folder} path={path} />
      )}
      <figcaption>
        <label>
          <span class="visually-hidden">Moment of the training</span>
          <input
            type="range"
            min={0}
            max={Math.max(last, 1)}
            value={index}
            disabled={last < 1}
            aria-valuetext={words}
            onInput={(event) => {
              const at = event.currentTarget.valueAsNumber;
              setHeld(at >= last ? null : at);
            }}
          />
        </label>
        <span>
          {words}
          {held === null && run.alive && " · the newest"}
        </span>
      </figcaption>
    </figure>
  );
}

function Verse({ folder, path }: { folder: string; path: string }) {
  return <blockquote class="verse">{useText(folder, path)}</blockquote>;
}

function Surfaces({ folder, paths }: { folder: string; paths: readonly string[] }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const path = chosen !== null && paths.includes(chosen) ? chosen : (paths[Math.floor(paths.length / 2)] ?? "");
  return (
    <div class="surfaces">
      <LargeSurface folder={folder} path={path} />
      <ul class="surface-choice" aria-label="Error surfaces">
        {paths.map((one) => (
          <li key={one}>
            <SurfaceButton folder={folder} path={one} pressed={one === path} onChoose={setChosen} />
          </li>
        ))}
      </ul>
    </div>
  );
}

interface SurfaceButtonProps {
  readonly folder: string;
  readonly path: string;
  readonly pressed: boolean;
  readonly onChoose: (path: string) => void;
}

function SurfaceButton({ folder, path, pressed, onChoose }: SurfaceButtonProps) {
  const surface = useSurface(folder, path);
  return (
    <button type="button" class="surface-button" aria-pressed={pressed} onClick={() => onChoose(path)}>
      {surface === null ? <span class="thumbnail" /> : <Thumbnail field={fieldOf(surface)} />}
      <span>{surface?.title ?? SURFACES.exec(path)?.[1] ?? path}</span>
    </button>
  );
}

function LargeSurface({ folder, path }: { folder: string; path: string }) {
  const surface = useSurface(folder, path);
  const [view, setView] = useState({ yaw: 0.6, tilt: 0.55 });
  const [picked, setPicked] = useState({ a: 0, b: 0 });
  if (surface === null) return <p class="note awaited">Reading …</p>;
  const field = fieldOf(surface);
  const place = (value: number) => nearest(surface.inputs, value);
  const errorAt = (a: number, b: number) => surface.errors[place(a) * field.size + place(b)] ?? Number.NaN;
  const [first, last] = [surface.inputs[0] ?? 0, surface.inputs.at(-1) ?? 0];
  const within = (value: number) => Math.min(last, Math.max(first, value));
  const pair = { a: within(picked.a), b: within(picked.b) };
  const describe = (a: number, b: number) => {
    const [one, other] = [surface.inputs[place(a)] ?? 0, surface.inputs[place(b)] ?? 0];
    return `${surface.title} · ${whole(one)} + ${whole(other)}: off by ${answerError(errorAt(one, other))}`;
  };
  return (
    <Surface
      field={field}
      range={heightRange(field.heights)}
      view={view}
      pair={{ ...pair, height: errorAt(pair.a, pair.b) }}
      heightAt={errorAt}
      describe={describe}
      table={() => ({
        columns: ["error at b ↓, a →", ...few(field.size).map((at) => whole(surface.inputs[at]))],
        rows: few(field.size).map((row) => [
          whole(surface.inputs[row]),
          ...few(field.size).map((column) => answerError(surface.errors[column * field.size + row] ?? Number.NaN)),
        ]),
      })}
      onTurn={setView}
      onPick={(a, b) => setPicked({ a, b })}
    />
  );
}

const TABLE_SIDE = 9;

function few(size: number): number[] {
  const count = Math.min(size, TABLE_SIDE);
  return Array.from({ length: count }, (_, index) => Math.round((index * (size - 1)) / Math.max(1, count - 1)));
}

function nearest(inputs: readonly number[], value: number): number {
  let best = 0;
  inputs.forEach((input, index) => {
    if (Math.abs(input - value) < Math.abs((inputs[best] ?? 0) - value)) best = index;
  });
  return best;
}
