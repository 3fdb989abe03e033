"""How the commands speak: tables and JSON on standard output, everything else on standard error."""

import dataclasses
import json
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from hackday.errors import HackdayError
from hackday.tables import Table

if TYPE_CHECKING:
    from rich.table import Table as RichTable

WIDTH_WITHOUT_TERMINAL = 160
MOST_ROWS, MOST_LETTERS = 2_000, 2_000  # of a run's own figures and texts, and of one of them


def print_table(table: Table) -> None:
    """The table with rich; wide enough not to break when it goes into a file. Nothing in it steers a terminal.

    On a narrow terminal the spare columns go before any number is broken, and a line says which.
    """
    from rich.console import Console
    from rich.text import Text

    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else WIDTH_WITHOUT_TERMINAL, highlight=False)
    left_out: list[str] = []
    shown = _rich_table(table, left_out)
    boundless = console.options.update(width=10_000)
    while console.measure(shown, options=boundless).maximum > console.width and len(left_out) < len(table.spare):
        left_out.append(table.spare[-1 - len(left_out)])
        shown = _rich_table(table, left_out)
    console.print(shown)
    if table.note:
        console.print(Text(printable(table.note), style="dim"))
    if left_out:
        console.print(Text(f"not shown for want of room: {', '.join(reversed(left_out))}", style="dim"))


def bounded(table: Table) -> Table:
    """The table as far as a person reads it, with a note of what is left out: a stranger's run can have millions of
    rows, which take minutes to print."""
    rows = [
        tuple(cell if len(cell) <= MOST_LETTERS else f"{cell[:MOST_LETTERS]}…" for cell in row)
        for row in table.rows[:MOST_ROWS]
    ]
    more = len(table.rows) - len(rows)
    notes = [table.note[:MOST_LETTERS], f"and {more:,} more, which --json shows" if more else ""]
    return dataclasses.replace(table, rows=rows, note="; ".join(note for note in notes if note))


def _rich_table(table: Table, left_out: list[str]) -> "RichTable":
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text

    title = Text(printable(table.title), style="bold")
    shown = RichTable(title=title, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    kept = [index for index, column in enumerate(table.columns) if column not in left_out]
    for index in kept:
        numeric = all(row[index][:1].isdigit() or row[index][:1] in "+-–−<>" for row in table.rows) and bool(table.rows)
        heading = Text(printable(table.columns[index]))
        justify: Literal["left", "right"] = "right" if numeric else "left"
        shown.add_column(heading, justify=justify, overflow="fold", no_wrap=bool(table.spare))
    for row in table.rows:
        shown.add_row(*(Text(printable(row[index])) for index in kept))  # Text: nothing in a run is markup
    return shown


def program() -> str:
    """What to type to call us: `hackday` if the shell finds us by that name, else the way to our script."""
    here = Path(sys.argv[0]).absolute()
    found = shutil.which("hackday")
    if found is not None and here.exists() and Path(found).resolve() == here.resolve():
        return "hackday"
    if here.name != "hackday":
        return "hackday"
    return str(here.relative_to(Path.cwd()) if here.is_relative_to(Path.cwd()) else here)


def print_json(value: Any) -> None:
    """One JSON document, and nothing else, on standard output."""
    try:
        text = json.dumps(value, indent=2, ensure_ascii=False)
    except RecursionError:
        raise HackdayError("a file of this run is nested too deeply to be shown; it is damaged") from None
    click.echo(text.encode("utf-8", "backslashreplace"))  # half a surrogate pair stays the escape that it was


def print_path(path: Path) -> None:
    """The path alone, byte for byte as the file system has it."""
    click.echo(os.fsencode(path))


def printable(text: str) -> str:
    """`text` with all that is not ink shown as escapes: a run may come from a stranger, and a terminal obeys."""
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text)
