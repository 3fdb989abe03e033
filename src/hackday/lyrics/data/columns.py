"""Which column of a table holds the lyrics, the artist, the title."""

from collections.abc import Sequence
from dataclasses import dataclass

from hackday.lyrics.data.links import is_link
from hackday.specs import SpecError, nearest, require

TEXT = ("lyrics", "lyric", "text", "song_lyrics", "songtext", "words")
ARTIST = ("artist", "artists", "artist_name", "artistname", "band", "band_name", "bandname", "singer", "interpreter",
          "performer", "alink")  # fmt: skip
TITLE = ("song", "title", "track", "song_title", "songtitle", "track_name", "song_name", "songname", "sname", "name")
"""Names of columns, the likeliest first; compared without regard to case, spaces and dots being underscores."""
SHORTEST = 20
"""Characters on average: what is shorter is no song."""
FEW = 5  # rows below which nothing can be said of a habit


@dataclass(frozen=True)
class Columns:
    """How a table is read. `places` of text, artist, title: -1 for none. `delimiter` is empty for JSON Lines.

    `title_line`: the lyrics begin with the title, which is no part of the song. `headless`: songs from the first row.
    `links`: artists are links.
    """

    names: tuple[str, ...]
    places: tuple[int, int, int]
    encoding: str
    delimiter: str
    headless: bool = False
    title_line: bool = False
    links: bool = False
    notices: tuple[str, ...] = ()

    @property
    def tells_artists(self) -> bool:
        """Is there a column of artists?"""
        return self.places[1] >= 0


def choose(
    file: str,
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
    given: tuple[str, str, str],
    *,
    encoding: str,
    delimiter: str,
    headless: bool = False,
) -> Columns:
    """The columns of a table with the heads `names`, of which `rows` are the first. SpecError if none holds lyrics."""
    settings = ("text_column", "artist_column", "title_column")
    text, artist, title = (
        _given(file, names, name, setting) if name else _named(names, known)
        for name, setting, known in zip(given, settings, (TEXT, ARTIST, TITLE), strict=True)
    )
    notices = []
    if text < 0:
        lengths = [sum(len(row[i]) for row in rows if i < len(row)) / max(1, len(rows)) for i in range(len(names))]
        text = max(range(len(names)), key=lengths.__getitem__, default=-1)
        if text < 0 or lengths[text] < SHORTEST:
            raise SpecError(
                f"'{file}' has no column of lyrics; name it text, or say which with text_column. "
                f"Its columns: {', '.join(_short(name) for name in names[:20])}"
            )
        notices.append(f"the lyrics are taken from the column '{_short(names[text])}', the one with the longest texts")
    artist = -1 if artist == text and not given[1] else artist
    title = -1 if title in (text, artist) and not given[2] else title
    heads = [(row[text].lstrip().partition("\n")[0], row[title]) for row in rows if max(text, title) < len(row)]
    titled = title >= 0 and len(heads) >= FEW and 5 * sum(_alike(*pair) for pair in heads) > 4 * len(heads)
    if titled:
        notices.append("the first line of the lyrics is the title and was taken off")
    cells = [row[artist].strip() for row in rows if 0 <= artist < len(row) and row[artist].strip()]
    linked = bool(cells) and all(map(is_link, cells))
    return Columns(tuple(names), (text, artist, title), encoding, delimiter, headless, titled, linked, tuple(notices))


def names_lyrics(names: Sequence[str]) -> bool:
    """Is one of these heads known to be that of lyrics?"""
    return _named(names, TEXT) >= 0


def _given(file: str, names: Sequence[str], name: str, setting: str) -> int:
    """The column that a person named."""
    lower = [one.lower() for one in names]
    if name in names:
        return list(names).index(name)
    wanted = name.strip().lower()
    known = [_short(one) for one in names if one][:50]
    require(wanted in lower, f"{setting}={_short(name)} is no column of '{file}'{nearest(_short(name), known)}")
    return lower.index(wanted)


def _named(names: Sequence[str], known: Sequence[str]) -> int:
    """The first column that has one of the `known` names; -1 for none."""
    plain = ["_".join(name.lower().replace(".", " ").replace("_", " ").split()) for name in names]
    return next((plain.index(name) for name in known if name in plain), -1)


def _alike(head: str, title: str) -> bool:
    return bool(title.strip()) and head.strip().casefold() == title.strip().casefold()


def _short(name: str) -> str:
    text = "".join(letter if letter.isprintable() else "?" for letter in name[:60])
    return text or "(no name)"
