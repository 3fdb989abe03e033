/** The newest sample of a run, as small as a stamp or as large as its place: faces, a verse, the map of an error surface. */

import { useEffect, useState } from "preact/hooks";
import { Thumbnail } from "../../charts/thumbnail";
import type { ErrorSurface, RunLine, Sample } from "../../data/live";
import { useSeen } from "../images/watching";
import { fileAddress, loadSurface, loadText } from "./asking";

export function Stamp({ run, words }: { run: RunLine; words: boolean }) {
  const { sample, folder } = run;
  if (sample === null) return <span class="stamp empty" aria-hidden="true" />;
  if (sample.kind === "picture") {
    return (
      <img
        class="stamp"
        src={fileAddress(folder, sample.path)}
        alt={`The newest pictures of ${run.name}`}
        loading="lazy"
      />
    );
  }
  if (sample.kind === "surface") return <SurfaceStamp folder={folder} sample={sample} name={run.name} />;
  return words ? (
    <VerseStamp folder={folder} sample={sample} />
  ) : (
    <span class="stamp verse-sign" aria-hidden="true">
      ¶
    </span>
  );
}

function SurfaceStamp({ folder, sample, name }: { folder: string; sample: Sample; name: string }) {
  const [part, seen] = useSeen<HTMLSpanElement>();
  const surface = useSurface(seen ? folder : null, sample.path);
  return (
    <span class="stamp" ref={part}>
      {surface !== null && <Thumbnail field={fieldOf(surface)} label={`Error surface of ${name}: ${surface.title}`} />}
    </span>
  );
}

const VERSE_LINES = 8;

function VerseStamp({ folder, sample }: { folder: string; sample: Sample }) {
  const text = useText(folder, sample.path);
  return <blockquote class="stamp verse">{text.split("\n").slice(0, VERSE_LINES).join("\n")}</blockquote>;
}

/** Null while it is not there. */
export function useSurface(folder: string | null, path: string): ErrorSurface | null {
  const [surface, setSurface] = useState<ErrorSurface | null>(null);
  useLoading(() => (folder === null ? null : loadSurface(folder, path)), setSurface, [folder, path]);
  return surface;
}

export function useText(folder: string, path: string): string {
  const [text, setText] = useState("");
  useLoading(() => loadText(folder, path), setText, [folder, path]);
  return text;
}

/** What was shown stays until the next is there; a file that is gone changes nothing. */
function useLoading<Item>(load: () => Promise<Item> | null, take: (item: Item) => void, on: readonly unknown[]): void {
  useEffect(() => {
    let over = false;
    load()?.then(
      (item) => {
        if (!over) take(item);
      },
      () => undefined,
    );
    return () => {
      over = true;
    };
  }, [...on]);
}

export function fieldOf({ inputs, errors }: ErrorSurface) {
  return { size: inputs.length, axis: inputs, heights: errors };
}
