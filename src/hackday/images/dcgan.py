"""The networks of the post, as they were: transposed convolutions 5 × 5, batch norm in the one, dropout in the other.

The small pair (pictures of 28 pixels) is the one that the DCGAN tutorials draw digits with; the deep pair is the post's
for coloured pictures, 19 million parameters at 64 pixels. They know no attributes.
"""

import itertools

import torch
from torch import Tensor, nn

from hackday.images.model import base_and_doublings

SLOPE = 0.3
DROPOUT = 0.3
KERNEL = 5


class DcganGenerator(nn.Module):
    """(batch, latent) and no attributes → pictures (batch, channels, size, size) in −1 … 1."""

    def __init__(self, *, latent: int, size: int, channels: int) -> None:
        super().__init__()
        self.base, doublings = base_and_doublings(size)
        small = self.base == 7 and doublings == 2
        widths = [256, 128, 64] if small else [64 * 2 ** (doublings - stage) for stage in range(doublings)]
        strides = [1, 2] if small else [2] * (doublings - 1)
        self.latent, self.slots = latent, 0
        self.first = nn.Linear(latent, widths[0] * self.base**2, bias=False)
        self.first_norm = nn.BatchNorm1d(widths[0] * self.base**2, eps=1e-3, momentum=0.01)
        self.convolutions = nn.ModuleList(
            [_transposed(a, b, stride) for a, b, stride in zip(widths[:-1], widths[1:], strides, strict=True)]
        )
        self.norms = nn.ModuleList([nn.BatchNorm2d(width, eps=1e-3, momentum=0.01) for width in widths[1:]])
        self.last = _transposed(widths[-1], channels, 2)
        self.act = nn.LeakyReLU(SLOPE)
        _initialise(self)

    def forward(self, latent: Tensor, _attributes: Tensor) -> Tensor:
        """Draw."""
        x = self.act(self.first_norm(self.first(latent)))
        x = x.unflatten(1, (-1, self.base, self.base))  # (batch, widths[0], base, base)
        x = x.contiguous(memory_format=torch.channels_last)
        for convolution, norm in zip(self.convolutions, self.norms, strict=True):
            x = self.act(norm(convolution(x)))
        return torch.tanh(self.last(x))


class DcganDiscriminator(nn.Module):
    """Pictures (batch, channels, size, size) → logits (batch,). Forgets a part of what it sees, while training."""

    def __init__(self, *, size: int, channels: int) -> None:
        super().__init__()
        base, doublings = base_and_doublings(size)
        small = base == 7 and doublings == 2
        widths = [channels, 64, 128] if small else [channels, 64, 128, 256]
        self.convolutions = nn.ModuleList(
            [nn.Conv2d(a, b, KERNEL, stride=2, padding=2) for a, b in itertools.pairwise(widths)]
        )
        final = size
        for _ in self.convolutions:
            final = (final + 1) // 2
        self.logit = nn.Linear(widths[-1] * final**2, 1)
        self.act = nn.LeakyReLU(SLOPE)
        _initialise(self)

    def forward(self, pictures: Tensor, _attributes: Tensor, forget: torch.Generator | None = None) -> Tensor:
        """Judge; with `forget`, after dropout drawn from it."""
        x = pictures
        for convolution in self.convolutions:
            x = self.act(convolution(x))
            if forget is not None:
                kept = torch.rand(x.shape, generator=forget) >= DROPOUT
                x = x * kept.to(x.dtype) / (1 - DROPOUT)
        logits: Tensor = self.logit(x.flatten(1))[:, 0]
        return logits


def _transposed(inputs: int, outputs: int, stride: int) -> nn.ConvTranspose2d:
    return nn.ConvTranspose2d(inputs, outputs, KERNEL, stride=stride, padding=2, output_padding=stride - 1, bias=False)


def _initialise(network: nn.Module) -> None:
    """Keras's default (Glorot and Bengio 2010), which the post's code trained from; biases 0."""
    for module in network.modules():
        if isinstance(module, nn.Linear | nn.Conv2d | nn.ConvTranspose2d):
            nn.init.xavier_uniform_(module.weight)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
