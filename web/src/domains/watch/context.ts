/** What every part of the live view can reach: the feed, the place, and the runs that are chosen to be compared. */

import type { Signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import { ModelError, type RunDetails } from "../../data/live";
import { loadDetails } from "./asking";
import type { Feed } from "./feed";
import type { Place } from "./place";

export interface Watch {
  readonly feed: Feed;
  readonly place: Signal<Place>;
  readonly chosen: Signal<readonly string[]>;
  /** The server's time in milliseconds, told anew with every answer. */
  readonly now: () => number;
}

export const WatchContext = createContext<Watch | null>(null);

export function useWatch(): Watch {
  const watch = useContext(WatchContext);
  if (watch === null) throw new Error("a part of the live view stands outside of it");
  return watch;
}

/** What a run says of itself, or why that is not known, as a sentence. */
export type Details = RunDetails | { readonly problem: string };

/**
 * The details of runs; of those that are still awaited there is nothing. Asked for again when what their lines say of
 * their files changes, and when the connection is back.
 */
export function useDetails(folders: readonly string[]): ReadonlyMap<string, Details> {
  const { feed } = useWatch();
  const [details, setDetails] = useState<ReadonlyMap<string, Details>>(new Map());
  const live = feed.connection.value === "live";
  const stamps = folders.map((folder) => {
    const run = feed.runs.value.get(folder);
    return `${folder} ${run?.state} ${run?.sample?.path} ${run?.started}`;
  });
  useEffect(() => {
    if (!live) return undefined;
    let over = false;
    for (const folder of folders) {
      if (!feed.runs.peek().has(folder)) continue;
      loadDetails(folder).then(
        (one) => {
          if (!over) setDetails((before) => new Map(before).set(folder, one));
        },
        (error: unknown) => {
          // What was read before stays.
          if (!over) setDetails((before) => new Map([[folder, { problem: problemOf(error) }], ...before]));
        },
      );
    }
    return () => {
      over = true;
    };
  }, [stamps.join("|"), live]);
  return details;
}

function problemOf(error: unknown): string {
  return `Its files and settings could not be read${error instanceof ModelError ? `: ${error.message}` : "."}`;
}
