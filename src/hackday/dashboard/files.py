"""The files of a run, handed out so that no path leaves its folder: no links, no `..`, plain files alone."""

import io
import os
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hackday.runs.plain import NoSuchFile, is_plain_name, open_inside

MOST_FILES = 3000
MOST_DEPTH = 6
PIECE_BYTES = 1024 * 1024
TEXTS = (".json", ".jsonl", ".csv", ".txt", ".md")
_TIMELESS = (1980, 1, 1, 0, 0, 0)


def list_files(folder: Path) -> list[dict[str, Any]]:
    """Every file that `open_inside` opens, at most MOST_FILES: `path`, `bytes`, `at` (seconds since 1970)."""
    files: list[dict[str, Any]] = []
    waiting = [(folder, "", 0)]
    while waiting and len(files) < MOST_FILES:
        here, prefix, depth = waiting.pop()
        for entry in _entries(here):
            try:
                found = entry.stat(follow_symlinks=False)
            except OSError:  # deleted in this moment
                continue
            if stat.S_ISREG(found.st_mode) and len(files) < MOST_FILES:
                files.append({"path": prefix + entry.name, "bytes": found.st_size, "at": int(found.st_mtime)})
            elif stat.S_ISDIR(found.st_mode) and depth < MOST_DEPTH:
                waiting.append((here / entry.name, f"{prefix}{entry.name}/", depth + 1))
    return sorted(files, key=lambda one: one["path"])


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted((entry for entry in entries if is_plain_name(entry.name)), key=lambda entry: entry.name)
    except OSError:
        return []


def pieces(folder: Path, relative: str, length: int) -> Iterator[bytes]:
    """The first `length` bytes of a file of the run: what is appended meanwhile is not sent.

    The file is open only while a piece is read, so that a visitor who leaves leaves nothing open. Ends early where the
    file goes, or another takes its place.
    """
    offset, identity = 0, 0
    while offset < length:
        try:
            with open_inside(folder, relative) as file:
                inode = os.fstat(file.fileno()).st_ino
                file.seek(offset)
                piece = file.read(min(PIECE_BYTES, length - offset))
        except (NoSuchFile, OSError):
            return
        identity = identity or inode
        if not piece or inode != identity:
            return
        offset += len(piece)
        yield piece


def zip_pieces(folder: Path, name: str) -> Iterator[bytes]:
    """All files of the run as one archive with a folder `name`, made while it is sent: it is never whole in memory."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w") as archive:
        for one in list_files(folder):
            entry = zipfile.ZipInfo(f"{name}/{one['path']}", _TIMELESS)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED if one["path"].endswith(TEXTS) else zipfile.ZIP_STORED
            with archive.open(entry, "w", force_zip64=True) as into:
                for piece in pieces(folder, one["path"], one["bytes"]):
                    into.write(piece)
                    yield sink.take()
            yield sink.take()
    yield sink.take()


class _Sink(io.RawIOBase):
    """What a ZipFile writes into: keeps the bytes until they are taken."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def writable(self) -> bool:
        """It only ever is."""
        return True

    def write(self, content: Any) -> int:
        """Hold `content`."""
        self._held.append(bytes(content))
        return len(content)

    def take(self) -> bytes:
        """All that was written since the last time."""
        taken = b"".join(self._held)
        self._held.clear()
        return taken
