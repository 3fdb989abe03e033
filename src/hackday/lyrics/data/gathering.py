"""The first pass: songs become numbers of words in a file, in the order in which words were met, and are hashed.

Everything per song is a few bytes; words, songs and hashes go to files. Only the different words are in memory.
"""

import array
import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

import numpy as np

from hackday.lyrics.data.corpus import Array
from hackday.lyrics.data.duplicates import BANDS, band_keys, grams, song_hash, word_hash
from hackday.lyrics.data.profanity import is_profane
from hackday.lyrics.data.reading import Source
from hackday.lyrics.data.rows import shown
from hackday.lyrics.data.words import WORD, normalise, split_words
from hackday.lyrics.spec import LyricsSpec
from hackday.specs import SpecError, nearest

LINE_TYPE, STANZA_TYPE, RARE_TYPE = 0, 1, 2
"""The first numbers of the words met: line end, stanza end, any word met after MAX_TYPES others."""
MAX_TYPES = 3_000_000
"""So many different words are told apart, some 400 MB; what appears for the first time after them is surely rare."""
MIN_LINES, MIN_WORDS = 3, 20
"""Shorter in both is no song."""
MAX_TITLES = 500_000
MASKED = "\ufffd"  # a swear word, among characters
_WORD = re.compile(WORD)


class Types(dict[str, int]):
    """A number for each different word; asking for a new one gives it the next. `hashes`: 0 for what is no word."""

    def __init__(self) -> None:
        super().__init__({"\n": LINE_TYPE, "\n\n": STANZA_TYPE, "\x00": RARE_TYPE})
        self.hashes = array.array("Q", [0, 0, 1])

    def __missing__(self, word: str) -> int:
        number = len(self)
        if number >= MAX_TYPES:
            return RARE_TYPE
        self[word] = number
        sounds = word[0].isalnum() or word[-1].isalnum() or len(word) > 1
        self.hashes.append(word_hash(word) if sounds else 0)
        return number


@dataclass
class Gathered:
    """Songs as numbers of words met. `lengths`, `characters`, `artist`, `hashes`: one for each song."""

    folder: Path
    types: Types = field(default_factory=Types)
    lengths: "array.array[int]" = field(default_factory=lambda: array.array("q"))
    spelt: "array.array[int]" = field(default_factory=lambda: array.array("q"))
    """With tokens=characters: characters as they are in the file of characters."""
    characters: "array.array[int]" = field(default_factory=lambda: array.array("q"))
    artist: "array.array[int]" = field(default_factory=lambda: array.array("i"))
    hashes: "array.array[int]" = field(default_factory=lambda: array.array("Q"))
    artists: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)

    @property
    def word_file(self) -> Path:
        """uint32, all songs one after another."""
        return self.folder / "words.u4"

    @property
    def character_file(self) -> Path:
        """uint32 code points; "\x01" for a stanza's end."""
        return self.folder / "characters.u4"

    @property
    def key_file(self) -> Path:
        """uint64 (songs, BANDS), see `duplicates`."""
        return self.folder / "keys.u8"

    def __len__(self) -> int:
        return len(self.lengths)

    def keys(self) -> Array:
        """The bands' keys, memory-mapped."""
        mapped: Array = np.memmap(self.key_file, np.uint64, "r", shape=(len(self), BANDS))
        return mapped

    def words_of(self, offsets: Array) -> Callable[[int], Array]:
        """What gives a song's words as hashes, line ends left out."""
        words = np.memmap(self.word_file, np.uint32, "r")
        table = np.array(self.types.hashes, np.uint64)

        def read(song: int) -> Array:
            found: Array = table[words[offsets[song] : offsets[song + 1]]]
            words_only: Array = found[found != 0]
            return words_only

        return read


def gather(source: Source, spec: LyricsSpec, folder: Path, progress: Callable[[float], None]) -> Gathered:
    """Every song of the source that `spec` takes, without exact duplicates. `progress` is told the share done.

    min_songs is left to the caller: it can be judged at the end alone. SpecError for an artist who is not there.
    """
    into = Gathered(folder)
    with into.word_file.open("wb") as words, into.key_file.open("wb") as keys:
        if spec.tokens == "characters":
            with into.character_file.open("wb") as characters:
                _gather(source, spec, into, (words, keys, characters), progress)
        else:
            _gather(source, spec, into, (words, keys), progress)
    return into


def _gather(
    source: Source, spec: LyricsSpec, into: Gathered, files: Sequence[IO[bytes]], progress: Callable[[float], None]
) -> None:
    wanted = {name.strip().casefold(): name for name in spec.artists}
    by_words = replace(spec, tokens="words")
    numbers: dict[str, int] = {}
    met: dict[str, str] = {}
    seen: set[int] = set()
    types = into.types
    for song in source.songs():
        progress(source.read / max(1, source.size))
        folded = song.artist.casefold()
        met.setdefault(folded, song.artist)
        if spec.max_songs and not spec.min_songs and len(into) == spec.max_songs:
            if wanted.keys() <= met.keys():
                break
            continue  # read on to see whether those who are still missing are there at all
        if wanted and folded not in wanted:
            source.tally.add("by other artists", song.name)
            continue
        text = normalise(song.text, spec)
        words = split_words(text, by_words)
        ids = np.fromiter(map(types.__getitem__, words), np.uint32, len(words))
        hashes = _looked_up(types, ids)
        hashes = hashes[hashes != 0]
        if not len(hashes) or (len(hashes) < MIN_WORDS and text.count("\n") + 1 - text.count("\n\n") < MIN_LINES):
            source.tally.add("too short", song.name)
            continue
        own = song_hash(hashes)
        if own in seen:
            source.tally.add("the same words as an earlier song", song.name)
            continue
        seen.add(own)
        files[0].write(ids.tobytes())
        files[1].write(band_keys(grams(hashes)).tobytes())
        if spec.tokens == "characters":
            letters = _masked(text, words) if spec.mask_profanity else text
            letters = letters.replace("\n\n", "\x01")
            files[2].write(letters.encode("utf-32-le"))
            into.spelt.append(len(letters))
        into.lengths.append(len(ids))
        into.characters.append(len(text))
        into.hashes.append(own)
        number = numbers.setdefault(folded, len(numbers))
        if number == len(into.artists):
            into.artists.append(shown(song.artist))
        into.artist.append(number)
        if len(into.titles) < MAX_TITLES:
            into.titles.append(shown(song.title))
    source.finish()
    for folded, name in wanted.items():
        if folded not in met:
            close = difflib.get_close_matches(folded, met, n=8, cutoff=0.5) or sorted(met)[:20]
            raise SpecError(f"there are no songs by '{shown(name)}'{nearest(name, [shown(met[one]) for one in close])}")


def _looked_up(types: Types, ids: Array) -> Array:
    """The hashes of words met; the view must be gone before the table grows."""
    hashes: Array = np.frombuffer(types.hashes, np.uint64)[ids]
    return hashes


def _masked(text: str, words: Sequence[str]) -> str:
    """The text with MASKED for each swear word."""
    swear = {word for word in set(words) if is_profane(word)}
    return _WORD.sub(lambda found: MASKED if found[0] in swear else found[0], text) if swear else text
