"""Tables and findings as values: what a lab has to say, before anybody decides how it is shown."""

import csv
import html
import io
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """`rows` of texts under `columns`; `note` is a sentence for below the table. TypeError for a cell that is no text.

    Where there is no room, the columns named in `spare` are left out, the last first.
    """

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    note: str = ""
    spare: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for row in self.rows:
            for cell in row:
                if not isinstance(cell, str):  # what a stranger's file holds has any type
                    raise TypeError(f"'{self.title}' has a {type(cell).__name__} in the place of a text")

    def as_csv(self) -> str:
        """The rows with their header, as any spreadsheet reads them."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(self.rows)
        return text.getvalue()

    def as_html(self) -> str:
        """The table for a notebook, every text escaped: a run's words may come from anywhere."""
        head = "".join(f'<th scope="col">{html.escape(text)}</th>' for text in self.columns)
        body = "".join(f"<tr>{''.join(f'<td>{html.escape(text)}</td>' for text in row)}</tr>" for row in self.rows)
        note = f"<p><small>{html.escape(self.note)}</small></p>" if self.note else ""
        caption = f"<caption>{html.escape(self.title)}</caption>"
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"

    def _repr_html_(self) -> str:
        return self.as_html()


@dataclass(frozen=True)
class Finding:
    """One figure that came of a run: its `value`, None where it could not be measured, and `text`, as people read it.

    `beside` is the text of what it is to be read beside, and `whose` says in two or three words what that is.
    """

    name: str
    value: float | None
    text: str
    beside: str = ""
    whose: str = ""


def percent(share: float) -> str:
    """A share as people read it, never rounded to a perfect 100 % or to nothing that it is not."""
    if share in (0, 1):
        return f"{share:.0%}"
    percent = share * 100
    for digits in (1, 2, 3):
        text = f"{percent:.{digits}f}"
        if float(text) not in (0, 100):
            return f"{text}%"
    return ">99.999%" if share > 0.5 else "<0.001%"
