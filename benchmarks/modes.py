"""Counting the kinds of things that a generator draws, where all kinds are known and equally likely.

Two figures belong together: how many modes are found, and the Kullback-Leibler divergence of their shares from equal
shares. The first sees a rare kind vanish, which the second hardly notices; the second sees kinds grow and shrink.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

NEAR = 3.0  # standard deviations from a centre; 98.9 % of true draws lie within
PERFECT_QUALITY = 1 - math.exp(-(NEAR**2) / 2)
"""The share of true draws in two dimensions that lie so near."""


@dataclass(frozen=True)
class Mixture:
    """Equally likely round Gaussians in the plane: `centres` (modes, 2), and the standard deviation of each."""

    name: str
    centres: Array
    sigma: float

    @property
    def scale(self) -> float:
        """What to divide the plane by, so that the whole has a standard deviation of about 1 in each direction."""
        return float(np.sqrt((self.centres**2).mean()))


def ring(modes: int = 8, radius: float = 2.0, sigma: float = 0.02) -> Mixture:
    """Gaussians on a circle, the first to the right. Their size beside the circle's is that of PacGAN's (2018) ring."""
    angle = 2 * np.pi * np.arange(modes) / modes
    return Mixture(f"{modes} on a ring", radius * np.stack([np.cos(angle), np.sin(angle)], axis=1), sigma)


def grid(side: int = 5, step: float = 2.0, sigma: float = 0.05) -> Mixture:
    """side × side Gaussians around the origin: −4, −2, 0, 2, 4 in both directions."""
    places = step * (np.arange(side) - (side - 1) / 2)
    x, y = np.meshgrid(places, places)
    return Mixture(f"{side * side} on a grid", np.stack([x.ravel(), y.ravel()], axis=1), sigma)


def near_centres(points: Array, mixture: Mixture) -> Array:
    """How many of `points` (n, 2) lie within 3 σ of each centre, (modes,); a point counts for its nearest centre."""
    distance = np.linalg.norm(points[:, None] - mixture.centres[None], axis=2)  # (n, modes)
    nearest = distance.argmin(axis=1)
    good = distance.min(axis=1) <= NEAR * mixture.sigma
    return np.bincount(nearest[good], minlength=len(mixture.centres))


def stacked_counts(glyphs: Array) -> Array:
    """How often each of the 1000 triples occurs, (1000,); `glyphs` (n, 3) are the glyphs 0 to 9 of the channels."""
    return np.bincount(glyphs @ np.array([100, 10, 1]), minlength=1000)


def found(counts: Array, at_least: int = 1) -> int:
    """How many modes have so many samples."""
    return int((counts >= at_least).sum())


def kl_to_uniform(counts: Array) -> float:
    """Σ p ln(p · modes), p the modes' shares: 0 where all are equal, ln(modes) where one has all, nan of nothing."""
    if counts.sum() == 0:
        return math.nan
    share = counts[counts > 0] / counts.sum()
    return float((share * np.log(share * len(counts))).sum())


def kl_floor(modes: int, samples: int) -> float:
    """What so many true draws come to on average, (modes − 1) / (2 · samples): chance alone makes shares unequal."""
    return (modes - 1) / (2 * samples)


def expected_found(modes: int, samples: int) -> float:
    """How many modes so many true draws find on average."""
    return float(modes * (1 - (1 - 1 / modes) ** samples))
