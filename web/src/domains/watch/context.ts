/** What every part of the live view can reach: the feed, the place, and the runs that are chosen to be compared. */

import type { Signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { RunDetails } from "../../data/live";
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

/** The details of runs, asked for again when what their lines say of their files changes. */
export function useDetails(folders: readonly string[]): ReadonlyMap<string, RunDetails> {
  const { feed } = useWatch();
  const [details, setDetails] = useState<ReadonlyMap<string, RunDetails>>(new Map());
  const stamps = folders.map((folder) => {
    const run = feed.runs.value.get(folder);
    return `${folder} ${run?.state} ${run?.sample?.path} ${run?.started}`;
  });
  useEffect(() => {
    let over = false;
    for (const folder of folders) {
      if (!feed.runs.peek().has(folder)) continue;
      loadDetails(folder).then(
        (one) => {
          if (!over) setDetails((before) => new Map(before).set(folder, one));
        },
        () => undefined, // gone, or the server is: the feed says so
      );
    }
    return () => {
      over = true;
    };
  }, [stamps.join("|")]);
  return details;
}
