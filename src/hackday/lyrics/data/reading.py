"""Songs from files as people have them: CSV, TSV, JSON Lines, or a folder of text files; one at a time, never all.

What cannot be used is left out and counted; what a person should know becomes a notice. A file that cannot be read at
all is a SpecError that says what is needed.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from hackday.lyrics.data.columns import Columns, choose, names_lyrics
from hackday.lyrics.data.corpus import Dropped
from hackday.lyrics.data.decoding import decoded, encoding_of, line_of_other_bytes, looks_binary
from hackday.lyrics.data.links import ARTISTS_FILE, artist_of, artists_beside, is_link, names_of_links
from hackday.lyrics.data.rows import MAX_FIELD, MAX_LINES, TOO_LONG, json_objects, shown, table_rows
from hackday.runs.plain import open_plain
from hackday.specs import SpecError, require

SAMPLE = 50
"""So many rows are looked at before the columns are chosen."""
MAX_COLUMNS = 1000
"""Of a table: with many times as many it would fill the memory before anything is known of it."""
EXAMPLES = 5  # of dropped songs, by name
NOTHING = frozenset({"", "na", "n/a", "nan", "none", "null", "-", "lyrics not available"})
INSTRUMENTAL = frozenset({"instrumental", "[instrumental]", "(instrumental)", "{instrumental}", "instrumental."})
JSON_ENDINGS = (".jsonl", ".ndjson", ".json")
TAB_ENDINGS = (".tsv", ".tab")
MOJIBAKE = ("â€", "Ã©", "Ã¨", "Ã¤", "Ã¶", "Ã¼", "Ã±")


@dataclass(frozen=True)
class Song:
    """A song as its file has it; `where` says in which line or file it begins."""

    artist: str
    title: str
    text: str
    where: str

    @property
    def name(self) -> str:
        """How to call it in a report."""
        return shown(f"{self.title} ({self.where})" if self.title else self.where)


class Tally:
    """Counts what is left out: how many for each reason, and the first few by name."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[int, tuple[str, ...]]] = {}

    def add(self, reason: str, name: str) -> None:
        """One more."""
        count, names = self._found.get(reason, (0, ()))
        self._found[reason] = count + 1, names if len(names) == EXAMPLES else (*names, name)

    def dropped(self) -> tuple[Dropped, ...]:
        """As the corpus reports it, the most frequent reason first."""
        rows = [Dropped(reason, count, names) for reason, (count, names) in self._found.items()]
        return tuple(sorted(rows, key=lambda one: (-one.count, one.reason)))


@dataclass
class Source:
    """A file or folder of songs that was looked at: iterate `songs` once, then call `finish`; `tally` and
    `notices` are whole after that.

    `read` of `size` bytes are done.
    """

    path: Path
    columns: Columns | None
    size: int
    tally: Tally = field(default_factory=Tally)
    notices: list[str] = field(default_factory=list)
    read: int = 0
    artists: dict[str, str] = field(default_factory=dict)
    """Where the table has links: their artists' names."""
    _unbroken: int = 0
    _nulls: int = 0
    _strange: int = 0
    _stranger: str = ""
    _mended: int = 0
    _count: int = 0

    def songs(self) -> Iterator[Song]:
        """The songs that have a text. SpecError where the file cannot be read on."""
        try:
            for song in _folder_songs(self) if self.columns is None else _table_songs(self, self.columns):
                usable = self._checked(song)
                if usable is not None:
                    yield usable
        except OSError as error:
            raise SpecError(f"'{shown(str(self.path))}' cannot be read: {error.strerror}") from None

    def finish(self) -> None:
        """After the last song that is wanted, be it the file's last or not: say what was met, in `notices`."""
        if self._strange:
            are, were = ("file is not UTF-8 and", "was") if self._strange == 1 else ("files are not UTF-8 and", "were")
            self.notices.append(
                f"{self._strange:,} {are} {were} read as Western European (cp1252), first in {self._stranger}"
            )
        if 2 * self._unbroken > self._count > 0:
            self.notices.append(
                f"{self._unbroken:,} of {self._count:,} songs have no line breaks: the network cannot learn lines"
            )
        if self._nulls:
            self.notices.append(f"null bytes were removed from {_songs(self._nulls)}")
        if self._mended:
            self.notices.append(
                f"UTF-8 that had been read as Western European (â€™) was mended in {_songs(self._mended)}"
            )

    def named(self, artist: str) -> str:
        """An artist's cell as a name."""
        links = self.columns is not None and self.columns.links and is_link(artist)
        return artist_of(artist, self.artists) if links else artist

    def _checked(self, song: Song) -> Song | None:
        """The song, mended where that is safe; None if it is dropped."""
        text = song.text
        if "\x00" in text:
            self._nulls += 1
            text = text.replace("\x00", "")
        plain = text.strip().lower() if len(text) < 100 else "long"
        if plain in NOTHING:
            self.tally.add("no text", song.name)
            return None
        if plain in INSTRUMENTAL:
            self.tally.add("instrumental", song.name)
            return None
        if not text.isascii() and any(mark in text for mark in MOJIBAKE):
            try:
                text = text.encode("cp1252").decode("utf-8")
                self._mended += 1
            except UnicodeError:
                pass  # only some of it is; then nobody knows which
        self._count += 1
        self._unbroken += not ("\n" in text or "\r" in text or "\\n" in text or "\u2028" in text)
        first = self.columns.title_line if self.columns else False
        if first:
            head, _, rest = text.lstrip().partition("\n")
            text = rest if _same(head, song.title) else text
        return song if text is song.text else Song(song.artist, song.title, text, song.where)


def open_songs(path: Path, *, text_column: str = "", artist_column: str = "", title_column: str = "") -> Source:
    """The songs of a file or of a folder of .txt files, whose sub-folders are artists.

    The columns are found by their names, the text else by its length; a given name overrules. SpecError for what holds
    no songs, as far as the first rows tell.
    """
    name = shown(str(path))
    try:
        if path.is_dir():
            files = list_texts(path)
            require(bool(files), f"the folder '{name}' holds no .txt files; write one for each song")
            given = [one for one in (text_column, artist_column, title_column) if one]
            require(
                not given, "columns are for tables; in a folder the file's name is the title, its folder the artist"
            )
            return Source(path, None, sum((path / file).stat().st_size for file in files))
        size = path.stat().st_size
        with open_plain(path) as file:
            start = file.read(65536)
        require(bool(start.strip()), f"'{name}' is empty; a table of songs with a column of lyrics is needed")
        why = looks_binary(start)
        require(why is None, f"'{name}' is {why}; a CSV, TSV or JSON Lines file of songs is needed")
        encoding, notice = encoding_of(path)
        columns = _columns(path, encoding, start, (text_column, artist_column, title_column))
    except OSError as error:
        raise SpecError(f"'{name}' cannot be read: {error.strerror}") from None
    source = Source(path, columns, size)
    source.notices += [notice] * bool(notice) + list(columns.notices)
    if columns.links:
        beside = artists_beside(path)
        source.artists = names_of_links(beside) if beside is not None else {}
        source.notices.append(
            f"artists are links; their names are those of {ARTISTS_FILE}, which is beside the songs"
            if source.artists
            else f"artists are links, of which names were made; put {ARTISTS_FILE} beside the songs if you have it"
        )
    return source


def list_texts(root: Path) -> list[str]:
    """The .txt files below a folder, hidden ones and links not counted, `/` between the parts, sorted."""
    found = []
    for folder, below, files in os.walk(root):
        below[:] = [one for one in below if not one.startswith(".")]
        for file in files:
            path = Path(folder) / file
            if file.lower().endswith(".txt") and not file.startswith(".") and path.is_file() and not path.is_symlink():
                found.append(path.relative_to(root).as_posix())
    return sorted(found)


def _columns(path: Path, encoding: str, start: bytes, given: tuple[str, str, str]) -> Columns:
    """Which columns hold what, from the head and the first rows."""
    name = shown(str(path))
    head = decoded(start).lstrip()
    if path.suffix.lower() in JSON_ENDINGS or head.startswith("{"):
        require(not head.startswith("["), f"'{name}' is one JSON list; write JSON Lines: an object on each line")
        objects: list[dict[str, str]] = []
        found: dict[str, None] = {}
        for row in islice((row for _, _, row in json_objects(path, encoding) if row is not None), SAMPLE):
            found.update(dict.fromkeys(row))
            _check_width(name, len(found))
            objects.append(row)
        require(bool(objects), f"'{name}' holds no songs; write a JSON object on each line")
        names = list(found)
        rows = [[row.get(one, "") for one in names] for row in objects]
        return choose(name, names, rows, given, encoding=encoding, delimiter="")
    delimiter = _delimiter(path, head)
    if path.suffix.lower() == ".txt" and not given[0]:  # a table may have any name; a song's line could be its head
        heads = [cell.strip(' "') for cell in (head.splitlines() or [""])[0].split(delimiter)]
        require(
            names_lyrics(heads),
            f"'{name}' is a plain text, in which nothing tells where a song ends; give a folder with a .txt file for "
            "each song, or a table (CSV) with a row for each. If it is a table, say with --set text_column=… "
            "where the lyrics are",
        )
    first: list[list[str]] = []
    for cells in islice((row for _, _, row in table_rows(path, encoding, delimiter) if row is not None), SAMPLE + 1):
        if not first:
            _check_width(name, len(cells))
        first.append(cells[:MAX_COLUMNS])  # what is longer than the head is left out when songs are read
    require(bool(first), f"'{name}' is empty; a table of songs with a column of lyrics is needed")
    heads = [cell.strip().lstrip("\ufeff") for cell in first[0]]
    if any(len(cell) > 100 or "\n" in cell for cell in heads):  # songs from the first row on
        names = [f"column_{i + 1}" for i in range(len(heads))]
        return choose(name, names, first, given, encoding=encoding, delimiter=delimiter, headless=True)
    require(len(first) > 1, f"'{name}' has a header and no songs below it")
    return choose(name, heads, first[1:], given, encoding=encoding, delimiter=delimiter)


def _check_width(name: str, columns: int) -> None:
    """SpecError for more columns than a table of songs has."""
    require(
        columns <= MAX_COLUMNS,
        f"'{name}' has more than {MAX_COLUMNS:,} columns; a table of songs with a column of lyrics is needed",
    )


def _delimiter(path: Path, head: str) -> str:
    """What separates the cells: of the first row's candidates the one that gives the most cells."""
    if path.suffix.lower() in TAB_ENDINGS and "\t" in head.partition("\n")[0]:
        return "\t"
    quoted = False
    counts = dict.fromkeys(",;\t", 0)
    for letter in head[:20_000]:
        if letter == '"':
            quoted = not quoted
        elif letter in "\r\n" and not quoted:
            break
        elif letter in counts and not quoted:
            counts[letter] += 1
    return max(counts, key=counts.__getitem__)


def _table_songs(source: Source, columns: Columns) -> Iterator[Song]:
    """Every row that has a cell for the text."""
    if not columns.delimiter:
        text, artist, title = (columns.names[i] if i >= 0 else "" for i in columns.places)
        for line, done, row in json_objects(source.path, columns.encoding):
            source.read = done
            where = f"line {line}"
            words = "" if row is None else row.get(text, "")
            if row is None or len(words) > MAX_FIELD or words.count("\n") >= MAX_LINES:
                source.tally.add(TOO_LONG, where)
            else:
                yield Song(source.named(row.get(artist, "").strip()), row.get(title, "").strip(), words, where)
        return
    at_text, at_artist, at_title = columns.places
    width = len(columns.names)
    below = columns.headless
    for line, done, cells in table_rows(source.path, columns.encoding, columns.delimiter):
        source.read = done
        where = f"line {line}"
        if cells is None:
            source.tally.add(TOO_LONG, where)
            continue
        if not below:
            below = True
            continue
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        if len(cells) != width:
            # Text that spilt into further cells would be cut, and a cell too few moves all others.
            source.tally.add(f"not {width} columns", where)
            continue
        artist = source.named(cells[at_artist].strip()) if at_artist >= 0 else ""
        yield Song(artist, cells[at_title].strip() if at_title >= 0 else "", cells[at_text], where)


def _folder_songs(source: Source) -> Iterator[Song]:
    """The text files of a folder."""
    for name in list_texts(source.path):
        path = source.path / name
        folder, _, file = name.rpartition("/")
        with open_plain(path) as opened:
            content = opened.read(MAX_FIELD + 1)
        source.read += len(content)
        if len(content) > MAX_FIELD:
            source.tally.add("longer than 200 KB", shown(name))
            continue
        if looks_binary(content):
            source.tally.add("not a text", shown(name))
            continue
        line = None if content[:2] in (b"\xff\xfe", b"\xfe\xff") else line_of_other_bytes(content)
        if line is not None:
            source._stranger = source._stranger or f"line {line} of {shown(name)}"
            source._strange += 1
        artist = folder.rpartition("/")[2]
        yield Song(artist, file[: -len(".txt")], decoded(content), name)


def _songs(count: int) -> str:
    return f"{count:,} song{'s' * (count != 1)}"


def _same(head: str, title: str) -> bool:
    return bool(title) and head.strip().casefold() == title.casefold()
