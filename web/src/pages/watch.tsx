/** The live view (`hackday watch`): all runs while they train. Its server is src/hackday/dashboard. */

import { signal } from "@preact/signals";
import { render } from "preact";
import { followTheme } from "../charts/theme";
import { type Watch, WatchContext } from "../domains/watch/context";
import { startFeed } from "../domains/watch/feed";
import { WatchPage } from "../domains/watch/page";
import { followPlace } from "../domains/watch/place";
import { Head } from "./head";

/** The token has done its work once the page is here; it need not stand in the history, nor on a screen that is shown. */
function hideToken(): void {
  const { pathname, search, hash } = window.location;
  if (new URLSearchParams(search).has("token")) window.history.replaceState(null, "", pathname + hash);
}

function show(): void {
  hideToken();
  followTheme();
  const feed = startFeed();
  const watch: Watch = {
    feed,
    place: followPlace(),
    chosen: signal<readonly string[]>([]),
    now: () => Date.now() + feed.clock.peek(),
  };
  const root = document.createElement("div");
  root.id = "page";
  document.body.append(root);
  render(
    <WatchContext.Provider value={watch}>
      <Head siblings={[]} />
      <WatchPage />
    </WatchContext.Provider>,
    root,
  );
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", show);
else show();
