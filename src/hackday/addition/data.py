"""Pairs of numbers and their sums.

Both numbers are whole, drawn uniformly from 0 … max_sum/2 − 1, so that their sum stays below `max_sum`: with 16, the
numbers 0 … 7. A pair depends on its seed, its purpose and the maximum alone, so networks of every size learn from the
same pairs and are tested on the same fresh ones.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from hackday.training import stream

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Pairs:
    """`a` and `b`, float64 arrays of whole numbers, shape (pairs,)."""

    a: Array
    b: Array

    @property
    def sums(self) -> Array:
        """The right answers, shape (pairs,)."""
        return self.a + self.b

    def __len__(self) -> int:
        return len(self.a)


def draw_pairs(seed: int, purpose: str, count: int, max_sum: int) -> Pairs:
    """`count` pairs for one purpose ("training", "validation", "test"), independent between purposes and seeds."""
    numbers = stream(seed, purpose, max_sum).integers(0, max_sum // 2, size=(2, count)).astype(np.float64)
    return Pairs(numbers[0], numbers[1])


def corners(max_sum: int) -> Pairs:
    """The four extreme pairs, where a smooth error is largest."""
    last = float(max_sum // 2 - 1)
    return Pairs(np.array([0.0, last, 0.0, last]), np.array([0.0, 0.0, last, last]))


def grid(max_sum: int, size: int) -> Array:
    """At most `size` whole numbers, evenly spread over 0 … max_sum/2 − 1, both ends included; float64, ascending."""
    last = max_sum // 2 - 1
    return np.unique(np.round(np.linspace(0, last, min(size, last + 1))))
