"""A table as values: what a lab has to say in rows and columns, before anybody decides how it is shown."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """`rows` of texts under `columns`; `note` is a sentence for below the table.

    Where there is no room, the columns named in `spare` are left out, the last first.
    """

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    note: str = ""
    spare: tuple[str, ...] = ()

    def as_csv(self) -> str:
        """The rows with their header, as any spreadsheet reads them."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(self.rows)
        return text.getvalue()
