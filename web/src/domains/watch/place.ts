/** Which part of the live view is shown; it stands in the address, so that every view is a link and "back" works. */

import { type Signal, signal } from "@preact/signals";
import { readAddress } from "../common/address";

export type Place =
  | { readonly shows: "all" }
  | { readonly shows: "run"; readonly folder: string }
  | { readonly shows: "compare"; readonly folders: readonly string[] };

export const MOST_COMPARED = 6;
const FOLDER = /^[a-z]+\/\d{4,}(-[a-z0-9-]+)?$/;

export function readPlace(hash: string): Place {
  const fields = readAddress(hash);
  const run = fields.get("run");
  if (run !== undefined && FOLDER.test(run)) return { shows: "run", folder: run };
  const folders = [...new Set((fields.get("compare") ?? "").split(",").filter((folder) => FOLDER.test(folder)))];
  return folders.length > 0 ? { shows: "compare", folders: folders.slice(0, MOST_COMPARED) } : { shows: "all" };
}

export function runLink(folder: string): string {
  return `#run=${folder}`;
}

export function compareLink(folders: readonly string[]): string {
  return `#compare=${folders.join(",")}`;
}

export function followPlace(): Signal<Place> {
  const place = signal(readPlace(window.location.hash));
  window.addEventListener("hashchange", () => {
    place.value = readPlace(window.location.hash);
  });
  return place;
}
