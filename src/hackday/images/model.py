"""The default's two networks: plain 3 × 3 convolutions, no normalisation, leaky rectifiers.

    generator      latent, attributes → dense → 4 × 4 → (enlarge, convolve) … → convolve → tanh
    discriminator  picture → fold → convolve → (halve, convolve, convolve) … → dense → features → one logit

Maps are enlarged by repeating each number. The discriminator first folds each square of four pixels into one of four
times as many channels, then halves by convolutions of 4 × 4 with a stride of 2: every pixel counts alike. With 3 × 3
ones every second row counts more, and the generator draws a grid that neither gets rid of. `resampling="bilinear"` is
the other way out: smooth enlarging, and halving by averaging (docs/decisions/0006).

Attributes enter the generator as a multi-hot vector beside the latent, all slots of an attribute 0 for "any"; its first
layer then adds up one learned vector for each value. In the discriminator the logit is ψ(φ) + ⟨φ, E·y⟩, the projection
of Miyato and Koyama (2018) with y the multi-hot vector; beside it the discriminator names each attribute from the same
features φ (Odena et al. 2017), which teaches it to look for features of few pixels.
"""

import itertools
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from hackday.images.spec import Resampling

SLOPE = 0.2
REACH, LEAK = 0.96, 0.01
"""A picture is REACH · tanh(x) + LEAK · x. White and black are reached at x = ±4, where the tanh has ended and the leak
goes on: there an error of the sums hardly shows, so that flat ground is flat; with a tanh that crosses them steeply it
has grain. Without the leak's slope a bad start can drive every pixel to an end for good."""


@dataclass(frozen=True)
class Trace:
    """One layer's output: its name, and numbers of shape (batch, …)."""

    name: str
    output: Tensor


def base_and_doublings(size: int) -> tuple[int, int]:
    """A size as `base` · 2^`doublings` with a base of 4 to 7: 64 is 4 · 2⁴, 28 is 7 · 2²."""
    doublings = 0
    while size > 7 and size % 2 == 0:
        size, doublings = size // 2, doublings + 1
    return size, doublings


def judged_sizes(size: int, resampling: Resampling) -> int:
    """How many sizes of maps a discriminator has: from half the size of the picture down, or from the full size."""
    _, doublings = base_and_doublings(size)
    return doublings if resampling == "nearest" else doublings + 1


class Generator(nn.Module):
    """(batch, latent) and (batch, slots) → pictures (batch, channels, size, size), nominally in −1 … 1."""

    def __init__(
        self, *, latent: int, slots: int, widths: tuple[int, ...], size: int, channels: int,
        resampling: Resampling = "nearest",
    ) -> None:  # fmt: skip
        """`widths`: channels of the maps from the smallest to the full size, one for each size."""
        super().__init__()
        self.base, doublings = base_and_doublings(size)
        assert len(widths) == doublings + 1
        self.latent, self.slots, self.resampling = latent, slots, resampling
        self.first = nn.Linear(latent + slots, widths[0] * self.base**2)
        pairs = itertools.pairwise(widths)
        self.convolutions = nn.ModuleList([nn.Conv2d(a, b, 3, padding=1) for a, b in pairs])
        self.last = nn.Conv2d(widths[-1], channels, 3, padding=1)
        self.act = nn.LeakyReLU(SLOPE)
        self.enlarge = nn.Upsample(scale_factor=2, mode=resampling)
        initialise(self, last=self.last)

    def forward(self, latent: Tensor, attributes: Tensor) -> Tensor:
        """Draw."""
        x = self.act(self.first(torch.cat([latent, attributes], dim=1)))
        x = x.unflatten(1, (-1, self.base, self.base))  # (batch, widths[0], base, base)
        x = x.contiguous(memory_format=torch.channels_last)
        for convolution in self.convolutions:
            x = self.act(convolution(self.enlarge(x)))
        sums = self.last(x)
        picture: Tensor = REACH * torch.tanh(sums) + LEAK * sums
        return picture


class Discriminator(nn.Module):
    """Pictures (batch, channels, size, size) and attributes (batch, slots) → logits (batch,).

    `group` pictures that follow each other, all real or all drawn, are compared: how far they differ stands beside
    their smallest maps (minibatch standard deviation, Karras et al. 2018, section 3). So a generator that draws too few
    kinds of picture is seen through, though each picture alone is good.
    """

    def __init__(
        self, *, values: tuple[int, ...], widths: tuple[int, ...], size: int, channels: int, features: int = 128,
        group: int = 1, resampling: Resampling = "nearest",
    ) -> None:  # fmt: skip
        """`widths`: channels of the maps from the largest (`judged_sizes`) down to the smallest, one for each size.

        `values`: how many values each attribute has; the slots of the attributes follow each other.
        """
        super().__init__()
        base, _ = base_and_doublings(size)
        assert len(widths) == judged_sizes(size, resampling)
        pairs = list(itertools.pairwise(widths))
        folded = resampling == "nearest"
        self.fold: nn.Module = nn.PixelUnshuffle(2) if folded else nn.Identity()
        self.first = nn.Conv2d(4 * channels if folded else channels, widths[0], 3, padding=1)
        self.halve: nn.Module = nn.Identity() if folded else nn.AvgPool2d(2)
        kernel, stride = (4, 2) if folded else (3, 1)
        self.down = nn.ModuleList([nn.Conv2d(a, b, kernel, stride, padding=1) for a, b in pairs])
        self.within = nn.ModuleList([nn.Conv2d(b, b, 3, padding=1) for _, b in pairs])
        self.group = group
        self.features = nn.Linear((widths[-1] + (group > 1)) * base**2, features)
        self.logit = nn.Linear(features, 1)
        self.values, slots = values, sum(values)
        self.embedding = nn.Linear(slots, features, bias=False) if slots else None
        self.naming = nn.Linear(features, slots) if slots else None
        self.act = nn.LeakyReLU(SLOPE)
        initialise(self, last=self.logit)

    def forward(self, pictures: Tensor, attributes: Tensor) -> Tensor:
        """Judge."""
        return self.judge(self.see(pictures), attributes)

    def see(self, pictures: Tensor) -> Tensor:
        """What it makes of pictures, (batch, features), whatever they are said to show."""
        x = self.act(self.first(self.fold(pictures).contiguous(memory_format=torch.channels_last)))
        for down, within in zip(self.down, self.within, strict=True):
            x = self.act(down(self.halve(x)))
            x = self.act(within(x))
        if self.group > 1:
            x = torch.cat([x, spread(x, self.group)], dim=1)
        seen: Tensor = self.act(self.features(x.flatten(1)))
        return seen

    def judge(self, seen: Tensor, attributes: Tensor) -> Tensor:
        """The logits of pictures that were seen, if they are said to have these attributes."""
        logits: Tensor = self.logit(seen)[:, 0]
        if self.embedding is not None:
            logits = logits + (seen * self.embedding(attributes)).sum(dim=1) / seen.shape[1] ** 0.5
        return logits

    def name(self, seen: Tensor) -> Tensor:
        """Logits of every value of every attribute, (batch, slots), for pictures that were seen."""
        assert self.naming is not None
        named: Tensor = self.naming(seen)
        return named


def spread(maps: Tensor, group: int) -> Tensor:
    """How far each group of rows differs, place by place: (batch, channels, h, w) → (batch, 1, h, w).

    The standard deviation over the group, averaged over the channels. The batch is whole groups.
    """
    groups = maps.reshape(-1, group, *maps.shape[1:])  # (groups, group, channels, h, w)
    deviation: Tensor = (groups.var(dim=1, unbiased=False) + 1e-8).sqrt().mean(dim=1, keepdim=True)
    return deviation.repeat_interleave(group, dim=0)


def initialise(network: nn.Module, *, last: nn.Module) -> None:
    """He's initialisation for leaky rectifiers (2015), the last layer's output small; biases 0."""
    for module in network.modules():
        if isinstance(module, nn.Linear | nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, a=SLOPE)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
    with torch.no_grad():
        last.weight.mul_(0.5)  # type: ignore[operator]


def parameters(network: nn.Module) -> int:
    """How many numbers the network has."""
    return sum(weights.numel() for weights in network.parameters())
