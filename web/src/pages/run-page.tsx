/** The page of one run. */

import type { PageModel, RunEnvelope } from "../data/model";
import { AdditionPage } from "../domains/addition/page";
import { ImagesPage } from "../domains/images/page";
import { LyricsPage } from "../domains/lyrics/page";
import { Head } from "./head";

export function RunPage({ envelope }: { envelope: RunEnvelope }) {
  const { run } = envelope.run;
  return (
    <>
      <Head siblings={envelope.siblings} />
      <main>
        <div class="title">
          <p class="run-name">
            {run.name} · {run.label}
          </p>
          <h1>{run.summary}</h1>
        </div>
        <Domain model={envelope.run} />
      </main>
      <footer class="page-foot">
        <p>Made with hackday {envelope.hackday}. This page needs no server and asks nobody for anything.</p>
      </footer>
    </>
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
