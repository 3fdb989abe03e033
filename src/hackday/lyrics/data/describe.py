"""A corpus as people see it: tables of what is in it, and of what is not."""

from collections.abc import Iterator

import numpy as np

from hackday.lyrics.data.corpus import END, LINE, STANZA, TEST, TRAINING, UNKNOWN, VALIDATION, Array, Corpus
from hackday.tables import Table

MOST_ARTISTS = 20
PARTS = ((TRAINING, "training"), (VALIDATION, "validation"), (TEST, "test"))
CHUNK = 2000  # songs
LONGEST = 1000  # tokens: longer lines are counted as so long


def describe(corpus: Corpus) -> list[Table]:
    """Tables of what the corpus is, its parts, artists, lines and rarest words, and of what was left out and why."""
    unit = corpus.units
    counts, lines = _counts(corpus)
    total = int(counts[:, :3].sum())
    named = [name for name in corpus.artists if name]
    rows = [
        ("name", corpus.name),
        ("what it is", corpus.summary),
        ("songs", f"{len(corpus):,}"),
        ("artists", f"{len(named):,}" if named else "not said"),
        (unit, f"{total:,}"),
        ("vocabulary", f"{len(corpus.words):,} {unit}, four signs among them"),
        (f"unknown {unit}", _share(int(counts[:, 1].sum()), int(counts[:, :2].sum()))),
        ("characters", f"{int(corpus.characters.sum()):,}"),
        ("left out", f"{sum(one.count for one in corpus.dropped):,} songs" if corpus.dropped else "nothing"),
        ("licence", corpus.licence),
    ]
    tables = [Table("Songs", ("", "what is there"), rows), _parts(corpus, counts, unit), _lines(lines, unit)]
    if named:
        tables.append(_artists(corpus, counts, unit))
    if corpus.unknown_examples:
        most = [(word, f"{count:,}") for word, count in corpus.unknown_examples.items()]
        note = "the most frequent ones, with their number in the training songs"
        tables.append(Table(f"Unknown {unit}", (unit, "times"), most, note=note))
    if corpus.dropped:
        left = [(one.reason, f"{one.count:,}", ", ".join(one.examples)) for one in corpus.dropped]
        tables.append(Table("Left out", ("why", "songs", "for example"), left, spare=("for example",)))
    if corpus.notices:
        tables.append(Table("Notices", ("to know",), [(notice,) for notice in corpus.notices]))
    return tables


def _counts(corpus: Corpus) -> tuple[Array, Array]:
    """For each song its known tokens, unknown ones and ends of lines, int64 (songs, 3); and how many lines have each
    length, int64 (LONGEST + 1,).
    """
    counts = np.zeros((len(corpus), 3), np.int64)
    lengths = np.zeros(LONGEST + 1, np.int64)
    for start in range(0, len(corpus), CHUNK):
        offsets = corpus.offsets[start : start + CHUNK + 1]
        tokens = np.array(corpus.tokens[offsets[0] : offsets[-1]])
        starts = offsets[:-1] - offsets[0]
        ends = (tokens == LINE) | (tokens == STANZA)
        unknown = tokens == UNKNOWN
        some = counts[start : start + len(starts)]
        some[:, 1] = np.add.reduceat(unknown, starts, dtype=np.int64)
        some[:, 2] = np.add.reduceat(ends, starts, dtype=np.int64)
        some[:, 0] = np.diff(offsets) - 1 - some[:, 1] - some[:, 2]
        stops = np.flatnonzero(ends | (tokens == END))
        long = np.diff(stops, prepend=-1) - 1
        lengths += np.bincount(np.minimum(long, LONGEST), minlength=LONGEST + 1)
    return counts, lengths


def _parts(corpus: Corpus, counts: Array, unit: str) -> Table:
    rows = []
    for part, name in PARTS:
        known, unknown, ends = (int(number) for number in counts[corpus.songs_of(part)].sum(0))
        songs = len(corpus.songs_of(part))
        rows.append((name, f"{songs:,}", f"{known + unknown + ends:,}", _share(unknown, known + unknown)))
    note = "drawn by a hash of the words; versions of a song are in one part"
    return Table("Parts", ("part", "songs", unit, "unknown"), rows, note=note)


def _lines(lengths: Array, unit: str) -> Table:
    cumulative = np.cumsum(lengths)
    total = max(1, int(cumulative[-1]))
    rows = [("lines", f"{int(cumulative[-1]):,}")]
    for name, share in (("a tenth has at most", 0.1), ("half have at most", 0.5), ("nine tenths have at most", 0.9)):
        rows.append((name, f"{int(np.searchsorted(cumulative, share * total))} {unit}"))
    longest = int(np.flatnonzero(lengths)[-1]) if lengths.any() else 0
    rows.append(("the longest", f"{longest} {unit}" + (" or more" if longest == LONGEST else "")))
    return Table("Lines", ("", "length"), rows)


def _artists(corpus: Corpus, counts: Array, unit: str) -> Table:
    songs = np.bincount(corpus.artist, minlength=len(corpus.artists))
    tokens = np.bincount(corpus.artist, counts.sum(1), len(corpus.artists))

    def rows() -> Iterator[tuple[str, str, str]]:
        order = sorted(range(len(songs)), key=lambda i: (-songs[i], corpus.artists[i]))
        for i in order[:MOST_ARTISTS]:
            yield corpus.artists[i] or "(not said)", f"{songs[i]:,}", f"{int(tokens[i]):,}"

    more = len(corpus.artists) - MOST_ARTISTS
    return Table("Artists", ("artist", "songs", unit), list(rows()), note=f"and {more:,} more" if more > 0 else "")


def _share(part: int, whole: int) -> str:
    return f"{100 * part / max(1, whole):.1f} %"
