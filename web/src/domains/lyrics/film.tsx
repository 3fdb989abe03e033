/** The film of the training: what the network wrote at each look, always from the same seed, with the slider. */

import { type Signal, useSignal } from "@preact/signals";
import { figure, whole } from "../../charts/format";
import type { VerseFrame, WordCurves } from "../../data/lyrics-model";
import { FilmBar } from "../common/film-bar";
import { useDesk } from "./state";
import { unitOf } from "./units";

/** A verse wants to be read, so that a frame stands longer than a picture would. */
const PACE = { whole: 30_000, slowest: 1100 };

/** The verse of one moment, as it was written. */
export function VerseFilm({ film, frame }: { film: readonly VerseFrame[]; frame: number }) {
  const lines = film[frame]?.text.split("\n") ?? [];
  const most = Math.max(...film.map(({ text }) => text.split("\n").length));
  return (
    <div class="verse-film" style={{ "--lines": most }}>
      {lines.map((line, place) => (
        <p class="lyric" dir="auto" key={place}>
          {line === "" ? "\u00a0" : line}
        </p>
      ))}
    </div>
  );
}

interface VerseFilmBarProps {
  readonly film: readonly VerseFrame[];
  readonly frame: Signal<number>;
}

export function VerseFilmBar({ film, frame }: VerseFilmBarProps) {
  const { model } = useDesk();
  const playing = useSignal(false);
  const read = film[frame.value]?.words ?? 0;
  const surprise = perplexityAt(model.curves, read);
  return (
    <FilmBar
      look="film-bar"
      label="Film of the training"
      sliderLabel="Moment of the training"
      playing={playing}
      frame={frame}
      last={film.length - 1}
      show={(next) => {
        frame.value = next;
      }}
      pace={PACE}
      words={`after ${whole(read)} ${unitOf(model.tokens, read)}`}
    >
      {surprise !== null && <span class="note film-note">{`perplexity ${figure(surprise, 3)}`}</span>}
    </FilmBar>
  );
}

/** Of the validation songs, at the look of that moment. */
function perplexityAt({ words, series }: WordCurves, read: number): number | null {
  const loss = series.find(({ name }) => name === "validation loss")?.values[words.indexOf(read)];
  return loss === null || loss === undefined ? null : Math.exp(loss);
}
