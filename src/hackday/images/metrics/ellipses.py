"""Ellipses in pictures, measured without a network: there is a right answer, so no other judge is needed.

The moments of an evenly lit ellipse give its shape: the eigenvalues of the covariance of its points are a²/4 and b²/4,
the eigenvectors its axes. A smooth edge, one pixel wide, adds the variance of a pixel, 1/12. Whatever has moments would
pass so far; so the ellipse found is drawn anew and laid over the picture, and its colour must be one.
"""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from hackday.images.data.ellipses import DARKEST, Ellipses, coverage, draw_shapes, paint
from hackday.images.metrics.neighbours import kl_to
from hackday.specs import require
from hackday.training import stream

Array = np.ndarray[Any, Any]

LEAST_IOU = 0.9
"""True draws reach 0.99; the best that a square or any rectangle can reach is 0.83, a ring less."""
MOST_COLOUR_SPREAD = 0.06
"""Of 1: two halves 31 of 255 levels apart, or a slope of 61 levels from end to end, which is plain to see. True draws
have 0."""
FAINT = 0.05
"""Less light than this share of the colour counts as black: on a wide ground a glow that nobody sees would outweigh
the ellipse in the moments, where distance counts squared."""
DIM = 16
"""Of 255, in the mean over the channels: a brightest part darker than this is a blank picture."""
CHUNK = 64  # pictures measured at a time: arrays of 2 MB at 64 pixels, which a processor's cache can hold

MAJOR_CELLS, MINOR_CELLS, ANGLE_CELLS = 4, 4, 6
CELL_DRAWS = 10_000  # measured true draws that say which cells can be reached
EXACT_DRAWS, EXACT_CHUNK = 1_000_000, 100_000


@dataclass(frozen=True)
class Measured:
    """What the pictures show, float64 arrays with a row for each; all 0 for a blank one.

    `major` ≥ `minor`: half-axes in pixels; `angle`: degrees, 0 … 180, from the x axis towards larger y; `colour`:
    (n, 3), 0 … 255; `iou`: 0 … 1, with the ellipse drawn from these; `colour_spread`: 0 … 1, the root mean square by
    which pixels inside differ from the colour; `valid`: bool, one ellipse of one colour.
    """

    major: Array
    minor: Array
    angle: Array
    colour: Array
    iou: Array
    colour_spread: Array
    valid: Array

    def __len__(self) -> int:
        return len(self.major)


def measure(pictures: Array) -> Measured:
    """The ellipse in each of `pictures`, uint8 (n, size, size, 1 or 3), opaque on black."""
    require(
        pictures.dtype == np.uint8 and pictures.ndim == 4 and pictures.shape[3] in (1, 3),
        f"{pictures.dtype} pictures of shape {pictures.shape} cannot be measured; give uint8 (n, size, size, 1 or 3)",
    )
    return _joined([_measure(pictures[start : start + CHUNK]) for start in range(0, max(1, len(pictures)), CHUNK)])


def _measure(pictures: Array) -> Measured:
    """One chunk's."""
    count, size = pictures.shape[:2]
    flat = pictures.reshape(count, size * size, pictures.shape[3])
    light = np.moveaxis(flat, 2, 0).astype(np.float32) / 255  # (channels, count, pixels)
    colour, inside, bright = _colours(light, size)
    length = np.where(bright, np.sqrt((colour**2).sum(axis=0)), 1)[:, None]
    lit = _cut((light * colour[:, :, None]).sum(axis=0) / length**2)
    # Light of another colour is no part of the ellipse, but it is there: seen by its strength, whatever its hue.
    any_light = np.maximum(lit, _cut(np.sqrt((light**2).sum(axis=0)) / length))
    major, minor, angle, centre = _moments(lit, size)

    found = bright & (minor > 0)
    drawn = coverage(np.where(found, major, 1), np.where(found, minor, 1), angle, centre, size).reshape(lit.shape)
    beyond = np.maximum(np.pi * major * minor - drawn.sum(axis=1), 0)  # of the ellipse, but not of the picture
    iou = np.minimum(lit, drawn).sum(axis=1) / (np.maximum(any_light, drawn).sum(axis=1) + beyond)
    squared = ((light - colour[:, :, None]) ** 2).mean(axis=0)  # (count, pixels)
    spread = np.sqrt((squared * inside).sum(axis=1) / np.maximum(inside.sum(axis=1), 1))
    return Measured(
        major=major * found,
        minor=minor * found,
        angle=angle * found,
        colour=np.broadcast_to(255 * colour.T, (count, 3)) * found[:, None],
        iou=iou * found,
        colour_spread=spread * found,
        valid=found & (iou >= LEAST_IOU) & (spread <= MOST_COLOUR_SPREAD),
    )


def _cut(share: Array) -> Array:
    return np.where(share < FAINT, 0, np.minimum(share, 1)).astype(np.float64)


def _colours(light: Array, size: int) -> tuple[Array, Array, Array]:
    """The mean colour inside, (channels, count); what is inside, (count, pixels); which are not blank, (count,).

    Inside is what lies three pixels or more from anything darker than half of the bright part; a blurred edge is
    shorter. Even the smallest ellipse fills a fifth of its picture: the 95th percentile is among its own pixels.
    """
    strength = light.mean(axis=0)  # (count, pixels)
    nth = int(0.95 * strength.shape[1])
    reference = np.partition(strength, nth, axis=1)[:, nth]
    inside = _erode((strength > reference[:, None] / 2).reshape(len(strength), size, size)).reshape(strength.shape)
    bright = (reference * 255 >= DIM) & inside.any(axis=1)
    total = (light * inside).sum(axis=2, dtype=np.float64)
    return total / np.maximum(inside.sum(axis=1), 1), inside, bright


def _erode(mask: Array) -> Array:
    """The pixels all of whose neighbours, to two away in each direction, are in the mask; (count, size, size)."""
    padded = np.pad(mask, ((0, 0), (2, 2), (2, 2)))
    size = mask.shape[1]
    rows = np.logical_and.reduce([padded[:, shift : shift + size] for shift in range(5)])
    inside: Array = np.logical_and.reduce([rows[:, :, shift : shift + size] for shift in range(5)])
    return inside


def _moments(lit: Array, size: int) -> tuple[Array, Array, Array, Array]:
    """Half-axes, angle in degrees and centre (x, y) of the ellipse with these moments; half-axes 0 where there is none.

    `lit`: 0 … 1, (count, pixels).
    """
    middle = np.arange(size) + 0.5
    grid = lit.reshape(len(lit), size, size)
    columns, rows = grid.sum(axis=1), grid.sum(axis=2)  # light by x, light by y
    area = np.maximum(rows.sum(axis=1), 1e-9)
    centre = np.stack([columns @ middle, rows @ middle], axis=1) / area[:, None]
    xx = columns @ middle**2 / area - centre[:, 0] ** 2
    yy = rows @ middle**2 / area - centre[:, 1] ** 2
    xy = np.einsum("nyx,y,x->n", grid, middle, middle, optimize=True) / area - centre[:, 0] * centre[:, 1]
    half, across = (xx + yy) / 2, np.hypot((xx - yy) / 2, xy)  # the eigenvalues are half ± across
    major, minor = (2 * np.sqrt(np.maximum(value - 1 / 12, 0)) for value in (half + across, half - across))
    angle = np.rad2deg(np.arctan2(2 * xy, xx - yy) / 2) % 180
    return major, minor, angle, centre


def ellipse_report(generated: Array, name: str, size: int, seed: int) -> dict[str, Any]:
    """Generated pictures against true draws of the data set `name` at `size` pixels; floors: true draws, same number.

    `valid_share`, beside `valid_share_real`. `ks`: the Kolmogorov-Smirnov statistic of each parameter. `coverage` and
    `kl` are of the joint histogram of half-axes, angle and, for colours, the eight dark-or-bright combinations of the
    channels: how many of the cells that 10,000 measured true draws reach are reached, and the divergence, in nats, from
    the exact distribution. Invalid pictures have no parameters: they are left out of all but `valid_share`, and where
    no picture is valid, the values of `ks` and `kl` are None.
    """
    require(len(generated) >= 1, "there are no pictures to judge")
    require(generated.shape[1] == size, f"the pictures are {generated.shape[1]} pixels wide, not {size}")
    found = measure(generated)
    real, reference = (_true_draws(name, size, seed, part, len(generated)) for part in ("floor", "reference"))
    exact = exact_cells(name, size, seed)
    reachable = _cells(_true_draws(name, size, seed, "cells", CELL_DRAWS), name, size) > 0
    counts, real_counts = _cells(found, name, size), _cells(real, name, size)
    return {
        "valid_share": float(found.valid.mean()),
        "valid_share_real": float(real.valid.mean()),
        "ks": {
            parameter: {
                "value": kolmogorov_smirnov(_parameters(found, name)[parameter], true),
                "floor": kolmogorov_smirnov(_parameters(real, name)[parameter], true),
            }
            for parameter, true in _parameters(reference, name).items()
        },
        "coverage": {
            "covered": int((reachable & (counts > 0)).sum()),
            "total": int(reachable.sum()),
            "floor": int((reachable & (real_counts > 0)).sum()),
        },
        "kl": {"value": _kl(counts, exact), "floor": _kl(real_counts, exact)},
    }


def kolmogorov_smirnov(one: Array, other: Array) -> float | None:
    """The largest distance between the cumulative shares of two samples, 0 … 1; None where either is empty."""
    if not len(one) or not len(other):
        return None
    at = np.concatenate([one, other])
    shares = (np.searchsorted(np.sort(sample), at, side="right") / len(sample) for sample in (one, other))
    return float(np.abs(np.subtract(*shares)).max())


def exact_cells(name: str, size: int, seed: int) -> Array:
    """The probability of each cell of the histogram: the shares of 1,000,000 true draws, never rendered."""
    counts: Array = np.zeros(1)
    for part in range(0, EXACT_DRAWS, EXACT_CHUNK):
        true = draw_shapes(_fresh_seed(name, seed, f"exact {part}"), name, EXACT_CHUNK, size)
        counts = counts + _histogram(true.major, true.minor, true.angle, true.colour, name, size)
    return counts / EXACT_DRAWS


def _true_draws(name: str, size: int, seed: int, purpose: str, count: int) -> Measured:
    """`count` true draws, rendered and measured as generated pictures are."""
    true = draw_shapes(_fresh_seed(name, seed, purpose), name, count, size)
    parts = []
    for start in range(0, count, CHUNK):
        part = slice(start, start + CHUNK)
        shapes = Ellipses(true.major[part], true.minor[part], true.angle[part], true.colour[part])
        parts.append(measure(paint(shapes, size)))
    return _joined(parts)


def _fresh_seed(name: str, seed: int, purpose: str) -> int:
    """A seed of its own: the training pictures may have been drawn from `seed` itself."""
    return int(stream(seed, "ellipse report", name, purpose).integers(2**63))


def _joined(parts: list[Measured]) -> Measured:
    return Measured(*(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Measured)))


def _parameters(measured: Measured, name: str) -> dict[str, Array]:
    """The parameters of the valid ones that have a distribution in this data set, by name."""
    valid = measured.valid
    found = {"major": measured.major[valid], "minor": measured.minor[valid], "angle": measured.angle[valid]}
    if name == "ellipses-color":
        found |= {channel: measured.colour[valid, i] for i, channel in enumerate(("red", "green", "blue"))}
    return found


def _cells(measured: Measured, name: str, size: int) -> Array:
    """How many valid ones are in each cell."""
    all_of = (measured.major, measured.minor, measured.angle, measured.colour)
    major, minor, angle, colour = (column[measured.valid] for column in all_of)
    return _histogram(major, minor, angle, colour, name, size)


def _histogram(major: Array, minor: Array, angle: Array, colour: Array, name: str, size: int) -> Array:
    """Counts in the cells, flat. What lies outside the range of the true draws counts in the outermost cell."""
    low, high = size / 4, size / 2 - 1
    cell = _cell(major, low, high, MAJOR_CELLS)
    cell = cell * MINOR_CELLS + _cell(minor, low, high, MINOR_CELLS)
    cell = cell * ANGLE_CELLS + _cell(angle, 0, 180, ANGLE_CELLS)
    cells = MAJOR_CELLS * MINOR_CELLS * ANGLE_CELLS
    if name == "ellipses-color":
        octant = (colour >= (DARKEST + 255) / 2) @ np.array([4, 2, 1])
        cell, cells = cell * 8 + octant, cells * 8
    return np.bincount(cell, minlength=cells)


def _cell(values: Array, low: float, high: float, cells: int) -> Array:
    return np.clip((values - low) / (high - low) * cells, 0, cells - 1).astype(np.int64)


def _kl(counts: Array, exact: Array) -> float | None:
    return kl_to(counts, exact) if counts.any() else None
