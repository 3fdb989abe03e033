"""Where things are kept that can be made again."""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from platformdirs import user_cache_path

FORMAT = 1
KEY_LENGTH = 24
ABANDONED_SECONDS = 24 * 3600


def cache_folder() -> Path:
    """Where data sets are kept: HACKDAY_CACHE, else the platform's folder for caches."""
    given = os.environ.get("HACKDAY_CACHE")
    return Path(given) if given else user_cache_path("hackday")


def content_key(*parts: object) -> str:
    """A short name for what is made from `parts`."""
    return hashlib.sha256(repr((FORMAT, parts)).encode()).hexdigest()[:KEY_LENGTH]


@contextmanager
def working_folder(target: Path) -> Iterator[Path]:
    """An empty folder beside `target`, whose name ends with a `content_key`; gone after the block.

    What processes left that were killed a day ago is swept, whatever they made.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    # A name of ours alone: HACKDAY_CACHE may be a folder with other things in it.
    sweep(target.parent, f".*{'[0-9a-f]' * KEY_LENGTH}-*")
    prefix = f".{target.name}-"
    with tempfile.TemporaryDirectory(prefix=prefix, dir=target.parent, ignore_cleanup_errors=True) as beside:
        yield Path(beside)


def sweep(folder: Path, pattern: str) -> None:
    """Remove the folders of such names that nobody has touched for a day: makers of them were killed."""
    for leftover in folder.glob(pattern):
        with suppress(FileNotFoundError):  # of a maker who is done at this moment
            if time.time() - leftover.stat().st_mtime > ABANDONED_SECONDS:
                shutil.rmtree(leftover, ignore_errors=True)


def put(fresh: Path, target: Path, whole: Callable[[], bool]) -> None:
    """Have the folder `fresh`, in a working folder, stand at `target`, unless what stands there is `whole` already.

    Two makers at once do no harm. OSError if the disk refuses.
    """
    for again in (True, False):
        try:
            fresh.rename(target)
        except OSError:
            if whole():
                return  # another process made the same one meanwhile
            if not again:
                raise
            with suppress(OSError):  # it stays, or another moved it away: the second attempt tells
                target.rename(fresh.with_name("damaged"))  # in one step; deleted with the working folder
        else:
            return
