"""A training's numbers as flat arrays by name, and back: what a checkpoint holds."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from hackday.images.networks import Networks
from hackday.images.step import Optimisers
from hackday.runs import RunError

Array = np.ndarray[Any, Any]

MOMENTS = ("exp_avg", "exp_avg_sq", "step")


def arrays_of(networks: Networks, optimisers: Optimisers) -> dict[str, Array]:
    """Every number of both networks, the average and both optimisers."""
    return {name: tensor.detach().contiguous().numpy() for name, tensor in _tensors(networks, optimisers)}


def snapshot(networks: Networks, optimisers: Optimisers) -> dict[str, Array]:
    """The same, as copies that later steps do not change."""
    return {name: array.copy() for name, array in arrays_of(networks, optimisers).items()}


@torch.no_grad()
def load_arrays(networks: Networks, optimisers: Optimisers, arrays: Mapping[str, Array]) -> None:
    """Put the numbers back. RunError if they are not of such networks."""
    fill_moments(networks, optimisers)
    try:
        for name, tensor in _tensors(networks, optimisers):
            found = torch.from_numpy(np.array(arrays[name]))
            if found.shape != tensor.shape:
                raise ValueError(f"{name} has shape {tuple(found.shape)}, not {tuple(tensor.shape)}")
            tensor.copy_(found)
    except (LookupError, ValueError, TypeError) as error:
        raise RunError(f"the checkpoint does not fit the run's networks ({error}); train the run again") from None


def _tensors(networks: Networks, optimisers: Optimisers) -> Iterator[tuple[str, Tensor]]:
    for part in ("generator", "discriminator", "average"):
        for name, tensor in getattr(networks, part).state_dict().items():
            yield f"{part}/{name}", tensor
    for part in ("generator", "discriminator"):
        optimiser: torch.optim.Optimizer = getattr(optimisers, part)
        for name, weights in getattr(networks, part).named_parameters():
            for moment in MOMENTS:
                if weights in optimiser.state:
                    yield f"adam/{part}/{name}/{moment}", optimiser.state[weights][moment]


def fill_moments(networks: Networks, optimisers: Optimisers) -> None:
    """Give Adam the empty moments that it would make in its first step, so that there is something to save or fill."""
    for part in ("generator", "discriminator"):
        optimiser: torch.optim.Optimizer = getattr(optimisers, part)
        for weights in getattr(networks, part).parameters():
            if weights not in optimiser.state:
                optimiser.state[weights] = {
                    "step": torch.zeros(()),
                    "exp_avg": torch.zeros_like(weights, memory_format=torch.preserve_format),
                    "exp_avg_sq": torch.zeros_like(weights, memory_format=torch.preserve_format),
                }
