import { expect, test } from "vitest";
import { type Connection, LABEL_ROOM, labelPlaces } from "./diagram-labels";

/** Every node of one column with every node of the next; `columns` are heights on the page. */
function connect(columns: readonly (readonly number[])[]): Connection[] {
  return columns
    .slice(1)
    .flatMap((nodes, column) =>
      (columns[column] ?? []).flatMap((from) =>
        nodes.map((to) => ({ from: { x: 36 + 164 * column, y: from }, to: { x: 200 + 164 * column, y: to } })),
      ),
    );
}

test.each([
  [[[125], [125], [125]]],
  [[[77, 173], [77, 173], [125]]],
  [[[70, 180], [43, 129, 215], [125]]],
  [[[106, 238], [43, 129, 215, 301], [172]]],
  [[[56, 162, 268], [43, 129, 215], [172]]],
])("no label lies on another, and each on its own line: columns %j", (columns) => {
  const connections = connect(columns);
  const places = labelPlaces(connections);
  places.forEach((one, index) => {
    const { from, to } = connections[index] as Connection;
    expect((one.y - from.y) * (to.x - from.x)).toBeCloseTo((one.x - from.x) * (to.y - from.y), 6);
    for (const other of places.slice(index + 1)) {
      const across = Math.abs(one.x - other.x) - LABEL_ROOM.left - LABEL_ROOM.right;
      const down = Math.abs(one.y - other.y) - LABEL_ROOM.above - LABEL_ROOM.below;
      expect(Math.max(across, down)).toBeGreaterThanOrEqual(0);
    }
  });
});
