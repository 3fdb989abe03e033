"""Ellipses of known shape, drawn with smooth edges: data for which there is a right answer.

The centre is the picture's; both half-axes are drawn uniformly from a quarter of the width to one pixel less than half
of it, the angle uniformly, each colour channel uniformly between DARKEST and 255. A pixel's coverage is exact to second
order at the edge: the signed distance to the outline, by the first-order formula (f − 1) / |∇f|, cut to half a pixel.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from hackday.images.data.dataset import Dataset
from hackday.training import stream

Array = np.ndarray[Any, Any]

DARKEST = 48
"""Of 255: darker ellipses on black could not be seen, and an invisible ellipse has no shape to measure."""
OUTLINE = 1.5  # pixels of a line's width
CHUNK = 500  # pictures drawn at a time

SUMMARIES = {
    "ellipses-outline": "one coloured outline on white: the post's first, failing attempt",
    "ellipses-white": "opaque white ellipses on black",
    "ellipses-color": "opaque ellipses of a random colour on black",
}
SIZES = {"ellipses-outline": 28, "ellipses-white": 28, "ellipses-color": 32}
COUNTS = {"ellipses-outline": 300, "ellipses-white": 10_000, "ellipses-color": 10_000}


@dataclass(frozen=True)
class Ellipses:
    """Shapes and colours. `major` ≥ `minor`: half-axes in pixels; `angle`: degrees of the major axis, 0 … 180,
    counted from the x axis towards larger y (downwards); `colour`: (count, 3), 0 … 255. All float64.
    """

    major: Array
    minor: Array
    angle: Array
    colour: Array

    def __len__(self) -> int:
        return len(self.major)


def draw_shapes(seed: int, name: str, count: int, size: int) -> Ellipses:
    """`count` true draws from the distribution that the data set `name` has at `size` pixels."""
    random = stream(seed, name, size)
    axes = random.uniform(size / 4, size / 2 - 1, (count, 2))
    angle = random.uniform(0, 180, count)
    colour = random.uniform(DARKEST, 255, (count, 3))
    if name == "ellipses-white":
        colour = np.full((count, 3), 255.0)
    first_is_major = axes[:, 0] >= axes[:, 1]
    angle = np.where(first_is_major, angle, (angle + 90) % 180)  # (a, b, θ) and (b, a, θ + 90°) are the same ellipse
    return Ellipses(axes.max(axis=1), axes.min(axis=1), angle, colour)


def coverage(major: Array, minor: Array, angle: Array, centre: Array, size: int) -> Array:
    """The covered share of every pixel, (count, size, size) float64; `centre` is (count, 2): x, y in pixels."""
    return _inside(_distance(major, minor, angle, centre, size))


def _inside(distance: Array) -> Array:
    return np.clip(0.5 - distance, 0, 1)


def _distance(major: Array, minor: Array, angle: Array, centre: Array, size: int) -> Array:
    """The distance of every pixel's middle to the outline, negative inside, (count, size, size), near the outline."""
    middle = np.arange(size) + 0.5
    x = middle[None, None, :] - centre[:, 0, None, None]
    y = middle[None, :, None] - centre[:, 1, None, None]
    turn = np.deg2rad(angle)[:, None, None]
    along, across = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
    a, b = major[:, None, None], minor[:, None, None]
    radius = np.sqrt((along / a) ** 2 + (across / b) ** 2)  # 1 on the outline
    slope = np.sqrt((along / a**2) ** 2 + (across / b**2) ** 2) / np.maximum(radius, 1e-9)
    distance: Array = (radius - 1) / np.maximum(slope, 1e-9)
    return distance


def paint(shapes: Ellipses, size: int, *, outline: bool = False) -> Array:
    """The shapes as pictures, uint8 (count, size, size, 3): opaque on black, or as coloured lines on white."""
    pictures = np.empty((len(shapes), size, size, 3), np.uint8)
    centre = np.full((CHUNK, 2), size / 2)
    for start in range(0, len(shapes), CHUNK):
        part = slice(start, start + CHUNK)
        count = len(shapes.major[part])
        distance = _distance(shapes.major[part], shapes.minor[part], shapes.angle[part], centre[:count], size)
        if outline:
            ink = np.clip(OUTLINE / 2 + 0.5 - np.abs(distance), 0, 1)[..., None]
            said = 255 * (1 - ink) + ink * shapes.colour[part][:, None, None, :]
        else:
            said = _inside(distance)[..., None] * shapes.colour[part][:, None, None, :]
        pictures[part] = np.round(said)
    return pictures


def ellipses(name: str, *, seed: int = 0, count: int | None = None, size: int | None = None) -> Dataset:
    """The data set `name`, drawn now: a second or two for 10,000 pictures, the same for the same seed."""
    count, size = count or COUNTS[name], size or SIZES[name]
    shapes = draw_shapes(seed, name, count, size)
    pictures = paint(shapes, size, outline=name == "ellipses-outline")
    if name == "ellipses-white":
        pictures = np.ascontiguousarray(pictures[..., :1])
    parameters = {"major": shapes.major, "minor": shapes.minor, "angle": shapes.angle, "colour": shapes.colour}
    return Dataset(
        name=name,
        summary=SUMMARIES[name],
        licence="none needed: drawn from a random number generator",
        pictures=pictures,
        key=f"{name}-{seed}-{count}-{size}",
        labels=np.zeros((count, 0), np.int16),
        parameters=parameters,
    )
