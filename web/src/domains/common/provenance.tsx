/** How the run was trained: enough to do it again. */

import { figure } from "../../charts/format";
import type { Run } from "../../data/model";

export function Provenance({ run }: { run: Run }) {
  const started = new Date(run.started);
  const date = Number.isNaN(started.getTime())
    ? run.started
    : started.toLocaleString("en", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
  return (
    <section class="part provenance" aria-labelledby="provenance-title">
      <header class="part-head">
        <h2 id="provenance-title">How it was trained</h2>
        <p>{run.expect}</p>
      </header>
      <pre class="command">
        <code>{run.command}</code>
      </pre>
      <dl class="facts">
        <Fact name="took">{`${figure(run.seconds)} seconds`}</Fact>
        <Fact name="started">{`${date} UTC`}</Fact>
        <Fact name="machine">{run.machine}</Fact>
        <Fact name="seed">{String(run.seed)}</Fact>
        <Fact name="versions">
          {Object.entries(run.versions)
            .map(([name, version]) => `${name} ${version}`)
            .join(", ")}
        </Fact>
      </dl>
      <details>
        <summary>All settings</summary>
        <pre class="settings">{JSON.stringify(run.spec, null, 2)}</pre>
      </details>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
