/** The page of one addition run, part by part. */

import { useMemo } from "preact/hooks";
import type { AdditionModel } from "../../data/model";
import { Provenance } from "../common/provenance";
import { Article } from "./article";
import { Ask } from "./ask";
import { CrossSection } from "./cross-section";
import { HiddenLayer } from "./hidden-layer";
import { Inspector } from "./inspector";
import { Learned } from "./learned";
import { ResultsTable } from "./results-table";
import { createLab, LabContext } from "./state";
import { TrainHere } from "./train-here";
import { Transport } from "./transport";

export function AdditionPage({ model }: { model: AdditionModel }) {
  const lab = useMemo(() => createLab(model), [model]);
  if (lab === null) return <p class="notice">This run has no finished network yet.</p>;
  return (
    <LabContext.Provider value={lab}>
      <Ask />
      {/* The slider stays in sight as long as something that follows it is. */}
      <div class="film">
        <Inspector />
        <Transport />
        <Learned />
        <ResultsTable />
        <CrossSection />
        <HiddenLayer />
      </div>
      <TrainHere />
      <Article />
      <Provenance run={model.run} />
    </LabContext.Provider>
  );
}
