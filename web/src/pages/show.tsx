/** The published page: reads the data that stands in it and shows it. Works from a server and by double-click alike. */

import { render } from "preact";
import { followTheme } from "../charts/theme";
import type { Envelope } from "../data/model";
import { ModelError, readEnvelope } from "../data/read";
import { FrontPage } from "./front-page";
import { RunPage } from "./run-page";

function Page({ envelope }: { envelope: Envelope }) {
  return envelope.page === "run" ? <RunPage envelope={envelope} /> : <FrontPage envelope={envelope} />;
}

function show(): void {
  followTheme();
  const root = document.createElement("div");
  root.id = "page";
  document.body.append(root);
  try {
    const data = document.getElementById("hackday-page");
    if (data === null) throw new ModelError("This page holds no data: publish the run again.");
    render(<Page envelope={readEnvelope(data.textContent ?? "")} />, root);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    render(<p class="notice">{error.message}</p>, root);
  }
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", show);
else show();
