"""Plain files alone: a run may be a stranger's, so that no link in it leads out and no pipe is waited for."""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

# Without waiting: opening a pipe would else wait for ever for somebody to write into it.
READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class NoSuchFile(Exception):
    """There is no such plain file in the folder."""


def open_plain(path: Path, flags: int = READ) -> BinaryIO:
    """The file `path`, opened for reading. OSError if it cannot be read or is no file."""
    descriptor = os.open(path, flags)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _no_file(path)
    return os.fdopen(descriptor, "rb")


def check_plain(path: Path) -> None:
    """OSError unless `path` is a file: for libraries that open it themselves, and wait."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise _no_file(path)


def open_inside(folder: Path, relative: str) -> BinaryIO:
    """The plain file `relative` (with slashes) in `folder`, opened. NoSuchFile for everything else, whatever it is."""
    parts = relative.split("/")
    if not all(is_plain_name(part) for part in parts):
        raise NoSuchFile
    try:
        for depth in range(1, len(parts)):
            if not stat.S_ISDIR(os.lstat(folder.joinpath(*parts[:depth])).st_mode):
                raise NoSuchFile
        return open_plain(folder.joinpath(*parts), READ | getattr(os, "O_NOFOLLOW", 0))
    except (OSError, ValueError):
        raise NoSuchFile from None


def is_plain_name(name: str) -> bool:
    """A name that stays where it is on every system, and can be written into an address."""
    return bool(name) and not name.startswith(".") and name.isprintable() and not set(name) & set('/\\:*?"<>|')


def way_out(folder: Path) -> Path | None:
    """A link, a pipe or anything else below `folder` that is neither a file nor a folder; None if there is none."""
    for place, folders, names in os.walk(folder):
        for path in (Path(place, name) for name in (*folders, *names)):
            try:
                kind = path.lstat().st_mode
            except FileNotFoundError:  # deleted in this moment
                continue
            if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):
                return path
    return None


def _no_file(path: Path) -> OSError:
    return OSError(errno.EINVAL, "it is no file", str(path))
