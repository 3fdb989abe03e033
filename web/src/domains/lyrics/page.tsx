/** The page of one lyrics run, part by part. */

import { useMemo } from "preact/hooks";
import type { LyricsModel } from "../../data/lyrics-model";
import { Provenance } from "../common/provenance";
import { Beside } from "./beside";
import { Learned } from "./learned";
import { Marks } from "./marks";
import { Near } from "./near";
import { createDesk, DeskContext } from "./state";
import { createStudio } from "./studio";
import { Writer } from "./writer";

export function LyricsPage({ model }: { model: LyricsModel }) {
  const desk = useMemo(() => {
    const { model: kind, window, layers, weights } = model.network;
    const rules = { tokens: model.tokens, vocabulary: model.vocabulary };
    return createDesk(model, createStudio({ network: { model: kind, window, layers, weights }, rules }));
  }, [model]);
  return (
    <DeskContext.Provider value={desk}>
      <Writer />
      <Beside />
      <Near />
      <Learned />
      <Marks />
      <Provenance run={model.run} />
    </DeskContext.Provider>
  );
}
