/** The error as a landscape over all pairs: turn it by mouse, touch or arrow keys, read it by pointing at it or with Shift and the arrows. */

import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { useCanvas } from "./canvas";
import type { TableData } from "./data-table";
import { Figure } from "./figure";
import { drawSurface, type Field, type Mark, type Range, type Scene, type View } from "./surface-draw";
import { pick } from "./surface-pick";

interface SurfaceProps {
  readonly field: Field;
  readonly range: Range;
  readonly view: View;
  readonly pair: Mark;
  /** The height above any pair, and what to say about it. */
  readonly heightAt: (a: number, b: number) => number;
  readonly describe: (a: number, b: number) => string;
  readonly table: () => TableData;
  readonly tools?: ComponentChildren;
  readonly onTurn: (view: View) => void;
  readonly onPick: (a: number, b: number) => void;
}

const KEY_TURN = 0.09;
const CLICK_SLACK_PIXELS = 4;

export function Surface(props: SurfaceProps) {
  const { field, range, view, pair, heightAt, describe, table, tools, onTurn, onPick } = props;
  const scene = useRef<Scene | null>(null);
  const drag = useRef<{ x: number; y: number; view: View; moved: boolean } | null>(null);
  const [hover, setHover] = useState<{ a: number; b: number } | null>(null);

  const canvas = useCanvas((context, width, height) => {
    const marks = hover === null ? [pair] : [pair, { ...hover, height: heightAt(hover.a, hover.b) }];
    scene.current = drawSurface(context, width, height, field, view, range, marks);
  });

  const pairUnder = (event: PointerEvent) => {
    if (scene.current === null) return null;
    const spot = pick(scene.current, field.size, event.offsetX, event.offsetY);
    if (spot === null) return null;
    return { a: Math.round(interpolate(field.axis, spot.row)), b: Math.round(interpolate(field.axis, spot.column)) };
  };
  const turn = (yaw: number, tilt: number) => onTurn({ yaw, tilt: Math.min(1.45, Math.max(0.08, tilt)) });

  const onPointerDown = (event: PointerEvent) => {
    drag.current = { x: event.clientX, y: event.clientY, view, moved: false };
    canvas.current?.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent) => {
    const start = drag.current;
    if (start === null) {
      setHover(pairUnder(event));
      return;
    }
    const [right, down] = [event.clientX - start.x, event.clientY - start.y];
    if (Math.hypot(right, down) > CLICK_SLACK_PIXELS) start.moved = true;
    if (start.moved) turn(start.view.yaw + right * 0.009, start.view.tilt + down * 0.006);
  };
  const onPointerUp = (event: PointerEvent) => {
    const spot = drag.current?.moved === false ? pairUnder(event) : null;
    drag.current = null;
    if (spot !== null) onPick(spot.a, spot.b);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = KEYS[event.key];
    if (move === undefined) return;
    event.preventDefault();
    if (event.shiftKey) onPick(stepped(field.axis, pair.a, move[0]), stepped(field.axis, pair.b, move[1]));
    else turn(view.yaw + move[0] * KEY_TURN, view.tilt + move[1] * KEY_TURN);
  };

  const spot = hover ?? pair;
  return (
    <Figure
      title="Error over every pair"
      readout={describe(spot.a, spot.b)}
      table={table}
      tools={tools}
      className="surface"
    >
      <canvas
        ref={canvas}
        class="surface-canvas"
        tabIndex={0}
        role="img"
        aria-label={`The error of every answer as a landscape over a and b. Arrow keys turn it; with Shift they choose a pair. ${describe(pair.a, pair.b)}`}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={() => {
          drag.current = null;
        }}
        onPointerLeave={() => setHover(null)}
        onKeyDown={onKeyDown}
      />
    </Figure>
  );
}

/** A number that lies a step along the axis, about a 32nd of its length and at least 1, within its ends. */
function stepped(axis: ArrayLike<number>, from: number, steps: number): number {
  const [first, last] = [axis[0] ?? 0, axis[axis.length - 1] ?? 0];
  const stride = Math.max(1, Math.round((last - first) / 32));
  return Math.min(last, Math.max(first, from + steps * stride));
}

/** Right and left turn, up and down tilt; with Shift they lead along a and b. */
const KEYS: Readonly<Record<string, readonly [number, number] | undefined>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

function interpolate(axis: ArrayLike<number>, position: number): number {
  const below = Math.floor(position);
  const from = axis[below] ?? axis[axis.length - 1] ?? 0;
  const to = axis[below + 1] ?? from;
  return from + (to - from) * (position - below);
}
