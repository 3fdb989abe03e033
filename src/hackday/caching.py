"""Where things are kept that can be made again."""

import hashlib
import os
from pathlib import Path

from platformdirs import user_cache_path

FORMAT = 1


def cache_folder() -> Path:
    """Where data sets are kept: HACKDAY_CACHE, else the platform's folder for caches."""
    given = os.environ.get("HACKDAY_CACHE")
    return Path(given) if given else user_cache_path("hackday")


def content_key(*parts: object) -> str:
    """A short name for what is made from `parts`."""
    return hashlib.sha256(repr((FORMAT, parts)).encode()).hexdigest()[:24]
