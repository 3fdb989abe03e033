"""A picture that was drawn by something else, as a figure: pixel for pixel, without axes."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from hackday.plots.style import DPI

Array = np.ndarray[Any, Any]


def picture(pixels: Array) -> Figure:
    """`pixels` uint8 (height, width, 3 or 4) as a figure of the same size in pixels."""
    height, width = pixels.shape[:2]
    made = Figure(figsize=(width / DPI, height / DPI), dpi=DPI)
    axes = made.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.imshow(pixels, interpolation="nearest")
    axes.set_axis_off()
    return made
