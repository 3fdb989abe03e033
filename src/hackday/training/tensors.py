"""The numbers of networks and of Adam as named tensors, for checkpoints: to hand out, and to fill again."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from hackday.runs import RunError

MOMENTS = ("exp_avg", "exp_avg_sq", "step")
DAMAGE = (LookupError, ValueError, TypeError, AttributeError, AssertionError, ArithmeticError, RuntimeError)
"""What a checkpoint may raise that is another run's, or a stranger's."""


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


@contextmanager
def fitting(of: str) -> Iterator[None]:
    """RunError in the place of anything that a checkpoint raises which is not `of` this run."""
    try:
        yield
    except DAMAGE as error:
        raise RunError(f"the checkpoint does not fit {of} ({error}); train the run again") from None


def check_shapes(build: Callable[[], nn.Module], arrays: Mapping[str, np.ndarray[Any, Any]], prefix: str) -> None:
    """ValueError unless `build` makes a network whose numbers are those of `arrays` that are called `prefix`/name.

    Nothing is allocated for it: a file must not make us claim memory that it does not fill.
    """
    with torch.device("meta"):
        wanted = {f"{prefix}/{name}": tuple(tensor.shape) for name, tensor in build().state_dict().items()}
    found = {name: array.shape for name, array in arrays.items() if name.startswith(f"{prefix}/")}
    if found != wanted:
        raise ValueError(f"its numbers for the {prefix} are not those of the network that it describes")


@torch.no_grad()
def fill_tensors(tensors: Iterable[tuple[str, Tensor]], arrays: Mapping[str, np.ndarray[Any, Any]], of: str) -> None:
    """Put a checkpoint's numbers back. RunError if they are not `of` such a network, as `the run's network`."""
    with fitting(of):
        for name, tensor in tensors:
            found = torch.from_numpy(np.array(arrays[name]))
            if found.shape != tensor.shape:
                raise ValueError(f"{name} has shape {tuple(found.shape)}, not {tuple(tensor.shape)}")
            tensor.copy_(found)
