/** The film of the training: what the network wrote at each look, always from the same seed, with the slider. */

import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import { figure, whole } from "../../charts/format";
import type { VerseFrame, WordCurves } from "../../data/lyrics-model";
import { playFilm } from "../common/film";
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

interface FilmBarProps {
  readonly film: readonly VerseFrame[];
  readonly frame: Signal<number>;
}

export function FilmBar({ film, frame }: FilmBarProps) {
  const { model } = useDesk();
  const playing = useSignal(false);
  const last = film.length - 1;
  useSignalEffect(() => {
    if (!playing.value) return undefined;
    const show = (next: number) => {
      frame.value = next;
    };
    const end = () => {
      playing.value = false;
    };
    return playFilm(frame.peek(), last, { show, end }, PACE);
  });
  const toggle = () => {
    // A film that stands at its end begins anew.
    if (!playing.value && frame.value >= last) frame.value = 0;
    playing.value = !playing.value;
  };
  const read = film[frame.value]?.words ?? 0;
  const surprise = perplexityAt(model.curves, read);
  const words = `after ${whole(read)} ${unitOf(model.tokens, read)}`;
  return (
    <section class="film-bar" aria-label="Film of the training">
      <button
        type="button"
        class="play"
        disabled={last < 1}
        aria-label={playing.value ? "Pause" : "Play the training"}
        onClick={toggle}
      >
        {playing.value ? "❚❚" : "▶"}
      </button>
      <label class="film-slider">
        <span class="visually-hidden">Moment of the training</span>
        <input
          type="range"
          min={0}
          max={Math.max(last, 1)}
          value={frame.value}
          disabled={last < 1}
          aria-valuetext={words}
          onInput={({ currentTarget }) => {
            playing.value = false;
            frame.value = currentTarget.valueAsNumber;
          }}
        />
      </label>
      <p class="film-words">
        <strong>{words}</strong>
        {surprise !== null && <span class="note film-note">{`perplexity ${figure(surprise, 3)}`}</span>}
      </p>
    </section>
  );
}

/** Of the validation songs, at the look of that moment. */
function perplexityAt({ words, series }: WordCurves, read: number): number | null {
  const loss = series.find(({ name }) => name === "validation loss")?.values[words.indexOf(read)];
  return loss === null || loss === undefined ? null : Math.exp(loss);
}
