/** The bar of a training film: plays it, and brings any moment of it. */

import { type ReadonlySignal, type Signal, useSignalEffect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { type Pace, playFilm } from "./film";

interface FilmBarProps {
  /** Its class; those of its slider and its words begin with it. */
  readonly look: "transport" | "film-bar";
  readonly label: string;
  readonly sliderLabel: string;
  readonly playing: Signal<boolean>;
  readonly frame: ReadonlySignal<number>;
  readonly last: number;
  readonly show: (frame: number) => void;
  readonly pace?: Pace;
  /** The moment in words. */
  readonly words: string;
  /** What else is to say of it. */
  readonly children: ComponentChildren;
  /** The moment at which the training stood best, and what the button says there and elsewhere. */
  readonly best?: Best | null;
}

interface Best {
  readonly frame: number;
  readonly here: string;
  readonly elsewhere: string;
  /** The film ends there, as far as it counts: from there, too, it begins anew. */
  readonly isEnd: boolean;
}

export function FilmBar(props: FilmBarProps) {
  const { look, label, sliderLabel, playing, frame, last, show, pace, words, children, best = null } = props;
  const shown = frame.value;
  useSignalEffect(() => {
    if (!playing.value) return undefined;
    const end = () => {
      playing.value = false;
    };
    return playFilm(frame.peek(), last, { show, end }, pace);
  });
  const toggle = () => {
    // A film that stands at its end begins anew.
    const ended = shown >= last || (best?.isEnd === true && shown === best.frame);
    if (!playing.value && ended) show(0);
    playing.value = !playing.value;
  };
  const stopAt = (moment: number) => {
    playing.value = false;
    show(moment);
  };
  return (
    <section class={look} aria-label={label}>
      <button
        type="button"
        class="play"
        onClick={toggle}
        disabled={last < 1}
        aria-label={playing.value ? "Pause" : "Play the training"}
      >
        {playing.value ? "❚❚" : "▶"}
      </button>
      <label class={`${look}-slider`}>
        <span class="visually-hidden">{sliderLabel}</span>
        <input
          type="range"
          min={0}
          max={Math.max(last, 1)}
          value={shown}
          disabled={last < 1}
          aria-valuetext={words}
          onInput={({ currentTarget }) => stopAt(currentTarget.valueAsNumber)}
        />
      </label>
      <p class={`${look}-words`}>
        <strong>{words}</strong>
        {children}
      </p>
      {best !== null && (
        <button type="button" class="quiet" disabled={shown === best.frame} onClick={() => stopAt(best.frame)}>
          {shown === best.frame ? best.here : best.elsewhere}
        </button>
      )}
    </section>
  );
}
