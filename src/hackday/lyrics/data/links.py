"""Names of artists where a table has links in their place, as the data set of songs of six genres has: /ivete-sangalo/.

That data set has the names in a second table beside the first; where it is missing they are made of the links.
"""

import re
from itertools import islice
from pathlib import Path

from hackday.lyrics.data.decoding import encoding_of
from hackday.lyrics.data.rows import table_rows
from hackday.specs import SpecError

ARTISTS_FILE = "artists-data.csv"
MOST_ARTISTS = 1_000_000
_LINK = re.compile(r"(?:https?://[^/\s]+)?(?:/[^/\s]+)+/?")


def is_link(cell: str) -> bool:
    """Is this the address of a page, whole or from the site's root on?"""
    return _LINK.fullmatch(cell) is not None


def artists_beside(path: Path) -> Path | None:
    """The table of artists in the folder of a table of songs, if there is one."""
    beside = path.parent / ARTISTS_FILE
    return beside if beside != path and beside.is_file() else None


def names_of_links(path: Path) -> dict[str, str]:
    """The names in a table with columns Artist and Link, by the link's last part; empty if it has none or cannot be
    read."""
    try:
        rows = (cells for _, _, cells in table_rows(path, encoding_of(path)[0], ",") if cells is not None)
        heads = [head.strip().lower() for head in next(rows, [])]
        if not {"artist", "link"} <= {*heads}:
            return {}
        artist, link = heads.index("artist"), heads.index("link")
        found = (row for row in islice(rows, MOST_ARTISTS) if len(row) > max(artist, link))
        return {_last(row[link]): row[artist].strip() for row in found if row[artist].strip()}
    except (SpecError, OSError):
        return {}


def artist_of(link: str, names: dict[str, str]) -> str:
    """The artist whose link this is: by the table of names, else the link made readable, Ivete Sangalo."""
    last = _last(link)
    return names.get(last) or " ".join(word.capitalize() for word in last.removesuffix(".html").split("-") if word)


def _last(link: str) -> str:
    return link.strip().rstrip("/").rpartition("/")[2]
