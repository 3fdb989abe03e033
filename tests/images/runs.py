"""Small runs of the images lab: made as the command line makes them, a few seconds each."""

from pathlib import Path

from hackday import api
from hackday.api import Run
from hackday.images.spec import ImagesSpec

TINY = ImagesSpec(
    data="ellipses-white",
    pictures=300,
    images=320,
    batch_size=16,
    samples=4,
    generator_widths=(12, 8, 6),
    discriminator_widths=(8, 12),
    latent=8,
    measured=100,
    judge_steps=4,
)


def new_run(runs: Path, spec: ImagesSpec = TINY, seed: int = 0, minutes: float | None = None) -> Run:
    """A fresh run directory of `spec`."""
    return api.create("images", spec, preset="ellipses-white", seed=seed, minutes=minutes, runs=runs)
