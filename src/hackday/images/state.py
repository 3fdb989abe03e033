"""A training's numbers as flat arrays by name, and back: what a checkpoint holds."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from torch import Tensor

from hackday.images.networks import Networks
from hackday.images.step import Optimisers
from hackday.training.tensors import fill_moments, fill_tensors, moments_of

Array = np.ndarray[Any, Any]


def arrays_of(networks: Networks, optimisers: Optimisers) -> dict[str, Array]:
    """Every number of both networks, the average and both optimisers."""
    return {name: tensor.detach().contiguous().numpy() for name, tensor in _tensors(networks, optimisers)}


def snapshot(networks: Networks, optimisers: Optimisers) -> dict[str, Array]:
    """The same, as copies that later steps do not change."""
    return {name: array.copy() for name, array in arrays_of(networks, optimisers).items()}


def load_arrays(networks: Networks, optimisers: Optimisers, arrays: Mapping[str, Array]) -> None:
    """Put the numbers back. RunError if they are not of such networks."""
    fill_all_moments(networks, optimisers)
    fill_tensors(_tensors(networks, optimisers), arrays, "the run's networks")


def _tensors(networks: Networks, optimisers: Optimisers) -> Iterator[tuple[str, Tensor]]:
    for part in ("generator", "discriminator", "average"):
        for name, tensor in getattr(networks, part).state_dict().items():
            yield f"{part}/{name}", tensor
    for part in ("generator", "discriminator"):
        for name, tensor in moments_of(getattr(networks, part), getattr(optimisers, part)):
            yield f"adam/{part}/{name}", tensor


def fill_all_moments(networks: Networks, optimisers: Optimisers) -> None:
    """Empty moments for both networks' weights, where there are none."""
    for part in ("generator", "discriminator"):
        fill_moments(getattr(networks, part), getattr(optimisers, part))
