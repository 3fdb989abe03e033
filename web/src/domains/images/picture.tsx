/** Pictures drawn on demand, their canvases, and their way into a file. */

import { useContext, useEffect, useRef, useState } from "preact/hooks";
import type { Drawn, DrawnOf } from "./drawing";
import { useGallery, useStudio } from "./state";
import { SeenContext } from "./watching";

interface Order {
  /** Unique in the page: a new wish under a name replaces the old. */
  readonly name: string;
  readonly input: Float32Array<ArrayBuffer>;
  readonly urgency: number;
  readonly trace?: boolean;
}

/**
 * What was drawn for an order last; null before the first time. Draws anew when the numbers of `input` change, and only
 * once the part that it stands in was seen.
 */
export function useDrawn({ name, input, urgency, trace = false }: Order): DrawnOf | null {
  const studio = useStudio();
  const [drawn, setDrawn] = useState<DrawnOf | null>(null);
  const seen = useContext(SeenContext);
  const key = input.join();
  useEffect(() => {
    if (seen) studio.ask(name, { input, trace, urgency, done: (one) => setDrawn({ ...one, input }) });
  }, [studio, seen, name, key, trace, urgency]);
  useEffect(() => () => studio.forget(name), [studio, name]);
  return drawn;
}

/** At this many screen pixels a picture's pixel is shown as the square that it is. */
const SQUARE_PIXELS = 3;

interface PictureProps {
  readonly drawn: Drawn | null;
  readonly label: string;
  /** About how wide it will be shown, in CSS pixels. */
  readonly shown: number;
  readonly hidden?: boolean;
}

export function Picture({ drawn, label, shown, hidden = false }: PictureProps) {
  const { size } = useGallery().model.picture;
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (drawn === null) return;
    canvas.current?.getContext("2d")?.putImageData(new ImageData(drawn.pixels, size, size), 0, 0);
  }, [drawn, size]);
  const look = `picture ${shown / size >= SQUARE_PIXELS ? "squares" : ""} ${drawn === null ? "empty" : ""}`;
  // Where a button around it says what it shows, the picture itself is silent.
  return hidden ? (
    <canvas ref={canvas} class={look} width={size} height={size} />
  ) : (
    <canvas ref={canvas} class={look} width={size} height={size} role="img" aria-label={label} />
  );
}

/** A picture as an address that holds it. */
export function pictureAddress({ pixels }: Drawn, size: number): string {
  const canvas = document.createElement("canvas");
  canvas.width = size;
  canvas.height = size;
  canvas.getContext("2d")?.putImageData(new ImageData(pixels, size, size), 0, 0);
  return canvas.toDataURL("image/png");
}

/** Saves a picture as PNG, each of its pixels `times` × `times` large. */
export function download({ pixels }: Drawn, size: number, times: number, name: string): void {
  const [small, large] = [size, size * times].map((side) => {
    const canvas = document.createElement("canvas");
    canvas.width = side;
    canvas.height = side;
    return canvas;
  });
  const context = large?.getContext("2d");
  if (small === undefined || large === undefined || context === null || context === undefined) return;
  small.getContext("2d")?.putImageData(new ImageData(pixels, size, size), 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, size * times, size * times);
  large.toBlob((blob) => {
    if (blob === null) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }, "image/png");
}
