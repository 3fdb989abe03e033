/** The page of one run. */

import { type PageModel, type RunEnvelope, runKey } from "../data/model";
import { AdditionPage } from "../domains/addition/page";
import { KeptHere } from "../domains/common/kept-here";
import { PlaceContext } from "../domains/common/place";
import { ImagesPage } from "../domains/images/page";
import { LyricsPage } from "../domains/lyrics/page";
import { Head } from "./head";

export function RunPage({ envelope }: { envelope: RunEnvelope }) {
  const { run } = envelope.run;
  const place = {
    run: runKey(run),
    title: `${run.name} ${run.label}`.trim(),
    files: envelope.files,
    gallery: envelope.gallery,
  };
  return (
    <PlaceContext.Provider value={place}>
      <Head siblings={envelope.siblings} />
      <main>
        <div class="title">
          <p class="run-name">
            {run.name} · {run.label}
          </p>
          <h1>{run.summary}</h1>
          {run.changed.length > 0 && <p class="run-changed">Changed here: {run.changed.join("; ")}.</p>}
        </div>
        <Domain model={envelope.run} />
        <KeptHere />
      </main>
      <footer class="page-foot">
        <p>Made with hackday {envelope.hackday}. This page needs no server and asks nobody for anything.</p>
      </footer>
    </PlaceContext.Provider>
  );
}

function Domain({ model }: { model: PageModel }) {
  switch (model.domain) {
    case "addition":
      return <AdditionPage model={model} />;
    case "images":
      return <ImagesPage model={model} />;
    case "lyrics":
      return <LyricsPage model={model} />;
  }
}
