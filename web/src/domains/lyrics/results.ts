/** Figures of results.json, where they were measured. */

import type { Json, JsonObject } from "../../data/model";

export type Interval = readonly [number, number];

/** A figure of songs that the network wrote, beside the same of held-out songs by people. */
export interface BesideFigure {
  readonly generated: number | null;
  readonly generatedInterval: Interval | null;
  readonly human: number | null;
  readonly humanInterval: Interval | null;
}

export function partOf(results: JsonObject, ...names: readonly string[]): JsonObject | null {
  let part: Json = results;
  for (const name of names) {
    if (!isResults(part)) return null;
    part = Object.hasOwn(part, name) ? (part[name] ?? null) : null;
  }
  return isResults(part) ? part : null;
}

export function numberOf(part: JsonObject | null, name: string): number | null {
  const value = part !== null && Object.hasOwn(part, name) ? part[name] : null;
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

export function besideOf(results: JsonObject, figure: string): BesideFigure | null {
  const part = partOf(results, "samples", figure);
  if (part === null) return null;
  return {
    generated: numberOf(part, "generated"),
    generatedInterval: intervalOf(part, "generated_interval"),
    human: numberOf(part, "human"),
    humanInterval: intervalOf(part, "human_interval"),
  };
}

function intervalOf(part: JsonObject, name: string): Interval | null {
  const value = Object.hasOwn(part, name) ? part[name] : null;
  if (!Array.isArray(value) || value.length !== 2) return null;
  const [low, high]: readonly unknown[] = value;
  return typeof low === "number" && typeof high === "number" ? [low, high] : null;
}

function isResults(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
