"""How many pictures a second each network learns from, on all cores, and the memory that it takes; the post's beside.

    python benchmarks/images_speed.py [--quick] [--threads N]

A step is all that `hackday train images` does to learn from a batch: both networks, both optimisers, the average. Each
network is measured in a process of its own, whose peak memory is then its own too (libraries included).
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from report import gates, heading, table

from hackday.images.data.faces import STYLES
from hackday.images.model import parameters
from hackday.images.networks import LADDER, Networks, PictureShape, Widths, usual_widths
from hackday.images.presets import PRESETS
from hackday.images.randomness import generator
from hackday.images.spec import ImagesSpec
from hackday.images.step import Batch, Optimisers, Rates, learn
from hackday.processes import cores
from hackday.training.averaging import average_into
from hackday.training.device import gains_from_bfloat16, keep_freed_memory

WARM_UP = 3
FACES = PictureShape(64, 3, tuple(len(feature.options) for feature in STYLES["lorelei"].values()))


@dataclass(frozen=True)
class Subject:
    """What is measured: a preset's settings, its pictures, and how large its networks are."""

    title: str
    spec: ImagesSpec
    shape: PictureShape
    rung: str = "base"

    @property
    def widths(self) -> Widths:
        """Of no use to the dcgan recipe, whose networks are fixed."""
        return usual_widths(self.rung, self.shape.size, self.spec.resampling)


SUBJECTS = {
    **{f"faces-{rung}": Subject(f"faces, {rung}", PRESETS["faces"].spec, FACES, rung) for rung in LADDER},
    "ellipses": Subject("ellipses, base", PRESETS["ellipses"].spec, PictureShape(32, 3)),
    "ellipses-white": Subject("ellipses-white, base", PRESETS["ellipses-white"].spec, PictureShape(28, 1)),
    "dcgan": Subject("dcgan (the post, small)", PRESETS["dcgan"].spec, PictureShape(28, 1)),
    "dcgan-outline": Subject("dcgan-outline (the post, small)", PRESETS["dcgan-outline"].spec, PictureShape(28, 3)),
    "dcgan-deep": Subject("dcgan-color, -faces (the post, deep)", PRESETS["dcgan-faces"].spec, PictureShape(64, 3)),
}
"""The networks of every preset; `faces` in all sizes that `--minutes` chooses from."""


@dataclass(frozen=True)
class Measured:
    """What a subject came to. `seconds`: of each step after the warm-up."""

    name: str
    batch_size: int
    seconds: list[float]
    megabytes: float
    generator: int
    discriminator: int

    @property
    def images_per_second(self) -> float:
        """By the median step."""
        return self.batch_size / statistics.median(self.seconds)

    def row(self) -> tuple[str, ...]:
        """For the table."""
        return (
            SUBJECTS[self.name].title,
            f"{SUBJECTS[self.name].shape.size}",
            f"{self.batch_size}",
            f"{self.generator / 1e6:.2f}",
            f"{self.discriminator / 1e6:.2f}",
            f"{self.images_per_second:.0f}",
            f"{self.batch_size / max(self.seconds):.0f}",
            f"{self.batch_size / min(self.seconds):.0f}",
            f"{self.megabytes:.0f}",
        )


COLUMNS = ("networks", "pixels", "batch", "G, M", "D, M", "images a second", "least", "most", "peak MB")
"""Of the table of `Measured` rows; G and D: millions of weights."""


def inside(name: str, steps: int, threads: int) -> dict[str, Any]:
    """What a process of its own does: train for some steps."""
    keep_freed_memory()
    torch.set_num_threads(threads)
    spec, shape = SUBJECTS[name].spec, SUBJECTS[name].shape
    networks = Networks(spec, shape, SUBJECTS[name].widths, seed=0)
    optimisers = Optimisers.for_networks(networks, spec)
    random = generator(0, "pictures")
    pictures = torch.rand(spec.batch_size, shape.channels, shape.size, shape.size, generator=random) * 2 - 1
    attributes = (torch.rand(spec.batch_size, shape.slots, generator=random) < 0.3).float()
    batch = Batch(pictures.contiguous(memory_format=torch.channels_last), attributes)
    bfloat16 = gains_from_bfloat16() and spec.recipe == "relativistic"
    seconds = []
    for step in range(WARM_UP + steps):
        began = time.perf_counter()
        learn(networks, optimisers, batch, Rates(spec.learning_rate, spec.gamma), spec, 0, step, bfloat16)
        average_into(networks.average, networks.generator, step=step + 1, half_life_steps=spec.ema_half_life_steps)
        seconds.append(time.perf_counter() - began)
    return {
        "batch_size": spec.batch_size,
        "seconds": seconds[WARM_UP:],
        "megabytes": peak_megabytes(),
        "generator": parameters(networks.generator),
        "discriminator": parameters(networks.discriminator),
    }


def peak_megabytes() -> float:
    """The most memory that this process has held."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def measure(name: str, steps: int, threads: int) -> Measured:
    """A subject, in a process of its own."""
    command = [sys.executable, str(Path(__file__).resolve()), "--inside", name, str(steps), "--threads", str(threads)]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return Measured(name, **json.loads(answer.stdout.splitlines()[-1]))


def main() -> None:
    """Measure all, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--quick", action="store_true", help="fewer steps")
    parser.add_argument("--threads", type=int, default=cores())
    parser.add_argument("--inside", nargs=2, metavar=("NAME", "STEPS"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inside:
        name, steps = arguments.inside
        print(json.dumps(inside(name, int(steps), arguments.threads)))
        return
    bfloat16 = "bfloat16 in the default recipe" if gains_from_bfloat16() else "float32"
    heading(f"Learning from pictures: PyTorch {torch.__version__}, {bfloat16}, {arguments.threads} threads")
    measured = {}
    for name, subject in SUBJECTS.items():
        slow = subject.spec.recipe == "dcgan"  # its batches are eight times as large
        measured[name] = measure(
            name, (3 if slow else 10) if arguments.quick else (7 if slow else 40), arguments.threads
        )
    table(COLUMNS, [one.row() for one in measured.values()])
    deep, ours = measured["dcgan-deep"].images_per_second, measured["faces-base"].images_per_second
    gates([(f"faces, base, learn faster than the post's deep network: {ours / deep:.1f} times", ours > deep)])


if __name__ == "__main__":
    main()
