"""The rows of a table and the objects of JSON Lines, one at a time; what is too long for a song is never held.

A row that is too long is passed over where it ends properly. A quotation mark that is missing has the same look, since
what follows is then one endless field: it is told by how the field ends, and is an error.
"""

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from hackday.lyrics.data.decoding import opened_text
from hackday.runs.files import parse_json
from hackday.specs import SpecError, require

MAX_FIELD = 200_000  # characters
MAX_LINES = 2000  # of one field
MAX_ROW = 1_000_000  # characters: what is longer is not even held in memory
TOO_LONG = "longer than 200 KB or 2,000 lines"
"""Why such a song is left out."""


def shown(name: str) -> str:
    """A name as it can be printed and sent anywhere: no control characters, no undecodable bytes, not endless."""
    text = "".join(letter if letter.isprintable() else "?" for letter in name[:400])
    return text if len(text) <= 200 else text[:199] + "…"


def table_rows(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, int, list[str] | None]]:
    """The rows of a table that are not empty: the line in which each begins, the bytes that are read with it, its
    cells; None for the cells of a row with a field that is longer than MAX_FIELD or MAX_LINES.

    SpecError, with the line, for a row that cannot be read.
    """
    with opened_text(path, encoding) as (file, raw):
        lines = _Lines(path, file, delimiter)
        reader = lines.reader()
        while True:
            cells: list[str] | None = None
            try:
                with _long_fields():
                    cells = next(reader)
            except StopIteration:
                return
            except _TooLong:
                lines.pass_over()
                reader = lines.reader()
            except csv.Error as error:
                raise SpecError(
                    f"'{shown(str(path))}': the row that begins in line {lines.began} cannot be read: {error}; in a "
                    'field in quotation marks a mark (") is written twice'
                ) from None
            if cells is not None and any(len(cell) > MAX_FIELD for cell in cells):
                cells = None
            if cells is None or cells:
                yield lines.began, raw.tell(), cells
            lines.next_row()


class _TooLong(Exception):
    """A row is longer than the reader may see."""


class _Lines:
    """The lines of a text file for the csv reader, which watches how far a row reaches: an unbalanced quote would
    swallow the whole file.
    """

    def __init__(self, path: Path, file: TextIO, delimiter: str) -> None:
        self._path, self._file, self._delimiter = path, file, delimiter
        self.line = 0
        self.began = 1
        self._length = 0
        self._row: list[str] = []

    def reader(self) -> Iterator[list[str]]:
        """A reader of the rows from the next on.

        Strict: a missing quotation mark would otherwise make one song of two and drop those beside it.
        """
        return csv.reader(self, delimiter=self._delimiter, strict=True)

    def next_row(self) -> None:
        """The reader is done with a row; what comes belongs to the next."""
        self.began, self._length = self.line + 1, 0
        self._row.clear()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._next(MAX_ROW)  # never a part of a line: the reader would take its end for the row's
        if not line:
            if self._length:  # the reader is still in a row: its quotation mark was not closed
                raise SpecError(
                    f"'{shown(str(self._path))}': a quotation mark (\") in the row that begins in line {self.began} is "
                    "never closed, so that all that follows would be one song"
                )
            raise StopIteration
        self._row.append(line)
        self._length += len(line)
        if self._length >= MAX_ROW or self.line - self.began >= MAX_LINES:
            raise _TooLong
        return line

    def pass_over(self) -> None:
        """Read to the end of the row that is too long. SpecError if a quotation mark in it is never closed, or by one
        in the middle of a text."""
        ends = RowEnd(self._delimiter)
        parts = iter(self._row)
        while part := next(parts, "") or self._next(MAX_FIELD):
            try:
                if ends.after(part):
                    return
            except ValueError:
                raise self._monster() from None
        if ends.open:
            raise self._monster()

    def _next(self, length: int) -> str:
        """The next line, or so many characters of a longer one."""
        line = self._file.readline(length)
        self.line += line.endswith(("\n", "\r"))
        return line

    def _monster(self) -> SpecError:
        """The error for a row that does not end as it should."""
        return SpecError(
            f"'{shown(str(self._path))}': the row that begins in line {self.began} has a field of more than "
            f'{MAX_LINES:,} lines or {MAX_FIELD // 1000} KB; probably a quotation mark (") is missing there or before'
        )


class RowEnd:
    """Tells where a row ends, by the rules of the strict csv reader, without keeping its text."""

    def __init__(self, delimiter: str) -> None:
        self._delimiter = delimiter
        self._cell_end = re.compile(rf"[{re.escape(delimiter)}\r\n]")
        self._quoted = False
        self._begins = True  # what comes is the first of a cell
        self._mark = False  # the last was a quotation mark inside a quoted cell: its end, or half of a mark

    @property
    def open(self) -> bool:
        """Is a quotation mark not closed yet?"""
        return self._quoted and not self._mark

    def after(self, part: str) -> bool:
        """Does the row end with this part of a line? ValueError for a quotation mark in the middle of a text."""
        place = 0
        while place < len(part):
            letter = part[place]
            if self._mark:
                self._mark = False
                if letter != '"':
                    self._quoted = False
                    if letter not in (self._delimiter, "\r", "\n"):
                        raise ValueError
                    continue
                place += 1
            elif self._quoted:
                found = part.find('"', place)
                if found < 0:
                    return False
                self._mark, place = True, found + 1
            elif self._begins and letter == '"':
                self._quoted, self._begins, place = True, False, place + 1
            else:
                end = self._cell_end.search(part, place)
                self._begins = end is not None
                if end is None:
                    return False
                if end[0] != self._delimiter:
                    return True
                place = end.end()
        return False


@contextmanager
def _long_fields() -> Iterator[None]:
    """Python's limit on the length of a field is one for the whole process: lifted for a row alone, since others rely
    on it. _Lines has its own; more than 2³¹ − 1 overflows on Windows."""
    before = csv.field_size_limit(2**31 - 1)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def json_objects(path: Path, encoding: str) -> Iterator[tuple[int, int, dict[str, str] | None]]:
    """The objects of a JSON Lines file, all values as texts: the line of each, the bytes that are read with it, the
    object; None for one in a line longer than MAX_ROW. SpecError, with the line, for what is no object."""
    name = shown(str(path))
    with opened_text(path, encoding) as (file, raw):
        number = 0
        while line := file.readline(MAX_ROW):
            number += 1
            if len(line) == MAX_ROW and not line.endswith(("\n", "\r")):
                whole = _passed_over(line, file)
                require(whole, f"'{name}': line {number} is longer than {MAX_ROW // 1000} KB; is it JSON Lines?")
                yield number, raw.tell(), None
                continue
            if not line.strip():
                continue
            try:
                row = parse_json(line)
            except ValueError as error:
                raise SpecError(f"'{name}': line {number} is not JSON: {shown(str(error))}") from None
            require(isinstance(row, dict), f"'{name}': line {number} is not a JSON object with names and values")
            yield number, raw.tell(), {key: _text(value) for key, value in row.items()}


def _passed_over(start: str, file: TextIO) -> bool:
    """Read to the end of a line that is too long. Does it begin and end as an object does?"""
    last = start.rstrip()[-1:]
    while part := file.readline(MAX_FIELD):
        last = part.rstrip()[-1:] or last
        if part.endswith(("\n", "\r")):
            break
    return start.lstrip().startswith("{") and last == "}"


def _text(value: object) -> str:
    """A JSON value as text; a list of texts is a song given line by line."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "\n".join(one for one in value if isinstance(one, str))
    return "" if value is None else str(value)
