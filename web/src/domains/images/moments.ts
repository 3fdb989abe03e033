/** Moments of a training: the frame of the film that is nearest, and the one at which things stood best. */

import type { Film, ImagesModel, Series } from "../../data/images-model";

/** The last frame that was drawn by then. */
export function frameAt(frames: readonly number[], images: number): number {
  const after = frames.findIndex((seen) => seen > images);
  return after < 0 ? frames.length - 1 : Math.max(0, after - 1);
}

/**
 * The frame at which the drawn pictures were most varied: the highest coverage, or where that was not watched the most
 * distinct ones. Null if neither was watched.
 */
export function bestFrame(film: Film, { watch, images }: ImagesModel["curves"]): number | null {
  const series = ["coverage", "distinct"]
    .map((name) => watch.find((one) => one.name.startsWith(name)))
    .find((one): one is Series => one?.values.some((value) => value !== null) === true);
  if (series === undefined) return null;
  let best = -1;
  series.values.forEach((value, index) => {
    if (value !== null && value > (series.values[best] ?? Number.NEGATIVE_INFINITY)) best = index;
  });
  return frameAt(film.images, images[best] ?? 0);
}
