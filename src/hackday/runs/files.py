"""Writing without ever leaving half a file: wholes are written beside and renamed, lines are appended in one write."""

import json
import math
import os
from pathlib import Path
from typing import Any, BinaryIO, TypeGuard

from hackday.runs.plain import open_plain

MOST_RECORD_BYTES = 1_000_000  # of run.json and of status.json
MOST_RESULTS_BYTES = 24_000_000  # of results.json: twice those of the 20,000 networks that a run can have


def replace_bytes(path: Path, *parts: bytes | memoryview) -> None:
    """Make `parts`, one after another, the whole of `path`; a reader sees the old file or the new one. OSError if the
    disk refuses."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as file:
            for part in parts:
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:  # a full disk as well as a second Ctrl-C
        beside.unlink(missing_ok=True)
        raise


def replace_json(path: Path, value: Any) -> None:
    """`replace_bytes` with `value` as JSON. ValueError for NaN and infinities, which other languages cannot read."""
    replace_bytes(path, (json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode())


def append_line(path: Path, value: dict[str, Any]) -> None:
    """Append one JSON line in a single write, so that a reader meets at worst one unfinished last line."""
    line = (json.dumps(value, ensure_ascii=False, allow_nan=False) + "\n").encode()
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        start = os.fstat(file).st_size
        if os.write(file, line) != len(line):
            os.ftruncate(file, start)
            raise OSError(28, "No space left on device", str(path))
    finally:
        os.close(file)


def read_json(path: Path, most: int | None = None) -> Any:
    """The JSON value in `path`. OSError if it cannot be read or is no file, ValueError if it is not JSON, or has more
    than `most` bytes: a stranger's file is read with a limit."""
    with open_plain(path) as file:
        return parse_json((file.read() if most is None else read_at_most(file, most)).decode("utf-8"))


def read_at_most(file: BinaryIO, most: int) -> bytes:
    """All that an opened file holds. ValueError, and little is read, if that is more than `most` bytes."""
    content = file.read(most + 1) if os.fstat(file.fileno()).st_size <= most else None
    if content is None or len(content) > most:  # it may have grown meanwhile
        raise ValueError(f"it has more than {most:,} bytes")
    return content


def parse_json(text: str | bytes) -> Any:
    """The JSON value that `text` is. ValueError for NaN and infinities too, and for nesting without measure."""
    try:
        return json.loads(text, parse_constant=_finite, parse_float=_finite)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def is_number(value: object) -> TypeGuard[float]:
    """A number that fits a float; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:20]} is not a number of JSON")
    return number
