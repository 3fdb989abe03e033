/** A lab's figures as names and texts, whichever lab it is: each with its floor, baseline or spread beside it. */

import { figure } from "../../charts/format";
import { networkName } from "../addition/names";
import { plain } from "./words";

export interface Figure {
  readonly name: string;
  readonly text: string;
}

type Values = Readonly<Record<string, unknown>>;

/** Lists of many things, and texts, are for files; a figure is a number or a pair of them. */
const LEFT_OUT = new Set(["networks", "yardsticks", "alarms", "notices", "worst", "no_page", "songs", "dropped"]);
const MOST_FIGURES = 200;
/** Groups within groups; a stranger's run may have them without end. */
const MOST_DEPTH = 8;

export function figuresOf(results: unknown): Figure[] {
  if (!isObject(results)) return [];
  const figures: Figure[] = [];
  collect(results, "", 0, figures);
  return figures.slice(0, MOST_FIGURES);
}

function collect(values: Values, prefix: string, depth: number, figures: Figure[]): void {
  if (depth > MOST_DEPTH) return;
  for (const [name, value] of Object.entries(values)) {
    const path = prefix === "" ? plain(name) : `${prefix} · ${plain(name)}`;
    if (prefix === "" && LEFT_OUT.has(name)) continue;
    if (typeof value === "number") figures.push({ name: path, text: figure(value, 4) });
    else if (name === "cells" && Array.isArray(value)) {
      for (const cell of value) collectCell(cell, figures);
    } else if (isObject(value)) {
      const text = asPair(value);
      if (text !== null) figures.push({ name: path, text });
      else collect(value, path, depth + 1, figures);
    }
  }
}

/** An addition network over its seeds. */
function collectCell(cell: unknown, figures: Figure[]): void {
  if (!isObject(cell)) return;
  const { kind, nodes, max_sum, accuracy, mse } = cell as Record<string, unknown>;
  if (typeof nodes !== "number" || typeof max_sum !== "number") return;
  if (kind !== "hidden" && kind !== "linear" && kind !== "nau") return;
  const name = networkName({ kind, nodes, max_sum });
  for (const [what, value] of Object.entries({ "right answers": accuracy, "mean squared error": mse })) {
    const text = isObject(value) ? asPair(value) : null;
    if (text !== null) figures.push({ name: `${name} · ${what}`, text });
  }
}

/** A figure with what stands beside it; null if the object is a group of figures. */
function asPair(values: Values): string | null {
  const number = (name: string) => figure(asNumber(values[name]), 4);
  const has = (...names: string[]) =>
    names.every((name) => name in values && (values[name] === null || asNumber(values[name]) !== null));
  if (has("value", "floor")) return `${number("value")}  (floor ${number("floor")})`;
  if (has("covered", "total"))
    return `${number("covered")} of ${number("total")}${has("floor") ? `  (real ones: ${number("floor")})` : ""}`;
  if (has("generated", "real")) return `${number("generated")}  (real ones: ${number("real")})`;
  if (has("generated", "human")) return `${number("generated")}  (people: ${number("human")})`;
  if (has("median", "low", "high")) {
    if (values["low"] === values["high"]) return number("median");
    return `${number("median")}  (${number("low")} … ${number("high")})`;
  }
  return null;
}

function asNumber(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function isObject(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The figures of several runs side by side: a text a run, "–" where it has none. */
export function besideEachOther(all: readonly unknown[]): { name: string; texts: string[] }[] {
  const kept = all.map((results) => new Map(figuresOf(results).map(({ name, text }) => [name, text])));
  const names = [...new Set(kept.flatMap((one) => [...one.keys()]))];
  return names.map((name) => ({ name, texts: kept.map((one) => one.get(name) ?? "–") }));
}

/** The settings in which these differ. */
export function differing(specs: readonly Values[]): { name: string; texts: string[] }[] {
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
