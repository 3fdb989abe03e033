/** The numbers behind a chart, for whoever reads rather than looks. */

export interface TableData {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A table with its first column as row headings; wide ones scroll inside their own box. */
export function DataTable({ caption, data }: { caption: string; data: TableData }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reachable from the keyboard.
    <section class="table-box" tabIndex={0} aria-label={caption}>
      <table class="data-table">
        <thead>
          <tr>
            {data.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.rows.map(([heading, ...cells]) => (
            <tr key={heading}>
              <th scope="row">{heading}</th>
              {cells.map((cell, index) => (
                <td key={data.columns[index + 1]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** `count` positions, evenly spread over a list of `length`: a table of a thousand rows helps nobody. */
export function spread(length: number, count: number): number[] {
  const taken = Math.min(length, count);
  return Array.from({ length: taken }, (_, index) => Math.round((index * (length - 1)) / Math.max(1, taken - 1)));
}
