"""Reading a growing file of metrics on from where it was read before, and noticing when it is another file.

A resumed run cuts its metrics back, a deleted run may come again under the same name. Both are noticed by the bytes
before the offset, which must still be what they were; then everything is read anew, under a new generation.
"""

import os
import secrets
import stat
from collections import deque
from pathlib import Path
from typing import Any

from hackday.dashboard.curves import Curves
from hackday.runs.files import is_number
from hackday.runs.metrics import read_metrics

REMEMBERED_BYTES = 256
MOST_WARNINGS = 30
MOST_WARNING_LETTERS = 600


class MetricsFollower:
    """What the lines of one metrics file came to, so far."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._forget()

    def _forget(self) -> None:
        self.generation = secrets.token_hex(4)
        self.curves = Curves()
        self.warnings: deque[dict[str, Any]] = deque(maxlen=MOST_WARNINGS)
        self.warning_count = 0
        self.behind = 0
        """Bytes that are there and not read yet."""
        self._offset = 0
        self._before = b""
        self._seen: tuple[int, ...] = ()

    def read(self, most: int) -> int:
        """Read on, about `most` bytes; returns how many it were. An absent file, or a link, has no lines.

        With 0 it is only found out how much there is to read.
        """
        try:
            found = self.path.lstat()
        except OSError:
            found = None
        if found is None or not stat.S_ISREG(found.st_mode):
            if self._offset:
                self._forget()
            self.behind = 0
            return 0
        seen = (found.st_ino, found.st_size, found.st_mtime_ns)
        if seen == self._seen and not self.behind:
            return 0
        if most <= 0:
            self.behind = max(1, found.st_size - self._offset)
            return 0
        try:
            if not self._is_the_same(found.st_size):
                self._forget()
            lines, offset = read_metrics(self.path, self._offset, most)
            self._before = self._bytes_before(offset)
        except OSError:  # gone, or closed to us, in this moment
            return 0
        for line in lines:
            self._take(line)
        to_its_end = most >= found.st_size - self._offset
        read, self._offset = offset - self._offset, offset
        # What is left at the end is a line that is not complete yet: nobody has to hurry for it.
        self.behind = 0 if to_its_end else max(0, found.st_size - offset)
        self._seen = seen
        return read

    def _take(self, line: dict[str, Any]) -> None:
        self.curves.add(line)
        warning = line.get("warning")
        if isinstance(warning, str):
            self.warning_count += 1
            where = {name: line[name] if is_number(line.get(name)) else 0 for name in ("step", "seconds")}
            self.warnings.append({**where, "text": warning[:MOST_WARNING_LETTERS]})

    def _is_the_same(self, size: int) -> bool:
        return size >= self._offset and self._bytes_before(self._offset) == self._before

    def _bytes_before(self, offset: int) -> bytes:
        if offset == 0:
            return b""
        with self.path.open("rb") as file:
            file.seek(max(0, offset - REMEMBERED_BYTES))
            return file.read(min(offset, REMEMBERED_BYTES))

    def news(self, cursor: str) -> dict[str, Any]:
        """The rows after `cursor` (what an earlier answer called `cursor`; anything else asks for all).

        The page keeps its first `keep` rows and adds `rows`.
        """
        curves = self.curves
        complete = curves.complete()
        keep = 0
        parts = cursor.split(":")
        if len(parts) == 3 and parts[:2] == [self.generation, str(curves.stride)] and parts[2].isascii():
            keep = min(int(parts[2]), complete) if parts[2].isdigit() and len(parts[2]) < 9 else 0
        return {
            "cursor": f"{self.generation}:{curves.stride}:{complete}",
            "names": curves.names,
            "stride": curves.stride,
            "lines": curves.lines,
            "behind": self.behind,
            "keep": keep * (1 if curves.stride == 1 else 2),
            "rows": curves.rows(keep),
            "warnings": list(self.warnings),
        }


def signature(path: Path) -> tuple[int, ...] | None:
    """What changes when a file is replaced or written to; None unless it is a plain file (a link is none)."""
    try:
        found = os.lstat(path)
    except (OSError, ValueError):
        return None
    return (found.st_ino, found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else None
