"""What every source of pictures comes to: square pictures of one size, and what is known about each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

SKIPPED_NAMED = 3  # of what was left out, in a sentence
MOST_SLOTS = 4096  # values of all attributes together: a network has a slot for each
UNKNOWN = -1
"""In `Dataset.labels`: nobody said which value this picture has."""


@dataclass(frozen=True)
class Attribute:
    """Something that is known about the pictures: its name (`hair_color`) and its possible values, in order."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Skipped:
    """A file that is not among the pictures, and why, in a few words."""

    name: str
    reason: str


@dataclass(frozen=True)
class Dataset:
    """Pictures to learn from. `pictures` may be memory-mapped and larger than the memory: take slices of it.

    `pictures`: uint8, (count, size, size, channels) with 1 or 3 channels. `labels`: int16, (count, attributes), the
    index of each picture's value, or UNKNOWN. `parameters`: further exact numbers by name, each (count,) or (count, n).
    `key` changes whenever any picture or label does.
    """

    name: str
    summary: str
    licence: str
    pictures: Array
    key: str
    attributes: tuple[Attribute, ...] = ()
    labels: Array = field(default_factory=lambda: np.zeros((0, 0), np.int16))
    parameters: Mapping[str, Array] = field(default_factory=dict)
    skipped: tuple[Skipped, ...] = ()

    @property
    def notices(self) -> tuple[str, ...]:
        """What whoever trains on these pictures should know, in sentences: how much was left out of them, and why."""
        if not self.skipped:
            return ()
        first = "; ".join(f"{one.name} ({one.reason})" for one in self.skipped[:SKIPPED_NAMED])
        more = len(self.skipped) - SKIPPED_NAMED
        others = f"; and {more:,} more" if more > 0 else ""
        return (f"left out of the data: {len(self.skipped):,}: {first}{others}",)

    def __len__(self) -> int:
        return len(self.pictures)

    @property
    def size(self) -> int:
        """Pixels along each side."""
        return int(self.pictures.shape[1])

    @property
    def channels(self) -> int:
        """1: grey; 3: red, green, blue."""
        return int(self.pictures.shape[3])
