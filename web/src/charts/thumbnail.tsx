/** A stamp-sized map of a network's errors. */

import { useCanvas } from "./canvas";
import { heatImage } from "./heatmap-draw";
import { type Field, heightRange } from "./surface-draw";

/** Decoration beside figures that say the same, unless it is given a label. */
export function Thumbnail({ field, label }: { field: Field; label?: string }) {
  const canvas = useCanvas((context, width, height) => {
    const { low, high } = heightRange(field.heights);
    context.imageSmoothingEnabled = field.size > 12;
    context.drawImage(heatImage(field, Math.max(-low, high)), 0, 0, width, height);
  });
  return label === undefined ? (
    <canvas ref={canvas} class="thumbnail" />
  ) : (
    <canvas ref={canvas} class="thumbnail" role="img" aria-label={label} />
  );
}
