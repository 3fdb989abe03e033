/** Where a field crosses a level: marching squares, one cell at a time. */

/** Positions in units of grid cells, x to the right along columns, y along rows. */
export type Segment = readonly [x1: number, y1: number, x2: number, y2: number];

/** The lines along which one cell, with corner values in the order (0,0) (1,0) (1,1) (0,1), crosses `level`. */
export function cellContour(corners: readonly [number, number, number, number], level: number): Segment[] {
  const [q, r, s, t] = corners;
  const crossings: [number, number][] = [];
  const cross = (from: number, to: number, x1: number, y1: number, x2: number, y2: number) => {
    if (from < level === to < level) return;
    const along = (level - from) / (to - from);
    crossings.push([x1 + (x2 - x1) * along, y1 + (y2 - y1) * along]);
  };
  cross(q, r, 0, 0, 1, 0);
  cross(r, s, 1, 0, 1, 1);
  cross(s, t, 1, 1, 0, 1);
  cross(t, q, 0, 1, 0, 0);
  const segments: Segment[] = [];
  for (let index = 0; index + 1 < crossings.length; index += 2) {
    const [from, to] = [crossings[index], crossings[index + 1]];
    if (from !== undefined && to !== undefined) segments.push([from[0], from[1], to[0], to[1]]);
  }
  return segments;
}
