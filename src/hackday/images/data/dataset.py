"""What every source of pictures comes to: square pictures of one size, and what is known about each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

SKIPPED_NAMED, SKIPPED_REASONS = 3, 6  # of what was left out, in a sentence
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
        groups = self.left_out()
        reasons = [f"{len(names):,} {why} ({some(names)})" for why, names in groups[:SKIPPED_REASONS]]
        more = len(groups) - SKIPPED_REASONS
        others = [f"and {more:,} more reasons"] if more > 0 else []
        return (f"left out of the data: {'; '.join([*reasons, *others])}",)

    def left_out(self) -> list[tuple[str, list[str]]]:
        """The reasons for which anything was left out, each with the names; the rarest first, which tell most."""
        groups: dict[str, list[str]] = {}
        for one in self.skipped:
            groups.setdefault(one.reason, []).append(one.name)
        return sorted(groups.items(), key=lambda group: len(group[1]))

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


def some(names: Sequence[str]) -> str:
    """The first few names, and how many more there are."""
    more = len(names) - SKIPPED_NAMED
    return ", ".join(names[:SKIPPED_NAMED]) + (f" and {more:,} more" if more > 0 else "")
