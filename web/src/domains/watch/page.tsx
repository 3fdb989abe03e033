/** The live view: which part of it is shown, and what is true of all parts: the connection, and news for who cannot see. */

import { useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { plural } from "../../charts/format";
import { AllView } from "./all-view";
import { CompareView } from "./compare-view";
import { useWatch } from "./context";
import { RunView } from "./run-view";

export function WatchPage() {
  const { feed, place } = useWatch();
  const main = useRef<HTMLElement>(null);
  const here = place.value;
  const moved = useRef(false);
  useSignalEffect(() => {
    const training = [...feed.runs.value.values()].filter((run) => run.alive).length;
    document.title = training > 0 ? `${training} training · hackday` : "hackday: watching";
  });
  useEffect(() => {
    if (here.shows === "all") feed.want([]);
    if (moved.current) {
      window.scrollTo(0, 0);
      main.current?.querySelector("h1")?.focus({ preventScroll: true });
    }
    moved.current = true;
  }, [here]);
  return (
    <>
      <Connection />
      <main ref={main} class="watch">
        {feed.connection.value === "connecting" ? (
          <p class="notice">Reading …</p>
        ) : here.shows === "all" ? (
          <AllView />
        ) : here.shows === "run" ? (
          <RunView key={here.folder} folder={here.folder} />
        ) : (
          <CompareView folders={here.folders} />
        )}
      </main>
      <p class="visually-hidden" aria-live="polite">
        {feed.news.value}
      </p>
      <footer class="page-foot">
        <p>
          {plural(feed.runs.value.size, "run")} in the folder {feed.place.value}. This page asks this server alone, once
          a second while you look at it.
        </p>
      </footer>
    </>
  );
}

function Connection() {
  const { feed } = useWatch();
  const state = feed.connection.value;
  const behind = feed.behind.value;
  return (
    <div class="connection" role="status">
      {state === "lost" && (
        <p class="trouble">
          The live view does not answer: what you see is what it said last. Trying again …{" "}
          <button type="button" onClick={feed.askNow}>
            Try now
          </button>
        </p>
      )}
      {state === "locked" && (
        <p class="trouble">The live view wants its token: open the address that it printed when it was started.</p>
      )}
      {state === "foreign" && (
        <p class="trouble">
          The server and this page do not understand each other: one of them is of another version.{" "}
          <button type="button" onClick={() => window.location.reload()}>
            Load the page again
          </button>
        </p>
      )}
      {state === "live" && behind > 1_000_000 && (
        <p class="note">Reading the metrics: {Math.ceil(behind / 1e6)} MB to go.</p>
      )}
    </div>
  );
}
