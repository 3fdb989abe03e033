/** Runs side by side: their figures, and the settings in which they differ. */

import type { Figure } from "../../data/live";

/** The figures of several runs side by side: a text a run, "–" where it has none. */
export function besideEachOther(all: readonly (readonly Figure[])[]): { name: string; texts: string[] }[] {
  const kept = all.map((figures) => new Map(figures.map(({ name, text }) => [name, text])));
  const names = [...new Set(kept.flatMap((one) => [...one.keys()]))];
  return names.map((name) => ({ name, texts: kept.map((one) => one.get(name) ?? "–") }));
}

/** The settings in which these differ. */
export function differing(specs: readonly Readonly<Record<string, unknown>>[]): { name: string; texts: string[] }[] {
  const names = [...new Set(specs.flatMap((spec) => Object.keys(spec)))];
  return names
    .map((name) => ({ name, texts: specs.map((spec) => setting(spec[name])) }))
    .filter(({ texts }) => new Set(texts).size > 1);
}

export function setting(value: unknown): string {
  if (value === undefined || value === null) return "–";
  if (Array.isArray(value)) return value.map(String).join(", ") || "none";
  if (typeof value === "string") return value === "" ? "none" : value;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
