"""Songs as a network reads them: many side by side, a stretch of each in every step, from first word to last.

A row of the batch holds a song until it ends, then takes the next one of the epoch's order. Where a song ends inside a
stretch the rest of the row is empty: two songs never share a state.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from hackday.lyrics.data.corpus import END, Array, Corpus
from hackday.training import stream

NOTHING = -1
"""In the targets: no word is asked for here."""


@dataclass(frozen=True)
class Stretch:
    """What a step reads. `words`, `targets`: int64 (steps, batch), each target the word after its word; NOTHING where
    a row is empty. `fresh`: bool (batch,), rows at the start of a song. `voices`: int64 (batch,), each row's artist.
    """

    words: Array
    targets: Array
    fresh: Array
    voices: Array


@dataclass
class Position:
    """Where the reading is: all that a resumed run needs."""

    epoch: int = 0
    next: int = 0
    """In the epoch's order of songs."""
    rows: list[list[int]] = field(default_factory=list)
    """For each row its song and how many of its words are read; [-1, 0] without a song."""

    def plain(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)


class Reader:
    """Reads `songs` of a corpus over and over, in a new order each epoch."""

    def __init__(self, corpus: Corpus, songs: Array, batch: int, stretch: int, seed: int) -> None:
        self._corpus, self._songs, self._stretch, self._seed = corpus, songs, stretch, seed
        self._order: tuple[int, Array] = (-1, songs)
        self.position = Position(rows=[[-1, 0] for _ in range(min(batch, len(songs)))])

    def go_on_from(self, position: Position) -> None:
        """Read on from there. ValueError if it is not a place in these songs."""
        known = set(self._songs.tolist())
        rows = [
            type(song) is type(read) is int and (song == -1 or (song in known and read >= 0))
            for song, read in position.rows
        ]
        if len(rows) != self.batch or not all(rows) or not 0 <= position.next <= len(self._songs):
            raise ValueError("its place is not one in these songs")
        self.position = position

    @property
    def batch(self) -> int:
        """How many songs are read side by side."""
        return len(self.position.rows)

    def next(self) -> Stretch:
        """The next stretch of every row."""
        rows = self.position.rows
        fresh = np.zeros(len(rows), bool)
        for row, (song, read) in enumerate(rows):
            if song < 0 or read >= self._length(song):
                rows[row] = [self._next_song(), 0]
                fresh[row] = True
        steps = min(self._stretch, max(self._length(song) - read for song, read in rows))
        words = np.full((steps, len(rows)), END, np.int64)
        targets = np.full((steps, len(rows)), NOTHING, np.int64)
        for row, (song, read) in enumerate(rows):
            tokens = self._corpus.song(song)[max(read - 1, 0) : read + steps].astype(np.int64)
            if read == 0:
                tokens = np.concatenate([[END], tokens])
            words[: len(tokens) - 1, row], targets[: len(tokens) - 1, row] = tokens[:-1], tokens[1:]
            rows[row][1] = read + len(tokens) - 1
        voices = self._corpus.artist[[song for song, _ in rows]].astype(np.int64)
        return Stretch(words, targets, fresh, voices)

    def _length(self, song: int) -> int:
        return int(self._corpus.offsets[song + 1] - self._corpus.offsets[song])

    def _next_song(self) -> int:
        place = self.position
        if place.next == len(self._songs):
            place.epoch, place.next = place.epoch + 1, 0
        if self._order[0] != place.epoch:
            order = stream(self._seed, "order of songs", place.epoch).permutation(len(self._songs))
            self._order = (place.epoch, self._songs[order])
        place.next += 1
        return int(self._order[1][place.next - 1])
