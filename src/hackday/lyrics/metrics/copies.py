"""What a song has word for word from the training songs.

Words alone count: line ends are left out on both sides, so that a verse is a copy with other line breaks too. An
unknown word equals no word, not even another unknown one. No match goes from one song into the next.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from hackday.lyrics.data.corpus import STANZA, UNKNOWN
from hackday.specs import require

Array = np.ndarray[Any, Any]

BLOCK_TOKENS = 1_000_000
"""Training tokens worked on at once: about 50 MB."""
TOKENS = 65_536
"""Token numbers lie below: they are uint16."""
SHORTEST_SPAN = 8
MOST_BITS, LEAST_BITS = 20, 10
"""Of a filter for each run of words: at 20 one in 15,000 of what is not there seems to be, at 10 one in 120."""
FILTER_HEAD = np.dtype("<u4")
MAGIC = b"HDNG"
HEAD_BYTES = len(MAGIC) + 3 * FILTER_HEAD.itemsize
DISTINCT_COUNTED = 2_000_000
"""Of more n-grams than this, a share is looked at to tell how many distinct ones there are."""
BIT_OF_BYTE = (1 << np.arange(8)).astype(np.uint8)
BITS_IN_BYTE = np.array([byte.bit_count() for byte in range(256)])
BORDER = 1
"""What stands between songs here; no smaller number is a word."""


@dataclass(frozen=True)
class TrainingSongs:
    """Where the training songs are: of a corpus its `tokens`, its `offsets`, and which songs were trained on."""

    tokens: Array
    offsets: Array
    which: Array


@dataclass(frozen=True)
class Span:
    """A copied stretch: `length` tokens of the song from token `start`, line ends included, in which are `words` words;
    the first place in the training songs that has them begins at token `position` of training song `song`."""

    start: int
    length: int
    words: int
    song: int
    position: int


@dataclass(frozen=True)
class Copies:
    """What one song has from the training songs.

    `longest`: the most words in a row that are in one training song. `fivegrams` and `copied_fivegrams`: runs of 5
    known words, and how many of them are in training songs. `words`, `copied_words`: all, and those inside `spans`.
    `spans`: the copied stretches that no longer one contains, by their start; they may overlap.
    """

    longest: int
    fivegrams: int
    copied_fivegrams: int
    words: int
    copied_words: int
    spans: tuple[Span, ...]


def copied(songs: Sequence[Array], training: TrainingSongs, *, shortest: int = SHORTEST_SPAN) -> list[Copies]:
    """The `Copies` in each of `songs` (tokens of any integer type), with spans of at least `shortest` words.

    Exact. The n-grams of the songs are numbered for n = 1, 2, …; a place in the training songs whose n-gram has a
    number stays for n + 1. Time grows with the training tokens, memory does not.
    """
    require(shortest >= 1, f"shortest={shortest} is not possible; a copied span has at least 1 word")
    words, starts, places = _words(songs)
    length = np.zeros(len(words), np.int64)
    source = np.full((len(words), 2), -1, np.int64)  # (training song, which word of it)
    for block, block_starts, first in _blocks(training):
        _longest_matches(words, block, block_starts, first, length, source)
    return [
        _copies(words[part], length[part], source[part], places[part], training, shortest)
        for part in (slice(start, end - 1) for start, end in pairwise(starts.tolist()))
    ]


def _words(songs: Sequence[Array]) -> tuple[Array, Array, Array]:
    """All words and a BORDER after each song (n,) int64; where each song starts, and n at the end; the words' places in
    their songs (n,)."""
    parts, places = [], []
    for song in songs:
        kept = np.flatnonzero(is_word(song))
        parts.append(np.append(np.asarray(song)[kept], BORDER))
        places.append(np.append(kept, -1))
    starts = np.cumsum([0, *map(len, parts)])
    return np.concatenate([*parts, []]).astype(np.int64), starts, np.concatenate([*places, []]).astype(np.int64)


def is_word(tokens: Array) -> Array:
    """Which tokens are words, the unknown ones included, bool."""
    kept: Array = (np.asarray(tokens) > STANZA) | (np.asarray(tokens) == UNKNOWN)
    return kept


def _blocks(training: TrainingSongs) -> Iterator[tuple[Array, Array, int]]:
    """Some training songs at a time: their words as from `_words`, starts, and the place in `which` of the first."""
    offsets, which = training.offsets, training.which
    if not len(which):
        return
    lengths = offsets[which + 1] - offsets[which]
    block = np.cumsum(lengths) // BLOCK_TOKENS
    cuts = [0, *(np.flatnonzero(np.diff(block)) + 1).tolist(), len(which)]
    for first, last in pairwise(cuts):
        songs = [np.asarray(training.tokens[offsets[song] : offsets[song + 1]]) for song in which[first:last]]
        lines = np.concatenate([np.append(song, BORDER) for song in songs])
        kept = is_word(lines)
        kept[np.cumsum([len(song) + 1 for song in songs]) - 1] = True
        before = np.cumsum([0, *(len(song) + 1 for song in songs)])
        yield lines[kept], np.append(0, np.cumsum(kept))[before], first


def _longest_matches(words: Array, block: Array, starts: Array, first: int, length: Array, source: Array) -> None:
    """Raise `length` (n,), the words in a row from each of `words` on that some training song has, and `source`."""
    number = np.full(TOKENS, -1, np.int64)  # of each word that the songs have
    known = np.unique(words[words > BORDER])
    number[known] = np.arange(len(known))
    ours = np.flatnonzero(words > BORDER)
    our_class = number[words[ours]]
    theirs = np.flatnonzero(number[block] >= 0)
    their_class = number[block[theirs]]
    size = 1
    while len(ours) and len(theirs):
        # A first training place for each class that has one.
        found = np.full(int(our_class.max()) + 1, -1, np.int64)
        found[their_class[::-1]] = theirs[::-1]
        place = found[our_class]
        hit = place >= 0
        better = hit & (length[ours] < size)
        length[ours[better]] = size
        song = np.searchsorted(starts, place[better], side="right") - 1
        source[ours[better]] = np.stack([first + song, place[better] - starts[song]], axis=1)
        # One word more; a BORDER or an unknown word ends the match.
        ours, our_class = ours[hit], our_class[hit]
        goes_on = words[ours + size] > BORDER
        ours, our_class = ours[goes_on], our_class[goes_on]
        following = number[block[theirs + size]]
        theirs, their_class, following = (part[following >= 0] for part in (theirs, their_class, following))
        keys, our_class = np.unique(our_class * TOKENS + number[words[ours + size]], return_inverse=True)
        if not len(keys):
            return
        wanted = their_class * TOKENS + following
        their_class = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        same = keys[their_class] == wanted
        theirs, their_class = theirs[same], their_class[same]
        size += 1


def _copies(
    words: Array, length: Array, source: Array, places: Array, training: TrainingSongs, shortest: int
) -> Copies:
    spans = []
    inside = np.zeros(len(words), bool)
    reached = 0
    for start in np.flatnonzero(length >= shortest).tolist():
        end = start + int(length[start])
        if end > reached:
            reached = end
            inside[start:end] = True
            song = int(training.which[source[start, 0]])
            tokens = training.tokens[training.offsets[song] : training.offsets[song + 1]]
            position = int(np.flatnonzero(is_word(tokens))[source[start, 1]])
            stretch = int(places[end - 1] - places[start]) + 1
            spans.append(Span(int(places[start]), stretch, end - start, song, position))
    whole = _grams(words, 5)[0]
    return Copies(
        longest=int(length.max(initial=0)),
        fivegrams=len(whole),
        copied_fivegrams=int(np.count_nonzero(length[whole] >= 5)),
        words=len(words),
        copied_words=int(np.count_nonzero(inside)),
        spans=tuple(spans),
    )


def _grams(words: Array, size: int) -> tuple[Array, Array]:
    """Where the n-grams of known words begin (m,), and the n-grams (m, size)."""
    if len(words) < size:
        return np.zeros(0, np.int64), np.zeros((0, size), np.int64)
    windows = np.lib.stride_tricks.sliding_window_view(words, size)
    starts = np.flatnonzero((windows > BORDER).all(axis=1))
    return starts, windows[starts]


@dataclass(frozen=True)
class Room:
    """What a filter may take: `most_bytes`, and for each run of words from `least` to `most` bits."""

    most_bytes: int
    least: float = LEAST_BITS
    most: float = MOST_BITS


class NgramFilter:
    """Whether a run of `size` words is in the training songs, in 10 to 20 bits for each distinct one.

    A Bloom filter: what is there is always found, and of what is not there the share `by_chance` seems to be, which
    falls as the bits grow (two hashes serve as many: Kirsch and Mitzenmacher 2006). The hash takes 32-bit integers
    alone, so that a page computes it too: h1, h2 = `_hash` with two seeds (Math.imul, ^, >>>); bit k of `hashes` is
    ((h1 + k · (h2 | 1)) mod 2³²) mod `bits`; bit b is bit b mod 8, from the lowest, of byte ⌊b / 8⌋.
    """

    def __init__(self, size: int, hashes: int, bits: int, packed: Array) -> None:
        self.size = size
        self.hashes = hashes
        self.bits = bits
        self._packed = packed

    @classmethod
    def of(cls, training: TrainingSongs, *, size: int = 5, bits_each: float = 10) -> "NgramFilter":
        """The filter of all runs of `size` known words in the training songs, line ends left out."""
        require(
            size >= 1 and bits_each >= 1, f"size={size}, bits_each={bits_each} are not possible; both are at least 1"
        )
        return cls._of(training, size, bits_each, _distinct(training, size))

    @classmethod
    def within(cls, training: TrainingSongs, *rooms: Room, size: int = 5) -> "NgramFilter | None":
        """The filter for the first of `rooms` that holds it, with as many bits for each run as fit; None where none
        does."""
        distinct = _distinct(training, size)
        for room in rooms:
            bits_each = min(room.most, (8 * (room.most_bytes - HEAD_BYTES) - 7) / max(1, distinct))
            if bits_each >= room.least:
                return cls._of(training, size, bits_each, distinct)
        return None

    @classmethod
    def _of(cls, training: TrainingSongs, size: int, bits_each: float, distinct: int) -> "NgramFilter":
        bits = max(64, int(bits_each * distinct))
        hashes = max(1, round(bits_each * float(np.log(2))))
        packed = np.zeros((bits + 7) // 8, np.uint8)
        for block, _, _ in _blocks(training):
            for places in _bit_places(*_hashes(_grams(block, size)[1]), hashes, bits):
                np.bitwise_or.at(packed, places >> 3, BIT_OF_BYTE[places & 7])
        return cls(size, hashes, bits, packed)

    @property
    def by_chance(self) -> float:
        """The share of runs that are in no training song and seem to be nevertheless, as the set bits tell."""
        ones = int((np.bincount(self._packed, minlength=256) * BITS_IN_BYTE).sum())
        return float((ones / self.bits) ** self.hashes)

    def contains(self, ngrams: Array) -> Array:
        """For each row of word numbers (n, size) whether it seems to be in the training songs, bool (n,)."""
        require(
            ngrams.ndim == 2 and ngrams.shape[1] == self.size,
            f"runs of words of shape {ngrams.shape} were given; the filter knows runs of {self.size}",
        )
        found = np.ones(len(ngrams), bool)
        for places in _bit_places(*_hashes(ngrams), self.hashes, self.bits):
            found &= (self._packed[places >> 3] >> (places & 7).astype(np.uint8) & 1).astype(bool)
        return found

    def false_positive_rate(self, random: np.random.Generator, trials: int = 100_000) -> float:
        """The share found of `trials` runs of numbers that are no word's, so that none can be in the training songs."""
        return float(np.mean(self.contains(random.integers(TOKENS, 2**31, (trials, self.size)))))

    def to_bytes(self) -> bytes:
        """ "HDNG", then uint32 little-endian: size, hashes, bits; then the bits."""
        head = np.array([self.size, self.hashes, self.bits], FILTER_HEAD)
        return MAGIC + head.tobytes() + self._packed.tobytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> "NgramFilter":
        """What `to_bytes` wrote; SpecError for anything else."""
        require(
            data[:4] == MAGIC and len(data) >= HEAD_BYTES, "this is not a filter of word runs: it does not begin as one"
        )
        size, hashes, bits = np.frombuffer(data, FILTER_HEAD, 3, offset=4).tolist()
        length = (bits + 7) // 8
        # A stranger's file could have us hash for hours.
        require(max(size, hashes) <= 100, f"the filter has runs of {size} words and {hashes} hashes; 100 are possible")
        require(
            min(size, hashes, bits) >= 1 and len(data) == HEAD_BYTES + length,
            f"the filter of word runs has {len(data) - HEAD_BYTES} bytes of bits, not {length}; was its file cut off?",
        )
        return cls(size, hashes, bits, np.frombuffer(data, np.uint8, offset=HEAD_BYTES))


def _distinct(training: TrainingSongs, size: int) -> int:
    """About how many distinct n-grams there are; exact for few, told from the smallest hashes for many."""
    most = int(np.sum(training.offsets[training.which + 1] - training.offsets[training.which]))
    share = 2 ** max(0, int(np.ceil(np.log2(max(1, most) / DISTINCT_COUNTED))))
    seen = []
    for block, _, _ in _blocks(training):
        first, second = _hashes(_grams(block, size)[1])
        kept = first < 2**32 // share
        seen.append(np.unique(first[kept].astype(np.uint64) << np.uint64(32) | second[kept]))
    return share * len(np.unique(np.concatenate(seen))) if seen else 0


def _hashes(ngrams: Array) -> tuple[Array, Array]:
    """Two independent 32-bit hashes of each row (n, size)."""
    columns = np.ascontiguousarray(ngrams.T).astype(np.uint32)
    return _hash(columns, 0x9747B28C), _hash(columns, 0x3C6EF372)


def _hash(columns: Array, seed: int) -> Array:
    """h = seed; for each word h = imul(h ^ word, 0x85EBCA6B), h ^= h >>> 13; then murmur3's last steps; uint32 (n,)."""
    value = np.full(columns.shape[1], seed, np.uint32)
    for column in columns:
        value = (value ^ column) * np.uint32(0x85EBCA6B)
        value ^= value >> np.uint32(13)
    value = (value ^ value >> np.uint32(16)) * np.uint32(0xC2B2AE35)
    hashed: Array = value ^ value >> np.uint32(16)
    return hashed


def _bit_places(first: Array, second: Array, hashes: int, bits: int) -> Iterator[Array]:
    """Where the bits of each n-gram are, int64 (n,), one hash at a time."""
    step = second | np.uint32(1)
    for k in range(hashes):
        yield ((first + np.uint32(k) * step) % np.uint32(bits)).astype(np.int64)
