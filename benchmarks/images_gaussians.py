"""Does a recipe find all modes? Eight Gaussians on a ring, 25 on a grid, two small networks, five seeds.

    python benchmarks/images_gaussians.py [--quick] [--seeds N] [--steps N]

The layouts are those of PacGAN (Lin et al. 2018) and before: a ring of radius 2 with σ 0.02, a grid from −4 to 4 in
steps of 2 with σ 0.05. Both recipes have the same networks, batches and steps, and their own usual optimiser; the
losses are the lab's. One core; the seconds are those of this process alone, whatever else the machine does.
"""

import argparse
import copy
import itertools
import statistics
import time
from dataclasses import dataclass, replace

import modes
import numpy as np
import torch
from report import gates, heading, table
from torch import Tensor, nn

from hackday.images.losses import (
    dcgan_discriminator_loss,
    dcgan_generator_loss,
    relativistic_discriminator_loss,
    relativistic_generator_loss,
    slope_penalty,
)
from hackday.images.model import initialise
from hackday.images.randomness import generator
from hackday.images.train import between
from hackday.training.averaging import average_into

SAMPLES, ENOUGH = 2500, 20
LATENT, WIDTH = 2, 64  # three hidden layers of 64 in both networks
REAL_LABEL = 0.9


@dataclass(frozen=True)
class Settings:
    """How a recipe trains. Lengths are in units of the data's standard deviation; γ and σ are the penalty's."""

    name: str
    learning_rate: float
    final_learning_rate: float
    betas: tuple[float, float]
    half_life_steps: float
    gamma: float = 0.0
    final_gamma: float = 0.0
    sigma: float = 0.0
    steps: int = 15_000
    batch_size: int = 256


# As the lab's defaults, but for β₁: in the plane 0.5 sharpens the modes sooner than 0 does.
RELATIVISTIC = Settings("relativistic", 1e-3, 5e-5, (0.5, 0.99), 200, gamma=0.1, final_gamma=0.01, sigma=0.02)
DCGAN = Settings("dcgan", 2e-4, 2e-4, (0.5, 0.999), 0)


@dataclass(frozen=True)
class Outcome:
    """A seed's: high-quality samples of each mode, and seconds of this process."""

    counts: modes.Array
    seconds: float


def network(inputs: int, outputs: int) -> nn.Sequential:
    """Three hidden layers."""
    sizes = [inputs, WIDTH, WIDTH, WIDTH]
    layers: list[nn.Module] = []
    for a, b in itertools.pairwise(sizes):
        layers += [nn.Linear(a, b), nn.LeakyReLU(0.2)]
    last = nn.Linear(WIDTH, outputs)
    whole = nn.Sequential(*layers, last)
    initialise(whole, last=last)
    return whole


def train(mixture: modes.Mixture, settings: Settings, seed: int) -> Outcome:
    """Train and count."""
    began = time.process_time()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(generator(seed, "first weights").initial_seed())
        drawing, judging = network(LATENT, 2), network(2, 1)
    average = copy.deepcopy(drawing)
    adams = [torch.optim.Adam(each.parameters(), betas=settings.betas, fused=True) for each in (drawing, judging)]
    random = generator(seed, "training")
    centres = torch.from_numpy(mixture.centres / mixture.scale).float()
    for step in range(settings.steps):
        share = step / settings.steps
        rate = between(settings.learning_rate, settings.final_learning_rate, max(0.0, 2 * share - 1))
        for adam in adams:
            adam.param_groups[0]["lr"] = rate
        noise = torch.randn(settings.batch_size, 2, generator=random) * (mixture.sigma / mixture.scale)
        real = centres[torch.randint(len(centres), (settings.batch_size,), generator=random)] + noise
        fake = drawing(torch.randn(settings.batch_size, LATENT, generator=random))
        told, logits = opinion(judging, real, fake.detach(), settings, share, random)
        follow(adams[1], told)
        judging.requires_grad_(False)
        again = judging(fake)[:, 0]
        dcgan = settings.name == "dcgan"
        follow(adams[0], dcgan_generator_loss(again) if dcgan else relativistic_generator_loss(logits, again))
        judging.requires_grad_(True)
        average_into(average, drawing, step=step + 1, half_life_steps=settings.half_life_steps)
    with torch.no_grad():
        points = average(torch.randn(SAMPLES, LATENT, generator=generator(seed, "samples"))).double().numpy()
    return Outcome(modes.near_centres(points * mixture.scale, mixture), time.process_time() - began)


def opinion(
    judging: nn.Module, real: Tensor, fake: Tensor, settings: Settings, share: float, random: torch.Generator
) -> tuple[Tensor, Tensor]:
    """The discriminator's loss, and its logits of the real points without their history."""
    seen = torch.cat([real, fake])
    if settings.name == "dcgan":
        own, drawn = judging(seen)[:, 0].chunk(2)
        return dcgan_discriminator_loss(own, drawn, REAL_LABEL), own.detach()
    nudged = seen + settings.sigma * torch.randn(seen.shape, generator=random)
    own, drawn, own_nudged, drawn_nudged = judging(torch.cat([seen, nudged]))[:, 0].chunk(4)
    slopes = slope_penalty(own, own_nudged, settings.sigma) + slope_penalty(drawn, drawn_nudged, settings.sigma)
    gamma = between(settings.gamma, settings.final_gamma, share)
    return relativistic_discriminator_loss(own, drawn) + gamma / 2 * slopes, own.detach()


def follow(adam: torch.optim.Optimizer, loss: Tensor) -> None:
    """One step down the loss."""
    adam.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    adam.step()


def true_draws(mixture: modes.Mixture) -> Outcome:
    """What nobody can be better than."""
    random = np.random.default_rng(0)
    points = mixture.centres[random.integers(len(mixture.centres), size=SAMPLES)]
    return Outcome(modes.near_centres(points + mixture.sigma * random.normal(size=points.shape), mixture), 0.0)


def row(title: str, outcomes: list[Outcome]) -> tuple[str, ...]:
    """For the table: modes of each seed, then least and median of what counts."""
    any_, enough = ([modes.found(one.counts, at_least) for one in outcomes] for at_least in (1, ENOUGH))
    quality = [one.counts.sum() / SAMPLES for one in outcomes]
    kl = [modes.kl_to_uniform(one.counts) for one in outcomes]
    floor = modes.kl_floor(len(outcomes[0].counts), SAMPLES)
    return (
        title,
        " ".join(map(str, any_)),
        f"{min(any_)}, {statistics.median(any_):g}",
        f"{min(enough)}, {statistics.median(enough):g}",
        f"{min(quality):.1%}, {statistics.median(quality):.1%}",
        f"{max(kl):.4f}, {statistics.median(kl):.4f}",
        f"{floor:.4f}",
        f"{statistics.median(one.seconds for one in outcomes):.0f}",
    )


def main() -> None:
    """Train all, count, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--quick", action="store_true", help="a tenth of the steps, two seeds: shows that it works")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=RELATIVISTIC.steps)
    arguments = parser.parse_args()
    seeds, steps = (2, arguments.steps // 10) if arguments.quick else (arguments.seeds, arguments.steps)
    torch.set_num_threads(1)
    heading(f"Gaussians in the plane: {steps:,} steps of {RELATIVISTIC.batch_size}, {SAMPLES:,} samples, {seeds} seeds")
    columns = ("", "modes of each seed", "least, median", f"with {ENOUGH} samples", "of high quality: least, median",
               "kl: most, median", "its floor", "seconds a seed")  # fmt: skip
    promises = []
    for mixture in (modes.ring(), modes.grid()):
        rows, all_modes = [row("true draws", [true_draws(mixture)])], len(mixture.centres)
        for settings in (RELATIVISTIC, DCGAN):
            outcomes = [train(mixture, replace(settings, steps=steps), seed) for seed in range(seeds)]
            rows.append(row(settings.name, outcomes))
            if settings is RELATIVISTIC:
                least = min(modes.found(one.counts) for one in outcomes)
                promises.append(
                    (f"{mixture.name}: all found by every seed of the default: {least}", least == all_modes)
                )
        table((mixture.name, *columns[1:]), rows)
    gates(promises)


if __name__ == "__main__":
    main()
