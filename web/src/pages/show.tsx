/** The published page: reads the data that stands in it and shows it. Works from a server and by double-click alike. */

import { render } from "preact";
import { followTheme } from "../charts/theme";
import type { Envelope } from "../data/model";
import { ModelError, readEnvelope } from "../data/read";
import { followStorage } from "../domains/common/kept";
import { FrontPage } from "./front-page";
import { GalleryPage } from "./gallery-page";
import { RunPage } from "./run-page";

function Page({ envelope }: { envelope: Envelope }) {
  switch (envelope.page) {
    case "run":
      return <RunPage envelope={envelope} />;
    case "front":
      return <FrontPage envelope={envelope} />;
    case "gallery":
      return <GalleryPage envelope={envelope} />;
  }
}

function show(): void {
  followTheme();
  followStorage();
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
