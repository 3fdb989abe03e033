"""Random numbers of a step: from the run's seed, the purpose and the step alone.

A resumed run needs no saved state of random generators, and no purpose disturbs another.
"""

from typing import Any

import numpy as np
import torch
from torch import Tensor

from hackday.training import stream
from hackday.training.torch_streams import torch_stream

Array = np.ndarray[Any, Any]


def generator(seed: int, purpose: str, step: int = 0) -> torch.Generator:
    """Torch's generator for one purpose in one step."""
    return torch_stream(seed, purpose, step)


def latents(seed: int, purpose: str, count: int, length: int, step: int = 0) -> Tensor:
    """(count, length) float32 from N(0, 1)."""
    return torch.randn(count, length, generator=generator(seed, purpose, step))


def batch_places(seed: int, step: int, batch_size: int, count: int) -> Array:
    """Which of `count` pictures step `step` (from 0) shows: every picture once an epoch, each epoch in a new order."""
    first = step * batch_size
    places: list[int] = []
    while len(places) < batch_size:
        epoch, start = divmod(first + len(places), count)
        order = stream(seed, "order", epoch).permutation(count)
        places += order[start : start + batch_size - len(places)].tolist()
    return np.array(places)
