/** A canvas that is as sharp as the screen and is drawn at most once a frame. */

import { useSignalEffect } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { theme } from "./theme";

export type Draw = (context: CanvasRenderingContext2D, width: number, height: number) => void;

/** The canvas to draw into. `draw` sees CSS pixels, and runs after every render, on resizing and on a change of theme. */
export function useCanvas(draw: Draw): RefObject<HTMLCanvasElement | null> {
  const canvas = useRef<HTMLCanvasElement>(null);
  const latest = useRef(draw);
  const pending = useRef(0);
  latest.current = draw;

  const schedule = () => {
    if (pending.current !== 0) return;
    pending.current = requestAnimationFrame(() => {
      pending.current = 0;
      if (canvas.current !== null) paint(canvas.current, latest.current);
    });
  };

  useEffect(schedule);
  useSignalEffect(() => {
    theme.value;
    schedule();
  });
  useEffect(() => {
    const observer = new ResizeObserver(schedule);
    if (canvas.current !== null) observer.observe(canvas.current);
    return () => {
      observer.disconnect();
      cancelAnimationFrame(pending.current);
      pending.current = 0;
    };
  }, []);
  return canvas;
}

function paint(canvas: HTMLCanvasElement, draw: Draw): void {
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  const context = canvas.getContext("2d");
  if (context === null || width === 0 || height === 0) return;
  const ratio = Math.min(window.devicePixelRatio || 1, 3);
  const pixelWidth = Math.round(width * ratio);
  const pixelHeight = Math.round(height * ratio);
  if (canvas.width !== pixelWidth || canvas.height !== pixelHeight) {
    canvas.width = pixelWidth;
    canvas.height = pixelHeight;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  draw(context, width, height);
}

/** The font that figures in canvases share with the page. */
export function canvasFont(pixels: number): string {
  return `${pixels}px system-ui, -apple-system, "Segoe UI", sans-serif`;
}
