"""Songs that are there twice: the same words again are dropped; versions of a song are kept together in one part.

Two songs are near duplicates if at least half of their 5-grams of words, taken together, are in both (Jaccard index).
MinHash finds the pairs to compare (Broder 1997): under a random hash the least 5-gram of two songs is the same with
just that probability. ROWS such hashes make a band, and songs that agree in any of BANDS bands are compared exactly:
a pair at 0.5 is missed once in 25 times, one at 0.6 once in 340. An unrelated pair is hardly ever looked at.
"""

import hashlib
from collections.abc import Callable

import numpy as np

from hackday.lyrics.data.corpus import Array

GRAM = 5  # words
NEAR = 0.5
BANDS, ROWS = 24, 3
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))  # of splitmix64
_STEPS = np.random.default_rng(1997).integers(0, 2**63, GRAM, np.uint64) * np.uint64(2) + np.uint64(1)
_HASHES = np.random.default_rng(1998).integers(0, 2**63, (BANDS * ROWS, 1), np.uint64) * np.uint64(2) + np.uint64(1)
_ROWS = _HASHES[:ROWS, 0]
_AT_ONCE = 4096  # 5-grams: 2.4 MB of hashes
_REMEMBERED = 1_000_000  # pairs


def word_hash(word: str) -> int:
    """64 bits for a word, never 0, the same everywhere and always."""
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little") or 1


def song_hash(words: Array) -> int:
    """64 bits for a song, from the hashes of its words, uint64 (n,): equal for exact duplicates."""
    return int.from_bytes(hashlib.blake2b(words.astype("<u8").tobytes(), digest_size=8).digest(), "little")


def grams(words: Array) -> Array:
    """The different 5-grams of a song as sorted 64-bit numbers, from its words' hashes; a shorter song is one."""
    if len(words) < GRAM:
        return np.array([song_hash(words)], np.uint64)
    count = len(words) - GRAM + 1
    total = np.zeros(count, np.uint64)
    for i, step in enumerate(_STEPS):
        total += words[i : i + count] * step
        total ^= total >> np.uint64(29)  # order counts
    return np.unique(_mixed(total))


def band_keys(found: Array) -> Array:
    """For each band the key under which songs like this one are found, uint64 (BANDS,)."""
    least = np.full(BANDS * ROWS, np.iinfo(np.uint64).max)
    for start in range(0, len(found), _AT_ONCE):
        np.minimum(least, (found[start : start + _AT_ONCE] * _HASHES).min(1), out=least)
    keys: Array = _mixed((_mixed(least).reshape(BANDS, ROWS) * _ROWS).sum(1, dtype=np.uint64))
    return keys


def jaccard(one: Array, other: Array) -> float:
    """Of the 5-grams in either of two songs, the share that is in both."""
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common / max(1, len(one) + len(other) - common)


def near_groups(count: int, column: Callable[[int], Array], grams_of: Callable[[int], Array]) -> Array:
    """For each of `count` songs the first song of its group, int64 (count,); a song of its own is its own first.

    `column(band)`: the keys of all songs in a band, uint64 (count,). `grams_of(song)`: see `grams`. Within a bucket
    each song is compared with the first and with the one before it, so that the work grows with the songs alone.
    """
    first = list(range(count))
    different: set[tuple[int, int]] = set()

    def find(song: int) -> int:
        while first[song] != song:
            first[song] = first[first[song]]
            song = first[song]
        return song

    def join(one: int, other: int) -> bool:
        a, b = find(one), find(other)
        if a == b:
            return True
        if (one, other) in different:
            return False
        if jaccard(grams_of(one), grams_of(other)) < NEAR:
            if len(different) < _REMEMBERED:
                different.add((one, other))
            return False
        first[max(a, b)] = min(a, b)
        return True

    for band in range(BANDS):
        keys = column(band)
        order = np.argsort(keys, kind="stable")
        same = np.flatnonzero(keys[order[1:]] == keys[order[:-1]]) + 1  # places in `order` like the one before
        head, last = -1, -2
        for place in same.tolist():
            if place != last + 1:
                head = int(order[place - 1])
            last = place
            song, before = int(order[place]), int(order[place - 1])
            if not join(head, song) and before != head:
                join(before, song)
    return np.fromiter((find(song) for song in range(count)), np.int64, count)


def _mixed(numbers: Array) -> Array:
    """The finaliser of splitmix64: every bit of the result depends on every bit."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * _MIX[0]
    numbers = (numbers ^ (numbers >> np.uint64(27))) * _MIX[1]
    mixed: Array = numbers ^ (numbers >> np.uint64(31))
    return mixed
