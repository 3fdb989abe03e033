/** Where the weights of a diagram are written: on their lines, apart from each other, and off other lines if possible. */

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** A connection, from left to right. */
export interface Connection {
  readonly from: Place;
  readonly to: Place;
}

/** The room of a label above its place. It does not depend on the text, so that no label jumps while a weight changes. */
export const LABEL_ROOM = { left: 30, right: 30, above: 16, below: 2 };
/** Shares of the way; nearer to its ends a label would lie on a node. */
const SHARES = Array.from({ length: 17 }, (_, index) => 0.26 + index * 0.03);
const OVERLAP = 100;
const TURNS = 4;

/** A place for the label of each connection: in turns, every label takes the best that the others leave it. */
export function labelPlaces(connections: readonly Connection[]): Place[] {
  const places: Place[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    connections.forEach((connection, index) => {
      const others = places.filter((_, other) => other !== index);
      const cost = (share: number) => {
        const place = along(connection, share);
        const labels = others.filter((other) => overlap(place, other)).length;
        const lines = connections.filter((other) => other !== connection && runsThrough(other, place)).length;
        return OVERLAP * labels + lines + Math.abs(share - 0.5);
      };
      const costs = SHARES.map(cost);
      places[index] = along(connection, SHARES[costs.indexOf(Math.min(...costs))] ?? 0.5);
    });
  }
  return places;
}

function along({ from, to }: Connection, share: number): Place {
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

function overlap(one: Place, other: Place): boolean {
  const { left, right, above, below } = LABEL_ROOM;
  return Math.abs(one.x - other.x) < left + right && Math.abs(one.y - other.y) < above + below;
}

function runsThrough(connection: Connection, place: Place): boolean {
  const { from, to } = connection;
  const share = (x: number) => Math.min(1, Math.max(0, (x - from.x) / (to.x - from.x)));
  const [start, end] = [
    along(connection, share(place.x - LABEL_ROOM.left)),
    along(connection, share(place.x + LABEL_ROOM.right)),
  ];
  return (
    start.x < end.x &&
    Math.min(start.y, end.y) < place.y + LABEL_ROOM.below &&
    Math.max(start.y, end.y) > place.y - LABEL_ROOM.above
  );
}
