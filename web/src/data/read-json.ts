/** Reads what a page shows or picks from without a contract: settings, results. Internal to `readEnvelope`. */

import { Fields, finite, ModelError } from "./checks";
import type { Json, JsonObject } from "./model";

/** Deeper than this nothing is that hackday writes; without end, whoever goes down into it runs out of stack. */
const MOST_DEPTH = 8;
const MOST_ENTRIES = 10_000;

/** An object of any JSON that is not too deep. */
export function readJsonObject(value: unknown, path: string): JsonObject {
  return readObject(value, path, 0);
}

function readObject(value: unknown, path: string, depth: number): JsonObject {
  return new Fields(value, path).entries((item, where) => readJson(item, where, depth + 1));
}

function readJson(value: unknown, path: string, depth: number): Json {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return finite(value, path);
  if (depth >= MOST_DEPTH) throw new ModelError(`${path} lies too deep.`);
  if (!Array.isArray(value)) return readObject(value, path, depth);
  if (value.length > MOST_ENTRIES) throw new ModelError(`${path} has more than ${MOST_ENTRIES} entries.`);
  return value.map((item: unknown, index) => readJson(item, `${path}[${index}]`, depth + 1));
}
