"""The watch for collapse: is the generator still drawing many different pictures, and is anybody still learning?

At every frame of the film the generator's pictures are compared with as many real ones, both as small
blurred thumbnails. What the watch sees becomes figures on the time line and, where it looks bad for good, an alarm in
plain words.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from hackday.images.metrics.neighbours import density_and_coverage

Array = np.ndarray[Any, Any]
Kind = Literal["few-distinct", "no-variety", "coverage-falls", "discriminator-wins", "not-finite"]

WATCHED = 400  # pictures of each kind
THUMBNAIL = 8  # pixels along a side
GRACE = 0.15  # of the training: before that, every picture is the same blot
FEW = 0.5  # of the pictures distinct
FALLEN = 0.5  # of the best coverage so far
WINS = 0.98  # of the pairs told apart
POOR = 0.3  # coverage, where real pictures have about 0.97
EARLY_IMAGES = 5000  # before that the discriminator always leads, and a picture may be the same blot
LONG = 5  # frames in a row that make "for good"


@dataclass(frozen=True)
class Look:
    """What the watch saw at one frame. `progress`: 0 … 1; `right`: pairs that the discriminator told apart since."""

    images: int
    progress: float
    distinct: float
    coverage: float
    right: float


@dataclass(frozen=True)
class Alarm:
    """When, what, and what it means."""

    images: int
    kind: Kind
    text: str


def thumbnails(pictures: Array) -> Array:
    """uint8 (n, size, size, channels) → (n, features) float64: averaged to THUMBNAIL pixels a side, 0 … 1."""
    size = pictures.shape[1]
    edges = np.linspace(0, size, THUMBNAIL + 1).astype(int)
    rows = np.add.reduceat(pictures.astype(np.float64), edges[:-1], axis=1)
    both = np.add.reduceat(rows, edges[:-1], axis=2)
    area = np.diff(edges)[:, None] * np.diff(edges)[None, :]
    small: Array = both / area[None, :, :, None] / 255
    return small.reshape(len(pictures), -1)


def nearest_of_own(features: Array) -> Array:
    """Each row's distance to the nearest other row, (n,)."""
    squares = (features**2).sum(axis=1)
    distances = squares[:, None] + squares[None, :] - 2 * features @ features.T
    np.fill_diagonal(distances, np.inf)
    nearest: Array = np.sqrt(np.maximum(distances.min(axis=1), 0))
    return nearest


def distinct_share(real: Array, drawn: Array) -> float:
    """The share of `drawn` whose nearest other drawn picture is no copy: farther than half of what is usual among
    as many real ones (the median). Both are thumbnails, (n, features); about 1 for a generator without favourites.
    Of drawn ones that are more than the real ones the first count: the more pictures, the nearer the nearest.
    """
    drawn = drawn[: len(real)]
    return float(np.mean(nearest_of_own(drawn) > 0.5 * np.median(nearest_of_own(real))))


def look(real: Array, drawn: Array, *, images: int, progress: float, right: float) -> Look:
    """Compare thumbnails of real and of drawn pictures, (n, features) each."""
    _, coverage = density_and_coverage(real, drawn)
    return Look(images, progress, distinct_share(real, drawn), coverage, right)


def alarms(looks: Sequence[Look]) -> list[Alarm]:
    """Every alarm that these looks give, in order; a kind rings again only after it has been quiet."""
    rung: list[Alarm] = []
    quiet = dict.fromkeys(_TESTS, True)
    for seen in range(1, len(looks) + 1):
        for kind, test in _TESTS.items():
            text = test(looks[:seen]) if looks[seen - 1].progress >= GRACE else None
            if text and quiet[kind]:
                rung.append(Alarm(looks[seen - 1].images, kind, text))
            quiet[kind] = text is None
    return rung


def _alike(looks: Sequence[Look]) -> bool:
    return len(looks) >= 2 and all(one.distinct < FEW for one in looks[-2:])


def _ever_varied(looks: Sequence[Look]) -> bool:
    return any(one.distinct >= FEW for one in looks)


def _few_distinct(looks: Sequence[Look]) -> str | None:
    if not _alike(looks) or not _ever_varied(looks):
        return None
    same = 1 - looks[-1].distinct
    return (
        f"Collapse: {same:.0%} of the pictures are near copies of each other. The generator has found a few pictures "
        "that please the discriminator and draws little else."
    )


def _no_variety(looks: Sequence[Look]) -> str | None:
    if not _alike(looks) or _ever_varied(looks) or looks[-1].images < EARLY_IMAGES:
        return None
    return (
        f"No variety: {1 - looks[-1].distinct:.0%} of the pictures are near copies of each other, and never was it "
        "otherwise. The generator draws the same whatever its random numbers: it has settled on what pleases the "
        "discriminator, or has not learned enough yet."
    )


def _coverage_falls(looks: Sequence[Look]) -> str | None:
    best = max(one.coverage for one in looks)
    if best < 0.2 or len(looks) < 2 or any(one.coverage >= FALLEN * best for one in looks[-2:]):
        return None
    return (
        f"Forgetting: the pictures now come near {looks[-1].coverage:.0%} of the real ones, where it was {best:.0%} "
        "before. Whole kinds of picture are no longer drawn."
    )


def _discriminator_wins(looks: Sequence[Look]) -> str | None:
    # A strict judge alone is no harm: paired judgement goes on teaching while the pictures come near the real ones.
    if len(looks) < LONG or looks[-1].images < EARLY_IMAGES:
        return None
    if any(one.right < WINS or one.coverage >= POOR for one in looks[-LONG:]):
        return None
    return (
        f"The discriminator wins for good: it has told {looks[-1].right:.0%} of the pairs apart for long, so "
        "the generator is hardly told what to do better."
    )


_TESTS: dict[Kind, Callable[[Sequence[Look]], str | None]] = {
    "few-distinct": _few_distinct,
    "no-variety": _no_variety,
    "coverage-falls": _coverage_falls,
    "discriminator-wins": _discriminator_wins,
}
