"""`stream` for torch: generators that the seed, the purpose and the step alone decide, so nothing need be saved."""

import torch

from hackday.training.randomness import stream


def torch_stream(seed: int, *purpose: str | int) -> torch.Generator:
    """Torch's generator for one purpose; asking twice gives the same."""
    return torch.Generator().manual_seed(int(stream(seed, *purpose).integers(2**62)))
