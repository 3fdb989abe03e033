"""Attributes as the networks take them: a multi-hot vector, one slot for each value of each attribute."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from hackday.images.data.dataset import UNKNOWN, Attribute

Array = np.ndarray[Any, Any]


def slot_count(attributes: Sequence[Attribute]) -> int:
    """How long the vector is."""
    return sum(len(attribute.values) for attribute in attributes)


def multi_hot(labels: Array, attributes: Sequence[Attribute]) -> Tensor:
    """(count, attributes) labels → (count, slots) float32 of ones and zeros; UNKNOWN leaves its slots at 0."""
    hot = torch.zeros(len(labels), slot_count(attributes))
    start = 0
    for column, attribute in enumerate(attributes):
        known = np.flatnonzero(labels[:, column] != UNKNOWN)
        hot[torch.from_numpy(known), torch.from_numpy(start + labels[known, column].astype(np.int64))] = 1
        start += len(attribute.values)
    return hot


def hide(labels: Array, share: float, random: np.random.Generator) -> Array:
    """A copy of `labels` in which each is UNKNOWN with probability `share`."""
    hidden = labels.copy()
    hidden[random.random(labels.shape) < share] = UNKNOWN
    return hidden
