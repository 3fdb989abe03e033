"""Metrics: one JSON line each, appended, read by offset."""

from pathlib import Path
from typing import Any

from hackday.runs.files import parse_json
from hackday.runs.plain import open_plain

MOST_LINE_BYTES = 1_000_000
PIECE_BYTES = 4_000_000  # read at a time


def read_metrics(path: Path, offset: int = 0, most: int = -1) -> tuple[list[dict[str, Any]], int]:
    """The complete lines from byte `offset` on, and the offset to go on from; of about `most` bytes, if that is given.

    A half-written last line is left for the next call; a line that is not a JSON object, or is longer than
    MOST_LINE_BYTES, is skipped, so that one damaged line never hides the others. An absent file has no lines.
    """
    lines: list[dict[str, Any]] = []
    try:
        with open_plain(path) as file:
            while True:
                file.seek(offset)
                content = file.read(most if most >= 0 else PIECE_BYTES)
                content += file.readline(MOST_LINE_BYTES + 1)  # what was cut in two
                done = content.rfind(b"\n") + 1
                if len(content) - done > MOST_LINE_BYTES:  # it is passed now, and not read again for want of an end
                    done = len(content)
                lines += _objects(content[:done])
                offset += done
                if most >= 0 or not done:
                    return lines, offset
    except FileNotFoundError:
        return [], offset


def _objects(content: bytes) -> list[dict[str, Any]]:
    found = []
    for line in content.split(b"\n"):
        if not line.startswith(b"{") or len(line) > MOST_LINE_BYTES:
            continue
        try:
            value = parse_json(line)
        except ValueError:
            continue
        if isinstance(value, dict):
            found.append(value)
    return found
