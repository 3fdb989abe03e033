"""How alike two sets of points are, told by who is near whom; the points are features of pictures, or pictures.

A generator can fail in two ways, and one figure cannot show both: pictures where no real ones are (low density), and
real ones near which it draws nothing (low coverage). KID compares the sets as wholes, memorisation asks for copies.
All figures compare equal distributions only at equal numbers: report what real against real gets, beside them.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from hackday.specs import require

Array = np.ndarray[Any, Any]

BLOCK_NUMBERS = 4_000_000
"""Numbers in the largest block worked on at once: 32 MB."""
ROUNDING = 1e-12
"""Squared distances below this share of the points' own squared lengths are rounding, and count as 0."""


def density_and_coverage(real: Array, fake: Array, k: int = 5) -> tuple[float, float]:
    """Naeem et al. 2020 (arXiv 2002.09797, eq. 3 and 4). `real` (n, d) and `fake` (m, d); at least 2 and 1 of them.

    A real point's ball reaches to its `k`-th nearest real neighbour (to the last one, if there are fewer). Density: in
    how many balls a fake point lies, over k, on average; about 1 for equal distributions, and may be more. Coverage:
    the share of real points with a fake one in their ball; `expected_coverage` for equal distributions.
    """
    _require_comparable(real, fake)
    require(len(real) >= 2 and len(fake) >= 1, f"{len(real)} real and {len(fake)} other points; 2 and 1 are needed")
    k = min(k, len(real) - 1)
    inside, covered = 0, 0
    for rows, block in _blocks(real, real):
        itself = np.arange(len(block))
        block[itself, rows.start + itself] = np.inf
        radius = np.partition(block, k - 1, axis=1)[:, k - 1]
        near = _squared_distances(real[rows], fake) < radius[:, None]
        inside += int(near.sum())
        covered += int(near.any(axis=1).sum())
    return inside / (k * len(fake)), covered / len(real)


def expected_coverage(real: int, fake: int, k: int = 5) -> float:
    """What `density_and_coverage` finds on average for equal distributions (ibid., eq. 10): about 1 − 2⁻ᵏ at equal N.

    1 − Π (n − i) / (n + m − i), i = 1 … k: the chance that none of the `fake` is among the k nearest of all others.
    """
    i = np.arange(1, min(k, real - 1) + 1)
    return float(1 - np.prod((real - i) / (real + fake - i)))


def kid(real: Array, fake: Array, random: np.random.Generator, *, subsets: int = 100, size: int = 1000) -> float:
    """The kernel distance of Bińkowski et al. 2018 (arXiv 1801.01401, eq. 4): unbiased, 0 for equal distributions.

    The mean, over `subsets` pairs of random subsets of `size`, of the squared maximum mean discrepancy with the kernel
    (x·y/d + 1)³. Where either set has only `size` points or fewer, all that both can give are used, with fewer subsets
    when they would be the same.
    """
    _require_comparable(real, fake)
    size = min(size, len(real), len(fake))
    require(size >= 2, f"{len(real)} real and {len(fake)} other points; 2 of each are needed")
    if size == len(real) == len(fake):
        subsets = 1
    return float(np.mean([_mmd(_choose(real, size, random), _choose(fake, size, random)) for _ in range(subsets)]))


def memorisation_ratio(generated: Array, training: Array, held_out: Array) -> float | None:
    """How near the drawn pictures are to training pictures, over how near real pictures never trained on are.

    About 1: as new as new real ones; far below 1: copies; above 1: unlike any. The median distance to the nearest
    training picture, of `generated` over that of `held_out`; each (n, …) pictures or features. None where most of
    `held_out` are copies of training pictures themselves: nothing can be told then.
    """
    for points in (generated, held_out):
        _require_comparable(training, points)
    require(
        min(map(len, (generated, training, held_out))) >= 1, "memorisation needs drawn, training and held-out pictures"
    )
    usual = float(np.median(nearest_distances(held_out, training)))
    return float(np.median(nearest_distances(generated, training))) / usual if usual > 0 else None


def nearest_distances(points: Array, others: Array) -> Array:
    """The distance of each of `points` (n, …) to the nearest of `others` (m, …), float64 (n,); both may be on disk."""
    nearest: Array = np.full(len(points), np.inf)
    step = max(1, BLOCK_NUMBERS // max(1, int(np.prod(others.shape[1:]))))
    for start in range(0, len(others), step):
        part = others[start : start + step]
        for rows, block in _blocks(points, part):
            nearest[rows] = np.minimum(nearest[rows], block.min(axis=1))
    found: Array = np.sqrt(nearest)
    return found


def kl_to(counts: Array, probabilities: Array) -> float:
    """Σ p·ln(p / q), p = counts / Σ counts, q = probabilities: in nats, infinite where something is that cannot be.

    The floor of n true draws over K cells is about (K − 1) / (2n).
    """
    require(
        counts.shape == probabilities.shape, f"{counts.shape} counts do not fit {probabilities.shape} probabilities"
    )
    total = counts.sum()
    require(bool(total > 0), "nothing was counted, so there is no distribution to compare")
    seen = counts > 0
    if np.any(probabilities[seen] <= 0):
        return float("inf")
    share = counts[seen] / total
    return float(np.sum(share * np.log(share / probabilities[seen])))


def _require_comparable(one: Array, other: Array) -> None:
    require(
        one.ndim >= 2 and one.shape[1:] == other.shape[1:],
        f"points of shapes {one.shape} and {other.shape} cannot be compared; all but the first number must agree",
    )


def _choose(points: Array, size: int, random: np.random.Generator) -> Array:
    return points[random.choice(len(points), size, replace=False)].reshape(size, -1).astype(np.float64)


def _mmd(x: Array, y: Array) -> float:
    """Unbiased squared maximum mean discrepancy of two sets of n points each, (n, d)."""
    n, d = x.shape
    xx, yy, xy = (((a @ b.T) / d + 1) ** 3 for a, b in ((x, x), (y, y), (x, y)))
    within = xx.sum() - np.trace(xx) + yy.sum() - np.trace(yy)
    return float(within / (n * (n - 1)) - 2 * xy.mean())


def _blocks(points: Array, others: Array) -> Iterator[tuple[slice, Array]]:
    """Squared distances of some rows of `points` at a time to all `others`: (which rows, (rows, others))."""
    widest = max(len(others), int(np.prod(points.shape[1:])))
    step = max(1, BLOCK_NUMBERS // max(1, widest))
    for start in range(0, len(points), step):
        rows = slice(start, min(start + step, len(points)))
        yield rows, _squared_distances(points[rows], others)


def _squared_distances(one: Array, other: Array) -> Array:
    """‖a‖² + ‖b‖² − 2 a·b of every pair, (len(one), len(other)); in float64, in which whole numbers stay exact."""
    a, b = (points.reshape(len(points), -1).astype(np.float64) for points in (one, other))
    lengths = np.einsum("nd,nd->n", a, a)[:, None] + np.einsum("nd,nd->n", b, b)[None, :]
    squared: Array = lengths - 2 * (a @ b.T)
    squared[squared < ROUNDING * lengths] = 0
    return squared
