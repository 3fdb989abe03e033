"""Writing a page model, and refusing what a page could not show."""

import json
from pathlib import Path
from typing import Any

from hackday.errors import HackdayError
from hackday.runs.files import replace_bytes

FORMAT = 1
MOST_BYTES = 10_000_000
"""A page of one file is opened by double-click and sent by mail; beyond this it is no pleasure."""
MOST_READ_BYTES = 15_000_000
"""Of a page model that is read, which a stranger may have made."""


class TooLarge(HackdayError):
    """A model that a page cannot hold; the message names the limit."""


def write_page_model(path: Path, model: dict[str, Any]) -> None:
    """Write `model` with its format number as compact JSON. TooLarge beyond MOST_BYTES; ValueError for NaN."""
    content = json.dumps(
        {"format": FORMAT, **model}, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    ).encode()
    if len(content) > MOST_BYTES:
        raise TooLarge(f"the page model has {len(content):,} bytes; a page holds at most {MOST_BYTES:,}")
    replace_bytes(path, content)
