/** A square of errors seen from above, as colours; shared by the map of one network and by the thumbnails. */

import { canvasFont } from "./canvas";
import { cellContour } from "./contour";
import type { Field } from "./surface-draw";
import { colour, css, divergingScale } from "./theme";

/** One pixel a cell, scaled up by the browser: a to the right, b upwards. */
export function heatImage(field: Field, limit: number): HTMLCanvasElement {
  const image = document.createElement("canvas");
  image.width = field.size;
  image.height = field.size;
  const context = image.getContext("2d");
  if (context === null) return image;
  const pixels = context.createImageData(field.size, field.size);
  const scale = divergingScale();
  for (let row = 0; row < field.size; row++) {
    for (let column = 0; column < field.size; column++) {
      const [red, green, blue] = scale((field.heights[row * field.size + column] ?? Number.NaN) / limit);
      const at = ((field.size - 1 - column) * field.size + row) * 4;
      pixels.data.set([red, green, blue, 255], at);
    }
  }
  context.putImageData(pixels, 0, 0);
  return image;
}

/** The lines where a fine field is half a unit away from right, in the square (left, top, side, side). */
export function drawHalfLines(
  context: CanvasRenderingContext2D,
  fine: Field,
  square: { left: number; top: number; side: number },
): void {
  const unit = square.side / (fine.size - 1);
  context.strokeStyle = colour("--ink");
  context.lineWidth = 1.3;
  context.beginPath();
  for (let row = 0; row + 1 < fine.size; row++) {
    for (let column = 0; column + 1 < fine.size; column++) {
      const q = row * fine.size + column;
      const corners = [q, q + fine.size, q + fine.size + 1, q + 1].map((index) => fine.heights[index] ?? Number.NaN);
      const [h0 = 0, h1 = 0, h2 = 0, h3 = 0] = corners;
      for (const level of [-0.5, 0.5]) {
        for (const [x1, y1, x2, y2] of cellContour([h0, h1, h2, h3], level)) {
          context.moveTo(square.left + (row + x1) * unit, square.top + square.side - (column + y1) * unit);
          context.lineTo(square.left + (row + x2) * unit, square.top + square.side - (column + y2) * unit);
        }
      }
    }
  }
  context.stroke();
}

/** The colour key: a bar from the lowest to the highest error with three labels. */
export function drawKey(
  context: CanvasRenderingContext2D,
  box: { left: number; top: number; width: number },
  limit: number,
  format: (value: number) => string,
): void {
  const scale = divergingScale();
  const steps = 61;
  for (let step = 0; step < steps; step++) {
    context.fillStyle = css(scale((step / (steps - 1)) * 2 - 1));
    context.fillRect(box.left + (box.width * step) / steps, box.top, box.width / steps + 1, 8);
  }
  context.fillStyle = colour("--soft");
  context.font = canvasFont(11);
  context.textBaseline = "top";
  const label = (text: string, share: number, align: CanvasTextAlign) => {
    context.textAlign = align;
    context.fillText(text, box.left + box.width * share, box.top + 12);
  };
  label(`${format(-limit)} too low`, 0, "left");
  label("exact", 0.5, "center");
  label(`${format(limit)} too high`, 1, "right");
}
