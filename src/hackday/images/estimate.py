"""What an images training will take: the networks are built without memory and asked what passes through them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from hackday.images.budget import USUAL_RUNG, given_or_usual
from hackday.images.data.ellipses import COUNTS, SIZES
from hackday.images.data.sources import AVATAR_COUNT, CARTOONSET, DATASETS, SIZE
from hackday.images.model import parameters
from hackday.images.networks import LADDER, PictureShape, check_widths, pair_of
from hackday.images.spec import ImagesSpec
from hackday.limits import Estimate
from hackday.processes import cores

PROGRAM_BYTES = 380_000_000
SLOTS = 60
"""Of attributes, where there are some; few weights hang on them."""
COPIES = 9
"""Of every weight: itself, its slope, Adam's two, the average, the good state, a checkpoint as arrays and as bytes."""
PASSES = 1.6
"""Of what passes through a network, at its most: the values that the slopes need, and slopes of them."""
JUDGES_BYTES = 120_000_000
"""Of the networks that measure, and the features that they give."""
LISTED_BYTES = 800
"""Of a picture's name, the hash of its file and its labels while a folder is read; the pixels stay in a file."""
MACS_A_SECOND, STEP_SECONDS = 2e10, 0.02
"""Multiply-adds of a training on one core, and what a step takes beside them; benchmarks/images_speed.py."""
CARTOON_BYTES = 45_000
"""Of a picture in the Cartoon Set's archives."""
SMALLER = "choose a smaller --set batch_size=…, narrower --set generator_widths=…, or a smaller --set size=…"


@dataclass(frozen=True)
class Passing:
    """What one picture costs in a network: values that it leaves behind, and multiply-adds."""

    values: int
    macs: int


def estimate(spec: ImagesSpec, minutes: float | None) -> Estimate:
    """With a budget of minutes the widest network that could be chosen counts."""
    size = spec.size or SIZES.get(spec.data, SIZE)
    check_widths(spec, size)
    shape = PictureShape(size, 3, () if spec.recipe == "dcgan" else (SLOTS,))
    widths = given_or_usual(spec, shape, USUAL_RUNG if minutes is None else LADDER[-1])
    with torch.device("meta"):
        generator, judge = pair_of(spec, shape, widths)
        batch = spec.batch_size
        asked = torch.zeros(batch, shape.slots)
        drawn = passing(generator, batch, lambda: generator(torch.zeros(batch, spec.latent), asked))
        judged = passing(judge, batch, lambda: judge(torch.zeros(batch, 3, size, size), asked))
    weights = 4 * (parameters(generator) + parameters(judge))
    rows = 4 if spec.recipe == "relativistic" else 2  # real and drawn ones, each also nudged
    values = spec.batch_size * (drawn.values + rows * judged.values)
    picture = size * size * 3
    count = pictures_in(spec)
    in_memory = count if spec.data in COUNTS else 0  # ellipses are drawn anew, all others are read from a file
    data = picture * (in_memory + 2 * spec.measured) + LISTED_BYTES * count
    networks = COPIES * weights + round(PASSES * 4 * values) + JUDGES_BYTES
    disk = 2 * 6 * weights + picture * count + 20_000_000
    macs = 3 * drawn.macs + (3 * rows + 2) * judged.macs
    seconds = spec.images * (macs / (MACS_A_SECOND * cores()) + STEP_SECONDS / spec.batch_size)
    return Estimate(data, networks, PROGRAM_BYTES, disk, seconds if minutes is None else None, SMALLER)


def passing(network: nn.Module, batch: int, forward: Callable[[], object]) -> Passing:
    """What `forward`, a pass of `batch` pictures through `network`, costs for each. Nothing is computed on `meta`."""
    values, macs = 0, 0

    def count(module: nn.Module, _given: tuple[Tensor, ...], out: Tensor) -> None:
        nonlocal values, macs
        values += out.numel() // batch
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d | nn.Linear):
            macs += out.numel() // batch * module.weight[0].numel()

    hooks = [one.register_forward_hook(count) for one in network.modules() if not list(one.children())]
    forward()
    for hook in hooks:
        hook.remove()
    return Passing(values, macs)


def pictures_in(spec: ImagesSpec) -> int:
    """How many pictures there are to learn from, as far as a glance tells."""
    if spec.data in DATASETS:
        return spec.pictures or COUNTS.get(spec.data, AVATAR_COUNT)
    path = Path(spec.data.removeprefix(CARTOONSET)).expanduser()
    if path.is_dir():
        from hackday.images.data.folder import list_folder

        count = len(list_folder(path).files)
    else:
        count = path.stat().st_size // CARTOON_BYTES
    return min(count, spec.pictures or count)
