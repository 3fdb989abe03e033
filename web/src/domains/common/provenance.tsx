/** How the run was trained, enough to do it again; what lies beside the page; and its model card. */

import { figure } from "../../charts/format";
import type { Run, SiteFile } from "../../data/model";
import { ModelCardPart } from "./model-card";
import { usePlace } from "./place";

export function Provenance({ run }: { run: Run }) {
  const started = new Date(run.started);
  const date = Number.isNaN(started.getTime())
    ? run.started
    : started.toLocaleString("en", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
  const { files } = usePlace();
  return (
    <>
      <ModelCardPart card={run.card} />
      <Training run={run} date={date} files={files} />
    </>
  );
}

function Training({ run, date, files }: { run: Run; date: string; files: readonly SiteFile[] }) {
  const network = files.find(({ name }) => name.endsWith(".onnx"));
  return (
    <section class="part provenance" aria-labelledby="provenance-title">
      <header class="part-head">
        <h2 id="provenance-title">How it was trained</h2>
        {run.expect !== "" && (
          <p>
            <span class="expect">What this experiment is meant to show:</span> {run.expect}
          </p>
        )}
      </header>
      <pre class="command">
        <code>{run.command}</code>
      </pre>
      <dl class="facts">
        <Fact name="trained for">{`${figure(run.seconds)} seconds, and then measured`}</Fact>
        <Fact name="started">{`${date} UTC`}</Fact>
        <Fact name="machine">{run.machine}</Fact>
        <Fact name="seed">{String(run.seed)}</Fact>
        {run.changed.length > 0 && <Fact name="changed">{run.changed.join("; ")}</Fact>}
        <Fact name="versions">
          {Object.entries(run.versions)
            .map(([name, version]) => `${name} ${version}`)
            .join(", ")}
        </Fact>
        {run.commit !== "" && <Fact name="commit">{run.commit}</Fact>}
        {network !== undefined && (
          <div>
            <dt>to take</dt>
            <dd>
              <a href={network.href} download>
                {network.name}
              </a>
              , {size(network.bytes)}: the network for other programs
            </dd>
          </div>
        )}
      </dl>
      <details>
        <summary>All settings</summary>
        <pre class="settings">{JSON.stringify(run.spec, null, 2)}</pre>
      </details>
    </section>
  );
}

/** "310 kB", "2.1 MB" */
function size(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${figure(bytes / 1e6)} MB`;
}

function Fact({ name, children }: { name: string; children: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
