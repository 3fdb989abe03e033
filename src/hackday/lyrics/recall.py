"""What followed these words earlier in the same song: the model of a chorus that comes again.

Songs repeat themselves, and not word by word but line by line. A cache of single words knows that "river" was sung;
this one knows that after "down by the" came "river". It looks for the longest stretch of words just sung that was sung
before, and foretells what came then, with the shorter stretches behind it (Witten and Bell 1991; PPM's method C):

    p(w | stretch) = (count(w) + kinds · p(w | stretch without its first word)) / (all counts + kinds)

where `kinds` is how many different words came after the stretch. After one meeting a stretch of four words is believed
to fifteen sixteenths. Before the first word, and below the single words, stands how often each word is used at all.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

LONGEST = 6
"""Words of the longest stretch that is looked for."""

_Heard = list[Counter[int]]
"""What came after each stretch just sung, from the empty one to the longest that was sung before."""


def recall_probabilities(song: Array, base: Array) -> tuple[Array, Array]:
    """p of each token by the song before it, float64 (len(song),), and how long a stretch was recalled, int64.

    `base`: float64 (vocabulary,), Σ = 1, as `Unigram.distribution`. Σ of p over the vocabulary = 1.
    """
    probabilities, recalled = np.zeros(len(song)), np.zeros(len(song), np.int64)
    for place, (word, heard) in enumerate(zip(song.tolist(), _listen(song), strict=True)):
        p = float(base[word])
        for after in heard:
            p = (after[word] + len(after) * p) / (after.total() + len(after))
        probabilities[place], recalled[place] = p, max(len(heard) - 1, 0)
    return probabilities, recalled


def recall_distributions(song: Array, base: Array) -> Array:
    """The whole distributions behind `recall_probabilities`, float64 (len(song), vocabulary)."""
    found = np.repeat(base[None].astype(np.float64), len(song), axis=0)
    for row, heard in zip(found, _listen(song), strict=True):
        for after in heard:
            row *= len(after)
            row[list(after)] += list(after.values())
            row /= after.total() + len(after)
    return found


def _listen(song: Array) -> Iterator[_Heard]:
    """For each place of the song, what was heard before it; the place itself is heard after it was asked for."""
    words = song.tolist()
    after: dict[tuple[int, ...], Counter[int]] = {}
    for place, word in enumerate(words):
        stretches = [tuple(words[place - length : place]) for length in range(min(LONGEST, place) + 1)]
        heard: _Heard = []
        for stretch in stretches:
            if stretch not in after:
                break
            heard.append(after[stretch])
        yield heard
        for stretch in stretches:
            after.setdefault(stretch, Counter())[word] += 1
