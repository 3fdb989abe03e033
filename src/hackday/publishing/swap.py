"""A whole folder takes the place of another in one step, and what a killed process left behind is put right.

The new folder is built beside the old one. Where the system can exchange two folders at once (Linux, macOS) nobody ever
sees a moment without a site. Elsewhere there are two renames, and if the process is killed between them the old site
waits in the working folder: the next publishing finds it there and puts it back first.
"""

import contextlib
import ctypes
import glob
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

NEW, OLD, LOCK = "new", "old", ".lock"
AT_FDCWD = -100
RENAME_EXCHANGE = 2  # of Linux's renameat2
RENAME_SWAP = 2  # of macOS's renamex_np


@contextlib.contextmanager
def taking_the_place_of(target: Path) -> Iterator[Path]:
    """A folder to fill in the block; after it that folder stands at `target`, and the old one is gone.

    If the block fails, `target` stays as it was. OSError if the disk refuses.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    put_right(target)
    # The lock is held while this process lives, so that nobody takes our working folder for a leftover.
    with (
        tempfile.TemporaryDirectory(prefix=_prefix(target), dir=target.parent) as beside,
        FileLock(Path(beside) / LOCK),
    ):
        fresh = Path(beside) / NEW
        fresh.mkdir()
        yield fresh
        fresh.chmod(0o755)
        _put(fresh, target, Path(beside) / OLD)


def put_right(target: Path) -> None:
    """Sweep the working folders of killed processes; a site that one took away without putting a new one comes back."""
    for leftover in sorted(target.parent.glob(f"{glob.escape(_prefix(target))}*")):
        if not leftover.is_dir() or leftover.is_symlink():
            continue
        try:
            with FileLock(leftover / LOCK, timeout=0):
                if not target.exists() and (leftover / OLD).is_dir():
                    (leftover / OLD).rename(target)
        except Timeout:  # somebody is publishing here at this moment
            continue
        shutil.rmtree(leftover, ignore_errors=True)


def exchange(one: Path, other: Path) -> bool:
    """Make two folders change places in a single step. False, and nothing done, where the system cannot."""
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "linux":
            done = library.renameat2(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE)
        elif sys.platform == "darwin":
            done = library.renamex_np(os.fsencode(one), os.fsencode(other), RENAME_SWAP)
        else:
            return False
    except (OSError, AttributeError, TypeError):  # no such library, or one from before the call
        return False
    return bool(done == 0)


def _put(fresh: Path, target: Path, old: Path) -> None:
    if target.exists():
        if exchange(fresh, target):  # the old site is now where the new one was, and goes with the working folder
            return
        target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise


def _prefix(target: Path) -> str:
    return f".{target.name}-publishing-"
