"""What it costs to spell a word letter by letter: the part of bits per character that unknown words owe."""

from collections.abc import Iterable, Sequence

import numpy as np

from hackday.lyrics.data.corpus import Array

STRANGE_BITS = 16.0  # for saying which, where a letter is none of those in the vocabulary


def spelling_bits(vocabulary: Iterable[str], words: Sequence[str]) -> Array:
    """Bits to spell each of `words`, float64 (words,), their ends included.

    A network that says <unk> has not said the word; without this charge it would look the better the fewer words it
    knows. The speller is the plainest: each letter is foretold from the one before it, with probability
    (pairs counted + 1) / (letters counted + symbols), counted once in each word of `vocabulary`. Its symbols are the
    letters there, the end of the word, and "another letter", which costs STRANGE_BITS more.
    """
    known = list(vocabulary)
    place = {letter: i + 2 for i, letter in enumerate(sorted({letter for word in known for letter in word}))}
    symbols = len(place) + 2  # 0: the end, and what stands before the first letter; 1: another letter
    pairs = np.ones((symbols, symbols))
    for word in known:
        before = 0
        for letter in word:
            now = place[letter]
            pairs[before, now] += 1
            before = now
        pairs[before, 0] += 1
    cost = np.log2(pairs.sum(1, keepdims=True)) - np.log2(pairs)
    table = cost.tolist()
    bits = np.zeros(len(words))
    for i, word in enumerate(words):
        before, total = 0, 0.0
        for letter in word:
            now = place.get(letter, 1)
            total += table[before][now] + (STRANGE_BITS if now == 1 else 0.0)
            before = now
        bits[i] = total + table[before][0]
    return bits
