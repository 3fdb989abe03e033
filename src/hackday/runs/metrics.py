"""Metrics: one JSON line each, appended, read by offset."""

from pathlib import Path
from typing import Any

from hackday.runs.files import parse_json
from hackday.runs.plain import open_plain


def read_metrics(path: Path, offset: int = 0, most: int = -1) -> tuple[list[dict[str, Any]], int]:
    """The complete lines from byte `offset` on, and the offset to go on from; of about `most` bytes, if that is given.

    A half-written last line is left for the next call; a line that is not a JSON object is skipped, so that one damaged
    line never hides the others. An absent file has no lines.
    """
    try:
        with open_plain(path) as file:
            file.seek(offset)
            content = file.read(most)
            content += file.readline()  # what `most` cut in two
    except FileNotFoundError:
        return [], offset
    complete = content[: content.rfind(b"\n") + 1]
    lines = []
    for line in complete.split(b"\n"):
        try:
            value = parse_json(line)
        except ValueError:
            continue
        if isinstance(value, dict):
            lines.append(value)
    return lines, offset + len(complete)
