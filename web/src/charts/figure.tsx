/** The frame of every chart: its title, a line with the exact value under the pointer, and the same data as a table. */

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { DataTable, type TableData } from "./data-table";

interface FigureProps {
  readonly title: string;
  /** What the pointer or the keyboard is on; announced politely. Its line keeps its height when it is empty. */
  readonly readout: string;
  /** Called only while the table is open. */
  readonly table: () => TableData;
  readonly tools?: ComponentChildren;
  readonly className?: string;
  readonly children: ComponentChildren;
}

export function Figure({ title, readout, table, tools, className, children }: FigureProps) {
  const [open, setOpen] = useState(false);
  return (
    <figure class={`figure ${className ?? ""}`}>
      <figcaption class="figure-head">
        <h3>{title}</h3>
        <span class="figure-tools">
          {tools}
          <button type="button" class="quiet" onClick={() => setOpen(!open)}>
            {open ? "Hide table" : "As a table"}
          </button>
        </span>
      </figcaption>
      <div class="figure-body">{children}</div>
      <p class="readout" aria-live="polite">
        {readout}
      </p>
      {open && <DataTable caption={`${title}, as a table`} data={table()} />}
    </figure>
  );
}
