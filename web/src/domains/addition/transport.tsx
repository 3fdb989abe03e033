/** The training film's slider: everything that shows the chosen network follows it. */

import { useSignalEffect } from "@preact/signals";
import { figure, whole } from "../../charts/format";
import { networkName, stepName } from "./names";
import { type Lab, useLab } from "./state";

const FILM_MILLISECONDS = 9000;
/** With reduced motion the film is a few stills, one a second. */
const STILLS = 8;

export function Transport() {
  const lab = useLab();
  const network = lab.network.value;
  const { epochs, validation_loss } = network.frames;
  const frame = lab.frame.value;
  const last = epochs.length - 1;
  const best = frame === network.best_frame;
  useSignalEffect(() => (lab.playing.value ? play(lab) : undefined));
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

/** Plays from the present frame to the last; returns how to stop it. */
function play(lab: Lab): () => void {
  const last = lab.network.peek().frames.epochs.length - 1;
  if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) {
    const stride = Math.max(1, Math.ceil(last / STILLS));
    const timer = window.setInterval(() => advance(lab, Math.min(last, lab.frame.peek() + stride), last), 1000);
    return () => window.clearInterval(timer);
  }
  const start = lab.frame.peek();
  const perFrame = Math.min(400, FILM_MILLISECONDS / Math.max(1, last));
  let began: number | null = null;
  let request = requestAnimationFrame(function next(now) {
    began ??= now;
    advance(lab, Math.min(last, start + Math.floor((now - began) / perFrame)), last);
    if (lab.playing.peek()) request = requestAnimationFrame(next);
  });
  return () => cancelAnimationFrame(request);
}

function advance(lab: Lab, frame: number, last: number): void {
  if (frame !== lab.frame.peek()) lab.showFrame(frame);
  if (frame >= last) lab.playing.value = false;
}
