/** The training film's slider: everything that shows the chosen network follows it. */

import { useSignalEffect } from "@preact/signals";
import { figure, whole } from "../../charts/format";
import { playFilm } from "../common/film";
import { networkName, stepName } from "./names";
import { useLab } from "./state";

export function Transport() {
  const lab = useLab();
  const network = lab.network.value;
  const { epochs, validation_loss } = network.frames;
  const frame = lab.frame.value;
  const last = epochs.length - 1;
  const best = frame === network.best_frame;
  useSignalEffect(() => {
    if (!lab.playing.value) return undefined;
    return playFilm(lab.frame.peek(), lab.network.peek().frames.epochs.length - 1, {
      show: lab.showFrame,
      end: () => {
        lab.playing.value = false;
      },
    });
  });
  const toggle = () => {
    // A film that stands where the training ended begins anew.
    if (!lab.playing.value && (frame >= last || frame === network.best_frame)) lab.showFrame(0);
    lab.playing.value = !lab.playing.value;
  };
  const words = `${stepName(network)} ${whole(epochs[frame])} of ${whole(epochs[last])}`;
  return (
    <section class="transport" aria-label="Training film">
      <button
        type="button"
        class="play"
        onClick={toggle}
        disabled={last < 1}
        aria-label={lab.playing.value ? "Pause" : "Play the training"}
      >
        {lab.playing.value ? "❚❚" : "▶"}
      </button>
      <label class="transport-slider">
        <span class="visually-hidden">Training of {networkName(network)}</span>
        <input
          type="range"
          min={0}
          max={Math.max(last, 1)}
          value={frame}
          disabled={last < 1}
          aria-valuetext={words}
          onInput={(event) => {
            lab.playing.value = false;
            lab.showFrame(event.currentTarget.valueAsNumber);
          }}
        />
      </label>
      <p class="transport-words">
        <strong>{words}</strong>
        <span>validation loss {figure(validation_loss[frame], 3)}</span>
      </p>
      <button type="button" class="quiet" disabled={best} onClick={() => lab.showFrame(network.best_frame)}>
        {best ? "the weights it kept" : "to the weights it kept"}
      </button>
    </section>
  );
}
