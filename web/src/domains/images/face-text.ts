/** Faces and wishes as an address holds them. What does not make sense there is left out, so that every address works. */

import { wholeNumber } from "../common/address";
import { type Face, OPEN, plainFace, type Wanted } from "./faces";

export interface Limits {
  readonly places: number;
  readonly directions: number;
  /** The number of values of each attribute. */
  readonly values: readonly number[];
}

/** "7", "7.2" (drawn anew twice), "7.2_m0:1.5_a1:3" (moved along direction 0, value 3 of attribute 1). */
export function writeFace({ place, turn, moves, labels }: Face): string {
  const head = turn === 0 ? String(place) : `${place}.${turn}`;
  const moved = [...moves].map(([index, amount]) => `_m${index}:${amount}`);
  const labelled = [...labels].map(([index, value]) => `_a${index}:${value === OPEN ? "open" : value}`);
  return [head, ...moved, ...labelled].join("");
}

/** Null if the text names no place of the wall. */
export function readFace(text: string | undefined, limits: Limits): Face | null {
  const [head = "", ...parts] = (text ?? "").split("_");
  const [place, turn] = head.split(".").map(wholeNumber);
  if (place === undefined || place === null || place < 0 || place >= limits.places) return null;
  const moves = new Map<number, number>();
  const labels = new Map<number, number>();
  for (const part of parts) {
    const [name = "", value = ""] = part.slice(1).split(":");
    const index = wholeNumber(name) ?? -1;
    if (index < 0) continue;
    if (part.startsWith("m") && index < limits.directions) {
      const amount = value === "" ? Number.NaN : Number(value);
      if (Math.abs(amount) <= MOST_MOVE) moves.set(index, amount);
    } else if (part.startsWith("a")) {
      const label = value === "open" ? OPEN : (wholeNumber(value) ?? Number.NaN);
      if (label >= OPEN && label < (limits.values[index] ?? 0)) labels.set(index, label);
    }
  }
  return { ...plainFace(place, Math.max(0, turn ?? 0)), moves, labels };
}

/** How far a slider goes, in standard deviations. */
export const MOST_MOVE = 4;

/** "0:2_3:1": value 2 of attribute 0, value 1 of attribute 3. */
export function writeWanted(wanted: Wanted): string {
  return wanted.flatMap((value, index) => (value === null ? [] : [`${index}:${value}`])).join("_");
}

export function readWanted(text: string | undefined, { values }: Limits): Wanted {
  const wanted: (number | null)[] = values.map(() => null);
  for (const part of (text ?? "").split("_")) {
    const [index, value] = part.split(":").map(wholeNumber);
    if (index === undefined || index === null || value === undefined || value === null) continue;
    if (index >= 0 && value >= 0 && value < (values[index] ?? 0)) wanted[index] = value;
  }
  return wanted;
}

/** "3:1_7:2": place 3 was drawn anew once, place 7 twice. */
export function writeTurns(turns: ReadonlyMap<number, number>): string {
  return [...turns].map(([place, turn]) => `${place}:${turn}`).join("_");
}

export function readTurns(text: string | undefined, { places }: Limits): ReadonlyMap<number, number> {
  const turns = new Map<number, number>();
  for (const part of (text ?? "").split("_")) {
    const [place, turn] = part.split(":").map(wholeNumber);
    if (place === undefined || place === null || turn === undefined || turn === null) continue;
    if (place >= 0 && place < places && turn > 0) turns.set(place, turn);
  }
  return turns;
}
