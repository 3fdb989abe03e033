"""Seeded random numbers that the page draws too: one seed gives the same song or picture in Python and in the browser.

xoshiro128** (Blackman and Vigna 2021), its state filled by splitmix32, as web/src/engine/random.ts has it.
"""

import math
from collections.abc import Iterator, Sequence

MASK = 0xFFFFFFFF


class Random:
    """An independent stream for each seed and purpose."""

    def __init__(self, seed: int, purpose: str) -> None:
        mix = _splitmix32((seed & MASK) ^ _hash(purpose))
        self._state = [next(mix) for _ in range(4)]

    def uniform(self) -> float:
        """Uniform in [0, 1), a multiple of 2⁻⁵³."""
        return ((self._next() >> 5) * 2**26 + (self._next() >> 6)) / 2**53

    def normal(self, count: int) -> list[float]:
        """`count` numbers from N(0, 1) (Box and Muller 1958), as web/src/engine/picture/latent.ts draws them."""
        values: list[float] = []
        while len(values) < count:
            radius = math.sqrt(-2 * math.log(1 - self.uniform()))
            angle = 2 * math.pi * self.uniform()
            values += [radius * math.cos(angle), radius * math.sin(angle)]
        return values[:count]

    def share(self, shares: Sequence[float]) -> int:
        """The position of a draw among `shares`, which need not sum to 1; -1 if there are none."""
        total = 0.0
        for share in shares:  # one after the other, as the page adds; Python's sum() is more exact
            total += share
        left = self.uniform() * total
        for position, share in enumerate(shares):
            left -= share
            if left < 0 and share > 0:
                return position
        return len(shares) - 1

    def _next(self) -> int:
        s0, s1, s2, s3 = self._state
        scrambled = _rotated(s1 * 5 & MASK, 7) * 9 & MASK
        t2, t3 = s2 ^ s0, s3 ^ s1
        self._state = [s0 ^ t3, s1 ^ t2, t2 ^ (s1 << 9 & MASK), _rotated(t3, 11)]
        return scrambled


def _rotated(word: int, bits: int) -> int:
    return (word << bits | word >> (32 - bits)) & MASK


def _splitmix32(seed: int) -> Iterator[int]:
    """Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators", in its 32-bit form."""
    state = seed
    while True:
        state = (state + 0x9E3779B9) & MASK
        word = (state ^ state >> 16) * 0x21F0AAAD & MASK
        word = (word ^ word >> 15) * 0x735A2D97 & MASK
        yield word ^ word >> 15


def _hash(name: str) -> int:
    """FNV-1a, 32 bits, over UTF-16 units as JavaScript counts them: a number for a name."""
    value = 0x811C9DC5
    units = name.encode("utf-16-le")
    for low, high in zip(units[::2], units[1::2], strict=True):
        value = (value ^ (low | high << 8)) * 0x01000193 & MASK
    return value
