"""From settings to a pair of networks, and how large they are where the settings leave it open."""

import copy
import math
from dataclasses import dataclass

import torch
from torch import nn

from hackday.images.dcgan import DcganDiscriminator, DcganGenerator
from hackday.images.model import Discriminator, Generator, base_and_doublings, judged_sizes
from hackday.images.randomness import generator as random_generator
from hackday.images.spec import ImagesSpec, Resampling
from hackday.specs import require


@dataclass(frozen=True)
class PictureShape:
    """What the networks must fit: pixels along a side, channels of a pixel, how many values each attribute has."""

    size: int
    channels: int
    values: tuple[int, ...] = ()

    @property
    def slots(self) -> int:
        """The length of the attributes' multi-hot vector."""
        return sum(self.values)


@dataclass(frozen=True)
class Widths:
    """Channels of the maps: the generator's from the smallest size up, the discriminator's from the largest down."""

    generator: tuple[int, ...]
    discriminator: tuple[int, ...]


LADDER = ("tiny", "small", "base", "large")
"""The sizes of networks that `--minutes` chooses from, smallest first."""

FULL_SIZE = {"tiny": 8, "small": 16, "base": 16, "large": 24}
"""Channels of the generator's maps of the full size."""
JUDGED = {
    "nearest": {"tiny": 16, "small": 32, "base": 32, "large": 48},
    "bilinear": {"tiny": 6, "small": 8, "base": 8, "large": 12},
}
"""Channels of the discriminator's largest maps, which `judged_sizes` tells."""
MOST = {"tiny": 48, "small": 64, "base": 128, "large": 192}
"""Channels at the smallest sizes; in between they double from size to size."""


def usual_widths(rung: str, size: int, resampling: Resampling) -> Widths:
    """The widths of the rung `rung` for pictures of `size` pixels."""
    _, doublings = base_and_doublings(size)
    up = (min(FULL_SIZE[rung] * 2**stage, MOST[rung]) for stage in reversed(range(doublings + 1)))
    stages = range(judged_sizes(size, resampling))
    down = (min(JUDGED[resampling][rung] * 2**stage, MOST[rung]) for stage in stages)
    return Widths(tuple(up), tuple(down))


class Networks:
    """The pair that is trained, and the generator's moving average, which draws all that is shown."""

    def __init__(self, spec: ImagesSpec, shape: PictureShape, widths: Widths, seed: int) -> None:
        """Fresh networks; their first weights depend on `seed` alone."""
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(random_generator(seed, "first weights").initial_seed())
            self.generator, self.discriminator = pair_of(spec, shape, widths)
        for network in (self.generator, self.discriminator):
            network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.average = copy.deepcopy(self.generator)
        self.average.eval()


def build_generator(spec: ImagesSpec, shape: PictureShape, widths: Widths) -> nn.Module:
    """A generator of the right shape, its weights still without meaning."""
    if spec.recipe == "dcgan":
        return DcganGenerator(latent=spec.latent, size=shape.size, channels=shape.channels)
    return Generator(latent=spec.latent, slots=shape.slots, widths=widths.generator, size=shape.size,
                     channels=shape.channels, resampling=spec.resampling)  # fmt: skip


def pair_of(spec: ImagesSpec, shape: PictureShape, widths: Widths) -> tuple[nn.Module, nn.Module]:
    """A generator and a discriminator with fresh weights from torch's own random numbers."""
    generator = build_generator(spec, shape, widths)
    if spec.recipe == "dcgan":
        return generator, DcganDiscriminator(size=shape.size, channels=shape.channels)
    return generator, Discriminator(
        values=shape.values, widths=widths.discriminator, size=shape.size, channels=shape.channels,
        group=math.gcd(spec.compared, spec.batch_size), resampling=spec.resampling,
    )  # fmt: skip


def check_widths(spec: ImagesSpec, size: int) -> None:
    """SpecError if the settings give widths that do not fit pictures of `size` pixels."""
    _, doublings = base_and_doublings(size)
    needed = {"generator_widths": doublings + 1, "discriminator_widths": judged_sizes(size, spec.resampling)}
    for name, count in needed.items():
        given = getattr(spec, name)
        fits = not given or len(given) == count
        require(fits, f"{name} has {len(given)} numbers; pictures of {size} pixels need {count}, one a map size")
