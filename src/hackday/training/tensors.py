"""The numbers of networks and of Adam as named tensors, for checkpoints: to hand out, and to fill again."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from hackday.runs import RunError

MOMENTS = ("exp_avg", "exp_avg_sq", "step")


def fill_moments(network: nn.Module, optimiser: torch.optim.Optimizer) -> None:
    """Give Adam the empty moments that it would make in its first step, so that there is something to save or fill."""
    for weights in network.parameters():
        if weights not in optimiser.state:
            optimiser.state[weights] = {
                "step": torch.zeros(()),
                "exp_avg": torch.zeros_like(weights, memory_format=torch.preserve_format),
                "exp_avg_sq": torch.zeros_like(weights, memory_format=torch.preserve_format),
            }


def moments_of(network: nn.Module, optimiser: torch.optim.Optimizer) -> Iterator[tuple[str, Tensor]]:
    """Adam's moments for each of the network's weights: `name/moment`."""
    for name, weights in network.named_parameters():
        for moment in MOMENTS:
            if weights in optimiser.state:
                yield f"{name}/{moment}", optimiser.state[weights][moment]


@torch.no_grad()
def fill_tensors(tensors: Iterable[tuple[str, Tensor]], arrays: Mapping[str, np.ndarray[Any, Any]], of: str) -> None:
    """Put a checkpoint's numbers back. RunError if they are not `of` such a network, as `the run's network`."""
    try:
        for name, tensor in tensors:
            found = torch.from_numpy(np.array(arrays[name]))
            if found.shape != tensor.shape:
                raise ValueError(f"{name} has shape {tuple(found.shape)}, not {tuple(tensor.shape)}")
            tensor.copy_(found)
    except (LookupError, ValueError, TypeError) as error:
        raise RunError(f"the checkpoint does not fit {of} ({error}); train the run again") from None
