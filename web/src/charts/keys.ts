/** What the keys do on curves and on maps of layers: the arrows move, with Shift farther; Home and End go to the ends. */

/** The new place among `length` along a line, or null if the key is none of a line's. */
export function alongLine({ key, shiftKey }: KeyboardEvent, place: number, length: number): number | null {
  const stride = shiftKey ? Math.max(1, Math.round(length / 10)) : 1;
  const target = { ArrowLeft: place - stride, ArrowRight: place + stride, Home: 0, End: length - 1 }[key];
  return target === undefined || length === 0 ? null : Math.min(length - 1, Math.max(0, target));
}

/** The new column and row on a grid whose first row is the upper one, or null if the key is none of a grid's. */
export function onGrid(
  { key, shiftKey }: KeyboardEvent,
  [column, row]: readonly [number, number],
  [columns, rows]: readonly [number, number],
): readonly [number, number] | null {
  const stride = shiftKey ? 10 : 1;
  const target = {
    ArrowLeft: [column - stride, row] as const,
    ArrowRight: [column + stride, row] as const,
    ArrowUp: [column, row - stride] as const,
    ArrowDown: [column, row + stride] as const,
    Home: [0, 0] as const,
    End: [columns - 1, rows - 1] as const,
  }[key];
  if (target === undefined) return null;
  return [Math.min(columns - 1, Math.max(0, target[0])), Math.min(rows - 1, Math.max(0, target[1]))];
}
