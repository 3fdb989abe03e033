"""Bytes as text, whatever wrote them: UTF-8 with a mark or without, UTF-16 with its mark, else Western European."""

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from hackday.lyrics.data import __name__ as _package
from hackday.runs.plain import open_plain

CP1252 = f"{_package}.cp1252"
"""The error handler's name: bytes that are no UTF-8 are read as what Windows writes in Western Europe."""
MARKS = {
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
MAGIC = {
    b"PK\x03\x04": "a ZIP archive or a spreadsheet; unpack it, or save it as CSV",
    b"\x1f\x8b": "compressed (gzip); unpack it first",
    b"BZh": "compressed (bzip2); unpack it first",
    b"\xfd7zXZ": "compressed (xz); unpack it first",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"SQLite": "a data base",
    b"PAR1": "a Parquet file; save it as CSV",
}
_TEXT_CONTROLS = frozenset(b"\t\n\v\f\r\x1a\x1b\x85")


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(CP1252, _as_cp1252)


def looks_binary(start: bytes) -> str | None:
    """What a file with these first bytes is, if it is no text."""
    if any(start.startswith(mark) for mark in MARKS):
        return None
    known = next((what for magic, what in MAGIC.items() if start.startswith(magic)), None)
    if known is not None:
        return known
    controls = sum(start.count(bytes([byte])) for byte in range(32) if byte not in _TEXT_CONTROLS)
    if 5 * start.count(b"\x00") > len(start):
        return "binary, or UTF-16 without its mark; save it as UTF-8"
    return "binary, not text" if 50 * controls > len(start) else None


def encoding_of(path: Path) -> tuple[str, str]:
    """The encoding of a file, and a notice with the first line that is not UTF-8; "" if all are."""
    with open_plain(path) as file:
        start = file.read(4)
        for mark, name in MARKS.items():
            if start.startswith(mark):
                return name, ""
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        lines, returned = 1, False
        while chunk := file.read(1 << 20):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                return "utf-8-sig", _notice(lines + _line_ends(error.object[: error.start], returned))
            lines += _line_ends(chunk, returned)
            returned = chunk.endswith(b"\r")
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "utf-8-sig", _notice(lines)
    return "utf-8-sig", ""


def line_of_other_bytes(content: bytes) -> int | None:
    """The first line that is not UTF-8; None if all are."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return 1 + _line_ends(content[: error.start])
    return None


def _line_ends(content: bytes, returned: bool = False) -> int:
    """How many lines end, be it with \\n, \\r\\n or \\r. `returned`: what stands before it ends with \\r."""
    ends = content.count(b"\n") + content.count(b"\r") - content.count(b"\r\n")
    return ends - (returned and content.startswith(b"\n"))


def _notice(line: int) -> str:
    return f"not all of it is UTF-8: other bytes were read as Western European (cp1252), the first in line {line}"


@contextmanager
def opened_text(path: Path, encoding: str) -> Iterator[tuple[TextIO, BinaryIO]]:
    """A file as text, its line ends untouched, and the same as bytes, to ask how far it is read."""
    with open_plain(path) as raw:
        yield io.TextIOWrapper(raw, encoding, _handler(encoding), newline=""), raw


def decoded(content: bytes) -> str:
    """The text of a small file, or of the start of one."""
    encoding = next((name for mark, name in MARKS.items() if content.startswith(mark)), "utf-8-sig")
    return content.decode(encoding, _handler(encoding))


def _handler(encoding: str) -> str:
    return CP1252 if encoding == "utf-8-sig" else "replace"
