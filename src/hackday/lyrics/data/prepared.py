"""A corpus from whatever `data` names: the songbook, a table, a folder; made once, then opened from the cache.

The file is read once, song by song: words become numbers in the order in which they are met, written to disk. When all
songs are known, versions of one song are grouped, the parts are drawn, the vocabulary is chosen from the training
songs, and the numbers are written again as the corpus has them. Memory holds the different words and some bytes a song.
"""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path, PurePath

import numpy as np

from hackday.caching import content_key
from hackday.lyrics.data.corpus import SPECIAL, Array, Corpus
from hackday.lyrics.data.duplicates import grams, near_groups
from hackday.lyrics.data.gathering import MAX_TYPES, Gathered, gather
from hackday.lyrics.data.links import artists_beside
from hackday.lyrics.data.numbering import number
from hackday.lyrics.data.packages import require_swear_words, require_tokenizers
from hackday.lyrics.data.parts import split
from hackday.lyrics.data.reading import Source, list_texts, open_songs
from hackday.lyrics.data.rows import shown
from hackday.lyrics.data.store import TOKENS, keep, open_kept, working_folder
from hackday.lyrics.spec import READING_SETTINGS, SONGBOOK, LyricsSpec
from hackday.runs.plain import check_plain
from hackday.specs import SpecError, nearest

VERSION = 5  # of the reading and cleaning: a change prepares anew
NEEDED = 3
"""Songs at least: one for each part."""
SONGBOOK_SUMMARY = "240 songs by twenty invented bands, written for hackday"
SONGBOOK_LICENCE = "CC0 1.0: written for hackday"
LICENCE = "not known: the file does not say; see that you may use its songs"
READING = 0.85  # of the time

Progress = Callable[[int, int], None]


def open_corpus(spec: LyricsSpec, progress: Progress = lambda _done, _of: None) -> Corpus:
    """The songs that `spec` names, as numbers; from the cache, if the same content was prepared in the same way.

    `progress` is told how many hundredths are done, of 100. SpecError for whatever cannot be used.
    """
    path = songs_path(spec.data)
    if spec.tokens == "bpe":
        require_tokenizers()
    if spec.mask_profanity:
        require_swear_words()
    try:
        digest = _digest(path)
    except OSError as error:
        raise SpecError(f"'{shown(spec.data)}' cannot be read: {error.strerror}") from None
    vocabulary = (spec.pieces,) if spec.tokens == "bpe" else (spec.min_count, spec.max_words)
    key = content_key("lyrics", VERSION, digest, *(getattr(spec, name) for name in READING_SETTINGS), *vocabulary)
    name = shown(PurePath(spec.data).name or spec.data)
    corpus = open_kept(key)
    if corpus is None:
        with working_folder(key) as folder:
            _prepare(spec, key, folder, progress)
        corpus = open_kept(key)
    if corpus is None:
        raise SpecError(f"the corpus {key} is not in the cache although it was just written; is the disk full?")
    counted = f"{len(corpus.tokens):,} {corpus.units} with their line ends"
    if spec.data == SONGBOOK:  # a copy of its file has the same key
        return replace(corpus, name=name, summary=f"{SONGBOOK_SUMMARY}, {counted}", licence=SONGBOOK_LICENCE)
    return replace(corpus, name=name, summary=f"{len(corpus):,} songs, {counted}", licence=LICENCE)


def open_source(spec: LyricsSpec) -> Source:
    """The songs that `spec` names, not read yet. SpecError unless they are there, with the columns that it names or
    needs, as far as a glance at the first rows tells."""
    source = open_songs(
        songs_path(spec.data), text_column=spec.text_column, artist_column=spec.artist_column,
        title_column=spec.title_column,
    )  # fmt: skip
    if source.columns is not None and not source.columns.tells_artists and (spec.artists or spec.min_songs):
        names = ", ".join(shown(name) for name in source.columns.names[:20])
        raise SpecError(
            f"no column of artists was found in '{shown(spec.data)}', so none can be chosen; "
            f"say which with --set artist_column=…. Its columns: {names}"
        )
    return source


def songs_path(data: str) -> Path:
    """The file or folder that `data` names. SpecError if there is none."""
    if data == SONGBOOK:
        with as_file(files("hackday.lyrics") / "songbook.csv") as path:
            return path
    try:
        path = Path(data).expanduser()
        there = path.exists()
    except (OSError, ValueError, RuntimeError):  # a text that can be no path
        there = False
    if not data or not there:
        hint = nearest(data, [SONGBOOK])
        raise SpecError(f"there is no file and no folder '{shown(data)}'{hint}, or the path of a CSV file of songs")
    return path


def _digest(path: Path) -> str:
    """A hash of all the content, with the names of artists beside it; of a folder also of its files' names."""
    if not path.is_dir():
        beside = artists_beside(path)
        artists = "" if beside is None else _hash(beside)
        # The name's ending helps to tell tables from JSON Lines and tabs from commas.
        return _hash(path) + path.suffix.lower() + artists
    total = hashlib.sha256()
    for name in list_texts(path):
        total.update(name.encode("utf-8", "surrogateescape") + b"\x00")
        total.update(bytes.fromhex(_hash(path / name)))
    return total.hexdigest()


def _hash(path: Path) -> str:
    check_plain(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _prepare(spec: LyricsSpec, key: str, folder: Path, progress: Progress) -> None:
    """Make the corpus `key`."""
    told = -1

    def tell(share: float) -> None:
        nonlocal told
        percent = int(100 * min(1.0, share))
        if percent > told:
            told = percent
            progress(percent, 100)

    source = open_source(spec)
    gathered = gather(source, spec, folder, lambda share: tell(READING * share))
    songs = _taken(gathered, spec, source)
    if len(songs) < NEEDED:
        dropped = source.tally.dropped()
        why = "; left out: " + ", ".join(f"{one.count:,} ({one.reason})" for one in dropped) if dropped else ""
        usable = f"{len(songs)} usable song{'s' * (len(songs) != 1)}"
        raise SpecError(f"'{shown(spec.data)}' has {usable} and at least {NEEDED} are needed{why}")
    tell(READING)
    groups = _groups(gathered, songs)
    part = split(np.array(gathered.hashes, np.uint64)[songs], groups)
    tell(READING + 0.05)
    fresh = folder / "new"
    fresh.mkdir()
    with (fresh / TOKENS).open("wb") as out:
        numbered = number(
            gathered, spec, songs, part, out, lambda share: tell(READING + 0.05 + (0.95 - READING) * share)
        )
    if len(numbered.words) == len(SPECIAL):
        raise SpecError(
            f"no word is seen min_count={spec.min_count} times in the {int((part == 0).sum())} training songs; "
            "lower min_count or add songs"
        )
    kept_artists, artist = np.unique(np.array(gathered.artist, np.int32)[songs], return_inverse=True)
    artists = tuple(gathered.artists[i] for i in kept_artists.tolist())
    in_groups = len(songs) - len(np.unique(groups))
    notices = list(source.notices)
    if in_groups:
        notices.append(
            f"{in_groups:,} songs are versions of others (half of their 5-word phrases or more are the same); "
            "all versions of a song are in the same part"
        )
    if len(gathered.types) >= MAX_TYPES:
        notices.append(
            f"there are more than {MAX_TYPES:,} different words; the cost to spell the rarest is an estimate"
        )
    keep(
        fresh,
        Corpus(
            name=shown(spec.data),
            summary="",  # these two come with the name, by which the songs are opened
            licence="",
            key=key,
            kind=spec.tokens,
            words=numbered.words,
            tokens=np.zeros(0, np.uint16),  # they are on disk
            offsets=numbered.offsets,
            part=part,
            artist=artist,
            artists=artists,
            characters=np.array(gathered.characters, np.int64)[songs],
            spelling_bits=numbered.spelling_bits,
            titles=tuple(gathered.titles[i] for i in songs.tolist()) if len(gathered.titles) == len(gathered) else (),
            dropped=source.tally.dropped(),
            notices=tuple(notices),
            unknown_examples=numbered.unknown_examples,
        ),
        numbered.pieces,
    )
    tell(1.0)


def _taken(gathered: Gathered, spec: LyricsSpec, source: Source) -> Array:
    """Which of the gathered songs are in the corpus: those of artists with enough songs, and of these the first."""
    artist = np.array(gathered.artist, np.int64)
    songs: Array = np.arange(len(artist))
    if spec.min_songs and len(artist):
        enough = np.bincount(artist)[artist] >= spec.min_songs
        for song in np.flatnonzero(~enough).tolist():
            source.tally.add(f"by artists with fewer than {spec.min_songs} songs", gathered.artists[artist[song]])
        songs = songs[enough]
    return songs[: spec.max_songs] if spec.max_songs else songs


def _groups(gathered: Gathered, songs: Array) -> Array:
    """The near duplicates among `songs`, see `near_groups`."""
    keys = gathered.keys()
    offsets = np.concatenate([[0], np.cumsum(np.array(gathered.lengths, np.int64))])
    words_of = gathered.words_of(offsets)
    return near_groups(len(songs), lambda band: np.array(keys[songs, band]), lambda i: grams(words_of(int(songs[i]))))
