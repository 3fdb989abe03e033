/** Weights that the visitor has changed, as the address holds them. */

import { wholeNumber } from "../common/address";

/** Changed weights as "2:22.7_5:-1": position and value, in the fewest digits that mean exactly it; "+" means a space there. */
export function readEdits(text: string | undefined, count: number): ReadonlyMap<number, number> {
  const edits = new Map<number, number>();
  for (const part of (text ?? "").split("_")) {
    const [position, value] = part.split(":");
    const index = wholeNumber(position);
    if (index === null || index < 0 || index >= count || value === undefined) continue;
    if (value !== "" && Number.isFinite(Number(value))) edits.set(index, Number(value));
  }
  return edits;
}

export function writeEdits(edits: ReadonlyMap<number, number>): string {
  return [...edits].map(([index, value]) => `${index}:${String(value).replace("+", "")}`).join("_");
}
