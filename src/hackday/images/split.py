"""Which pictures are learned from and which are held out, so that memory can be told from understanding."""

from typing import Any

import numpy as np

from hackday.training import stream

Array = np.ndarray[Any, Any]

HELD_OUT_SHARE = 0.1
MOST_HELD_OUT = 1000


def split(count: int, seed: int) -> tuple[Array, Array]:
    """Places of the pictures to learn from and of those held out, each ascending."""
    held_out = min(int(count * HELD_OUT_SHARE), MOST_HELD_OUT)
    order = stream(seed, "held out").permutation(count)
    return np.sort(order[held_out:]), np.sort(order[:held_out])
