"""The moving average of a network's weights: what it has learned, without the jitter of the last steps."""

import torch
from torch import nn


@torch.no_grad()
def average_into(average: nn.Module, network: nn.Module, *, step: int, half_life_steps: float) -> None:
    """Move `average` towards `network` so that a weight's share halves every `half_life_steps`.

    Early on the half-life is a tenth of the steps so far: an average must not remember how it began.
    """
    half_life = max(min(half_life_steps, step / 10), 1e-9)
    keep = 0.5 ** (1 / half_life)
    for slow, fast in zip(average.parameters(), network.parameters(), strict=True):
        slow.lerp_(fast, 1 - keep)
    for kept, seen in zip(average.buffers(), network.buffers(), strict=True):
        kept.copy_(seen)
