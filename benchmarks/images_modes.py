"""All of a thousand kinds of pictures? Three stacked digits, learned by the default recipe and by the post's.

    python benchmarks/images_modes.py [--minutes M] [--recipe both|relativistic|dcgan] [--rung R] …

After Metz et al., "Unrolled GANs" (2017), with digits of our own. `--minutes` is the training of each recipe; reading
26,000 pictures takes some seconds more. The recipes and their networks are those of `hackday train images`.
"""

import argparse
import time
from dataclasses import dataclass

import modes
import numpy as np
import torch
from glyphs import SIZE, Bank, Reader, make_bank, read, reading_accuracy, train_reader
from report import gates, heading, table

from hackday.images.networks import LADDER, Networks, PictureShape, usual_widths
from hackday.images.presets import DCGAN
from hackday.images.randomness import latents
from hackday.images.spec import ImagesSpec
from hackday.images.step import Batch, Figures, Optimisers, Rates, learn
from hackday.images.train import between, draw, to_tensor
from hackday.processes import cores
from hackday.training import stream
from hackday.training.averaging import average_into
from hackday.training.device import gains_from_bfloat16, keep_freed_memory

MODES, SAMPLES, GLANCED = 1000, 26_000, 2000
LOOK_SECONDS = 15.0
VARIANTS, HELD_OUT = 500, 200  # of each digit
RECIPES = {"relativistic": ImagesSpec(), "dcgan": DCGAN}


@dataclass(frozen=True)
class Outcome:
    """What a recipe came to."""

    recipe: str
    counts: modes.Array
    steps: int
    images: int
    seconds: float

    @property
    def found(self) -> int:
        """Modes with a picture."""
        return modes.found(self.counts)

    def row(self) -> tuple[str, ...]:
        """For the table."""
        floor = modes.kl_floor(MODES, SAMPLES)
        kl = modes.kl_to_uniform(self.counts)
        return (
            self.recipe, str(self.found), f"{int(self.counts.min())} to {int(self.counts.max())}", f"{kl:.4f}",
            f"{floor:.4f}", f"{kl / floor:.1f}", f"{self.images:,}", f"{self.seconds:.0f}",
        )  # fmt: skip


def rates(spec: ImagesSpec, share: float, step: int) -> Rates:
    """The trainer's schedule, by the share of the time that is over."""
    cooling = max(0.0, 1 - (1 - share) / spec.cooling_share)
    rate = between(spec.learning_rate, spec.final_learning_rate, cooling) * min(
        1.0, (step + 1) / max(spec.warmup_steps, 1)
    )
    return Rates(rate, between(spec.gamma, spec.final_gamma, share))


def count(networks: Networks, spec: ImagesSpec, reader: Reader, samples: int, seed: int) -> modes.Array:
    """How often the average generator draws each mode, (1000,)."""
    latent = latents(seed, f"{samples} samples", samples, spec.latent)
    return modes.stacked_counts(read(reader, draw(networks.average, latent, torch.zeros(samples, 0))))


def show(spec: ImagesSpec, step: int, seconds: float, counts: modes.Array, figures: Figures) -> None:
    """A line of progress; even true draws of so few find not all modes."""
    most = modes.expected_found(MODES, GLANCED)
    print(
        f"{seconds:6.0f} s {step * spec.batch_size:10,} images  {modes.found(counts):4} modes in {GLANCED:,} samples "
        f"(true draws: {most:.0f})  kl {modes.kl_to_uniform(counts):.3f}  {figures.right:.0%} of pairs told apart",
        flush=True,
    )


def train(recipe: str, minutes: float, rung: str, bank: Bank, reader: Reader, seed: int) -> Outcome:
    """Train for so long, telling how it goes; looking at the pictures does not count."""
    spec, budget = RECIPES[recipe], minutes * 60
    networks = Networks(spec, PictureShape(SIZE, 3), usual_widths(rung, SIZE, spec.resampling), seed)
    optimisers = Optimisers.for_networks(networks, spec)
    bfloat16 = gains_from_bfloat16() and recipe == "relativistic"
    nothing = torch.zeros(spec.batch_size, 0)
    seconds, step, next_look = 0.0, 0, LOOK_SECONDS
    while seconds < budget:
        began = time.perf_counter()
        pictures, _ = bank.draw(stream(seed, "pictures", step), spec.batch_size)
        batch = Batch(to_tensor(pictures), nothing)
        figures = learn(networks, optimisers, batch, rates(spec, seconds / budget, step), spec, seed, step, bfloat16)
        step += 1
        average_into(networks.average, networks.generator, step=step, half_life_steps=spec.ema_half_life_steps)
        seconds += time.perf_counter() - began
        if seconds >= next_look:
            show(spec, step, seconds, count(networks, spec, reader, GLANCED, seed), figures)
            next_look = seconds + LOOK_SECONDS
    counts = count(networks, spec, reader, SAMPLES, seed)
    return Outcome(recipe, counts, step, step * spec.batch_size, seconds)


def main() -> None:
    """Train, count, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--minutes", type=float, default=20.0, help="training of each recipe")
    parser.add_argument("--recipe", choices=("both", *RECIPES), default="both")
    parser.add_argument("--rung", choices=LADDER, default="base", help="size of the default recipe's networks")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=cores())
    arguments = parser.parse_args()
    keep_freed_memory()
    torch.set_num_threads(arguments.threads)
    heading(f"1000 stacked digits, {SAMPLES:,} samples, {arguments.minutes:g} minutes of training for each recipe")

    bank = make_bank(arguments.seed, "training", VARIANTS)
    reader = train_reader(bank, arguments.seed)
    accuracy = reading_accuracy(reader, make_bank(arguments.seed, "held out", HELD_OUT))
    true = modes.stacked_counts(read(reader, bank.draw(stream(arguments.seed, "true draws"), SAMPLES)[0]))
    print(f"the reader is right on {accuracy:.2%} of held-out digits\n")

    chosen = list(RECIPES) if arguments.recipe == "both" else [arguments.recipe]
    outcomes = []
    for recipe in chosen:
        print(recipe)
        outcomes.append(train(recipe, arguments.minutes, arguments.rung, bank, reader, arguments.seed))
        print()
    print_table(outcomes, true)
    promises = [(f"the reader is right on at least 99.5 %: {accuracy:.2%}", accuracy >= 0.995)]
    by_name = {outcome.recipe: outcome for outcome in outcomes}
    if "relativistic" in by_name:
        ours = by_name["relativistic"].found
        promises.append((f"the default finds all {MODES}: {ours}", ours == MODES))
    if "dcgan" in by_name:
        theirs = by_name["dcgan"].found
        promises.append((f"the dcgan recipe misses some: finds {theirs}", theirs < MODES))
    gates(promises)


def print_table(outcomes: list[Outcome], true: modes.Array) -> None:
    """Each recipe, and true draws put through the same reader: what nobody can be better than."""
    print(f"digits missing from a channel: {missing(outcomes) or 'none'}")
    table(
        ("recipe", "modes", "samples a mode", "kl", "its floor", "times", "images", "seconds"),
        [Outcome("true draws", true, 0, 0, 0.0).row(), *(outcome.row() for outcome in outcomes)],
    )


def missing(outcomes: list[Outcome]) -> str:
    """Whole digits that a channel never shows, told apart from triples that are missing by chance."""
    gone = []
    for outcome in outcomes:
        cube = outcome.counts.reshape(10, 10, 10)
        for axis, channel in enumerate(("red", "green", "blue")):
            others = tuple(k for k in range(3) if k != axis)
            gone += [f"{outcome.recipe} {channel} {digit}" for digit in np.flatnonzero(cube.sum(axis=others) == 0)]
    return ", ".join(gone)


if __name__ == "__main__":
    main()
