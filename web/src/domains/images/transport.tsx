/** The training film's slider. */

import { useSignalEffect } from "@preact/signals";
import { figure, whole } from "../../charts/format";
import type { Film, ImagesModel } from "../../data/images-model";
import { playFilm } from "../common/film";
import { bestFrame } from "./moments";
import { useGallery } from "./state";

export function Transport({ film }: { film: Film }) {
  const gallery = useGallery();
  const frame = gallery.frame.value;
  const last = film.frames.length - 1;
  const best = bestFrame(film, gallery.model.curves);
  useSignalEffect(() => {
    if (!gallery.playing.value) return undefined;
    return playFilm(gallery.frame.peek(), last, {
      show: gallery.showFrame,
      end: () => {
        gallery.playing.value = false;
      },
    });
  });
  const toggle = () => {
    // A film that stands at its end begins anew.
    if (!gallery.playing.value && frame >= last) gallery.showFrame(0);
    gallery.playing.value = !gallery.playing.value;
  };
  const words = `${whole(film.images[frame])} of ${whole(film.images[last])} pictures`;
  return (
    <section class="transport" aria-label="Training film">
      <button
        type="button"
        class="play"
        onClick={toggle}
        disabled={last < 1}
        aria-label={gallery.playing.value ? "Pause" : "Play the training"}
      >
        {gallery.playing.value ? "❚❚" : "▶"}
      </button>
      <label class="transport-slider">
        <span class="visually-hidden">Moment of the training</span>
        <input
          type="range"
          min={0}
          max={Math.max(last, 1)}
          value={frame}
          disabled={last < 1}
          aria-valuetext={words}
          onInput={(event) => {
            gallery.playing.value = false;
            gallery.showFrame(event.currentTarget.valueAsNumber);
          }}
        />
      </label>
      <p class="transport-words">
        <strong>{words}</strong>
        <span>{watched(gallery.model, film.images[frame] ?? 0)}</span>
      </p>
      {best !== null && (
        <button type="button" class="quiet" disabled={frame === best} onClick={() => gallery.showFrame(best)}>
          {frame === best ? "most varied here" : "to its most varied"}
        </button>
      )}
    </section>
  );
}

/** "coverage 0.93" at the nearest point that was watched. */
function watched({ curves }: ImagesModel, images: number): string {
  const series = curves.watch.find(({ name }) => name === "coverage") ?? curves.watch[0] ?? curves.series[0];
  if (series === undefined) return "";
  let nearest: number | null = null;
  series.values.forEach((value, index) => {
    if (value === null) return;
    const away = (place: number) => Math.abs((curves.images[place] ?? 0) - images);
    if (nearest === null || away(index) < away(nearest)) nearest = index;
  });
  return nearest === null ? "" : `${series.name} ${figure(series.values[nearest], 3)}`;
}
