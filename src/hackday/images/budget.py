"""Which networks a machine can train in the minutes it is given, and for how long they should be trained."""

import math
import time
from dataclasses import dataclass

import numpy as np
import torch

from hackday.images.networks import LADDER, Networks, PictureShape, Widths, usual_widths
from hackday.images.spec import ImagesSpec, Resampling
from hackday.images.step import Batch, Optimisers, Rates, learn

WANTED_IMAGES: dict[Resampling, dict[str, int]] = {
    "nearest": {"large": 120_000, "base": 30_000, "small": 30_000},
    "bilinear": {"large": 120_000, "base": 120_000, "small": 120_000},
}
"""How many pictures a network must see to be worth its time; one that cannot is too wide for it."""
TRIALS = 4
USUAL_RUNG = "base"


@dataclass(frozen=True)
class Plan:
    """What will be trained: the widths of both networks and the number of steps."""

    widths: Widths
    steps: int


def given_or_usual(spec: ImagesSpec, shape: PictureShape, rung: str) -> Widths:
    """The widths of the settings, each where it is given; else those of `rung`."""
    usual = usual_widths(rung, shape.size, spec.resampling)
    return Widths(spec.generator_widths or usual.generator, spec.discriminator_widths or usual.discriminator)


def plan(spec: ImagesSpec, shape: PictureShape, seconds: float | None, bfloat16: bool) -> Plan:
    """Without a budget the settings' number of images; with `seconds`, what this machine can do in them."""
    if seconds is None:
        return Plan(given_or_usual(spec, shape, USUAL_RUNG), math.ceil(spec.images / spec.batch_size))
    began = time.monotonic()
    fixed = spec.recipe == "dcgan" or (spec.generator_widths and spec.discriminator_widths)
    for rung in LADDER[-1:] if fixed else reversed(LADDER):
        widths = given_or_usual(spec, shape, rung)
        pace = images_per_second(spec, shape, widths, bfloat16, 2 if fixed else TRIALS)
        images = pace * max(seconds - (time.monotonic() - began), 1.0)
        if fixed or images >= WANTED_IMAGES[spec.resampling].get(rung, 0):
            break
    return Plan(widths, max(1, int(images / spec.batch_size)))


def images_per_second(spec: ImagesSpec, shape: PictureShape, widths: Widths, bfloat16: bool, trials: int) -> float:
    """Measured on networks that are thrown away: the median of `trials` real steps, the first left out."""
    networks = Networks(spec, shape, widths, seed=0)
    optimisers = Optimisers.for_networks(networks, spec)
    pictures = torch.zeros(spec.batch_size, shape.channels, shape.size, shape.size)
    batch = Batch(pictures.contiguous(memory_format=torch.channels_last), torch.zeros(spec.batch_size, shape.slots))
    took = []
    for step in range(trials):
        began = time.monotonic()
        learn(networks, optimisers, batch, Rates(spec.learning_rate, spec.gamma), spec, 0, step, bfloat16)
        took.append(time.monotonic() - began)
    return spec.batch_size / float(np.median(took[1:]))
