/** The maps of a layer as colours: blue above zero, orange below, one scale for the whole layer. */

import { divergingScale } from "../../charts/theme";
import type { Extent } from "../../layers";

/** How the maps of a layer are laid out side by side. */
export interface Sheet {
  readonly columns: number;
  readonly rows: number;
  /** The size of one map; the numbers of a flat layer are laid out as one map. */
  readonly height: number;
  readonly width: number;
  readonly maps: number;
}

/** A sheet about `shape` times as wide as high. */
export function sheetOf({ channels, height, width }: Extent, shape: number): Sheet {
  if (height * width === 1) {
    const across = Math.ceil(Math.sqrt(channels * shape));
    return { columns: 1, rows: 1, height: Math.ceil(channels / across), width: across, maps: 1 };
  }
  const columns = Math.min(channels, Math.max(1, Math.round(Math.sqrt((channels * shape * height) / width))));
  return { columns, rows: Math.ceil(channels / columns), height, width, maps: channels };
}

/** The largest value but for one in a thousand, which would leave the rest pale. */
export function reach(output: Float32Array): number {
  const sizes = output.map(Math.abs).sort();
  return sizes[Math.floor(0.999 * (sizes.length - 1))] || 1;
}

/** One map, or the numbers of a flat layer, a pixel a number. */
export function mapImage(output: Float32Array, sheet: Sheet, map: number, limit: number): HTMLCanvasElement {
  const image = document.createElement("canvas");
  image.width = sheet.width;
  image.height = sheet.height;
  const context = image.getContext("2d");
  if (context === null) return image;
  const pixels = context.createImageData(sheet.width, sheet.height);
  const scale = divergingScale();
  const plane = sheet.width * sheet.height;
  for (let index = 0; index < plane; index++) {
    const value = output[map * plane + index];
    if (value === undefined) break;
    const [red, green, blue] = scale(value / limit);
    pixels.data.set([red, green, blue, 255], 4 * index);
  }
  context.putImageData(pixels, 0, 0);
  return image;
}

/** The mean size of a layer's maps at each place, as one map: what the layer looks at. */
export function meanMap(output: Float32Array, { channels, height, width }: Extent): Float32Array {
  const plane = height * width;
  if (plane === 1) return output;
  const mean = new Float32Array(plane);
  for (let index = 0; index < output.length; index++) {
    mean[index % plane] = (mean[index % plane] ?? 0) + Math.abs(output[index] ?? 0) / channels;
  }
  return mean;
}
