/** The curves of a run as they grow. */

import { useState } from "preact/hooks";
import { Curves } from "../../charts/curves";
import { Choice } from "../common/choice";
import { useSeen } from "../images/watching";
import type { RunCurves } from "./feed";
import { type Across, flagsOf, hintOf, linesOf, type Panel, panelsOf, positions } from "./series";

export const ACROSS = [
  { value: "step", text: "steps" },
  { value: "seconds", text: "seconds" },
] as const;

export function CurvesPart({ curves }: { curves: RunCurves | undefined }) {
  const [across, setAcross] = useState<Across>("step");
  const panels = curves === undefined ? [] : panelsOf(curves.names);
  return (
    <section class="part wide" aria-labelledby="curves-title">
      <header class="part-head with-tools">
        <h2 id="curves-title">Curves</h2>
        <Choice label="over" options={ACROSS} value={across} onChange={setAcross} />
      </header>
      {curves === undefined || panels.length === 0 ? (
        <p class={curves === undefined ? "note awaited" : "note"}>
          {curves === undefined ? "Reading …" : "No figures yet: the first line of metrics brings them."}
        </p>
      ) : (
        <div class="panels">
          {panels.map((panel) => (
            <PanelChart key={panel.title} panel={panel} curves={curves} across={across} />
          ))}
        </div>
      )}
    </section>
  );
}

function PanelChart({ panel, curves, across }: { panel: Panel; curves: RunCurves; across: Across }) {
  const [part, seen] = useSeen<HTMLDivElement>();
  const [logarithmic, setLogarithmic] = useState(panel.logarithmic);
  return (
    <div class="panel" ref={part}>
      {seen && (
        <Curves
          title={panel.title}
          xLabel={across}
          yLabel={panel.yLabel}
          x={positions(curves, across)}
          lines={linesOf(curves, panel)}
          logarithmic={logarithmic}
          flags={flagsOf(curves, across)}
          legend={panel.members.length > 1}
          hint={hintOf(curves)}
          tools={<LogSwitch on={logarithmic} onChange={setLogarithmic} />}
        />
      )}
    </div>
  );
}

export function LogSwitch({ on, onChange }: { on: boolean; onChange: (on: boolean) => void }) {
  return (
    <button type="button" class="quiet" onClick={() => onChange(!on)}>
      {on ? "Linear" : "Logarithmic"}
    </button>
  );
}
