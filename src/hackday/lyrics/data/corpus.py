"""What a file of songs comes to: token numbers on disk, song by song, and what is known about each song."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

UNKNOWN, END, LINE, STANZA = 0, 1, 2, 3
"""The first four numbers of every vocabulary: a rare word (read, never written), the end of a song (and what stands
before its first word), the end of a line, the end of a stanza."""
SPECIAL = ("<unk>", "<song>", "\n", "\n\n")
UNITS = {
    "words": ("word", "words"),
    "characters": ("character", "characters"),
    "bpe": ("piece of a word", "pieces of words"),
}
"""What one token is and what several are in a sentence, by the setting `tokens`."""
TRAINING, VALIDATION, TEST = 0, 1, 2
"""In `Corpus.part`."""


@dataclass(frozen=True)
class Dropped:
    """Songs that are not in the corpus: how many, why, and the first few by name or row."""

    reason: str
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Corpus:
    """Songs as numbers. `tokens` is memory-mapped and may be larger than the memory: take slices of it.

    `words`: the vocabulary; the first four are SPECIAL, the rest from the most frequent down. `tokens`: uint16, all
    songs one after another, each ending with END; lines end with LINE or, where a stanza ends, with STANZA alone; the
    last line of a song has neither. `offsets`: int64 (songs + 1,). `part`: uint8 (songs,), TRAINING, VALIDATION or
    TEST. `artist`: int32 (songs,), into `artists`. `characters`: int64 (songs,), of the normalised text with its line
    ends, for bits per character. `spelling_bits`: float64 (songs,), what it costs to spell the song's unknown words
    letter by letter. `kind`: what the tokens are, the setting `tokens`.
    """

    name: str
    summary: str
    licence: str
    key: str
    kind: str
    words: tuple[str, ...]
    tokens: Array
    offsets: Array
    part: Array
    artist: Array
    artists: tuple[str, ...]
    characters: Array
    spelling_bits: Array
    titles: tuple[str, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    notices: tuple[str, ...] = ()
    """What a person should know of the file: its encoding, columns that were chosen, near duplicates."""
    unknown_examples: Mapping[str, int] = field(default_factory=dict)
    """Some of the unknown words with their counts, the most frequent first."""

    def __len__(self) -> int:
        return len(self.part)

    @property
    def unit(self) -> str:
        """What a token is, in a sentence."""
        return UNITS[self.kind][0]

    @property
    def units(self) -> str:
        """What tokens are, in a sentence."""
        return UNITS[self.kind][1]

    def song(self, index: int) -> Array:
        """The tokens of one song, its END included."""
        tokens: Array = self.tokens[self.offsets[index] : self.offsets[index + 1]]
        return tokens

    def songs_of(self, part: int) -> Array:
        """Which songs are in a part, int64."""
        return np.flatnonzero(self.part == part)

    def lengths(self, songs: Array) -> Array:
        """How many tokens each of `songs` has, its END included, int64."""
        lengths: Array = self.offsets[songs + 1] - self.offsets[songs]
        return lengths

    def first(self, songs: Array, tokens: int) -> Array:
        """The first of `songs` that have at most so many tokens together; at least one."""
        return songs[: max(1, int(np.searchsorted(np.cumsum(self.lengths(songs)), tokens, side="right")))]
