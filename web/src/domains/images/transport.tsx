/** The training film's slider. */

import { figure, whole } from "../../charts/format";
import type { Film, ImagesModel } from "../../data/images-model";
import { FilmBar } from "../common/film-bar";
import { bestFrame } from "./moments";
import { useGallery } from "./state";

export function Transport({ film }: { film: Film }) {
  const gallery = useGallery();
  const frame = gallery.frame.value;
  const best = bestFrame(film, gallery.model.curves);
  return (
    <FilmBar
      look="transport"
      label="Training film"
      sliderLabel="Moment of the training"
      playing={gallery.playing}
      frame={gallery.frame}
      last={film.frames.length - 1}
      show={gallery.showFrame}
      words={`${whole(film.images[frame])} of ${whole(film.images[film.frames.length - 1])} pictures`}
      best={
        best === null
          ? null
          : { frame: best, here: "most varied here", elsewhere: "go to the most varied", isEnd: false }
      }
    >
      <span>{watched(gallery.model, film.images[frame] ?? 0)}</span>
    </FilmBar>
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
