"""How our figures look: colours, sizes, empty panels laid out in inches, and numbers as people read them.

Blue is positive (or too high), orange is negative (or too low), in every figure. One scale, dark to light: nodes.
Everything is passed explicitly; matplotlib's global settings are neither read for looks nor changed.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

Array = np.ndarray[Any, Any]
Colour = str | tuple[float, float, float, float]

INK, MUTED, FAINT, GRID = "#1d2430", "#5d6675", "#aab1bc", "#e7e9ed"
BLUE, ORANGE = "#1f6fb5", "#d4660f"
DIVERGING = LinearSegmentedColormap.from_list(
    "orange-white-blue", ["#9c4000", "#e07b1f", "#f8c894", "#fbfaf8", "#a9cdea", "#3b86c6", "#0e4478"]
)
ACTIVATION = LinearSegmentedColormap.from_list("white-ink", ["#ffffff", "#c3cad4", "#39424f"])
FONT, DPI = "DejaVu Sans", 110  # the font matplotlib ships, so that every machine draws the same
TITLE, TEXT, SMALL = 12.0, 9.0, 8.0  # points
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def node_colour(nodes: int) -> Colour:
    """The colour of a network with this many hidden nodes: 1, 2, 4, 8, 16 spread over the scale; grey for none."""
    if nodes < 1:
        return "#868d99"
    return sequential_colour(min(math.log2(nodes) / 4, 1.0))


def sequential_colour(share: float) -> Colour:
    """A colour of the sequential, colour-blind-safe scale; 0 is darkest, 1 the lightest still legible on white."""
    red, green, blue, alpha = colormaps["viridis"](0.02 + 0.71 * share)
    return (float(red), float(green), float(blue), float(alpha))


def sign_colour(value: float) -> str:
    """Blue from 0 upwards, orange below."""
    return ORANGE if value < 0 else BLUE


def number(value: float, digits: int = 3) -> str:
    """A number in few characters with `digits` significant digits and a true minus: 22.7, −0.0971, 1658, 2.92×10⁻⁷."""
    if not math.isfinite(value):
        return "—" if math.isnan(value) else ("∞" if value > 0 else "−∞")
    if value == 0:
        return "0"
    rounded = float(f"{value:.{digits - 1}e}")
    size = math.floor(math.log10(abs(rounded)))
    if size >= 5 or size < -3:
        mantissa = f"{rounded / 10.0**size:.{digits - 1}f}"
        return f"{mantissa}×10{str(size).translate(SUPERSCRIPTS)}".replace("-", "−")
    return f"{value:.{max(digits - 1 - size, 0)}f}".replace("-", "−")


def signed(value: float, digits: int = 3) -> str:
    """As `number`, with a plus in front of what is above 0."""
    return ("+" if value > 0 else "") + number(value, digits)


def plain(value: float) -> str:
    """A given number, as it was given: 4, 0.25, 65534; no zeros that say nothing."""
    return f"{value:.10g}".replace("-", "−")


def short(value: float) -> str:
    """A tick label: 0.5, 20, 1500, 20k, 1.5M, 10⁻⁶; no digit that says nothing."""
    size = abs(value)
    for factor, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if size >= factor and (size >= 1e4 or unit != "k"):
            return f"{value / factor:.4g}{unit}".replace("-", "−")
    if 0 < size < 1e-3:
        exponent = math.floor(math.log10(size) + 1e-9)
        mantissa = f"{value / 10.0**exponent:.3g}".replace("-", "−")
        power = f"10{str(exponent).translate(SUPERSCRIPTS)}"
        return power if mantissa == "1" else f"{mantissa}×{power}"
    return f"{value:.4g}".replace("-", "−")


def figure(width: float, height: float, title: str, subtitle: str = "") -> Figure:
    """An empty white figure, size in inches, the title and its quieter second line at the top left."""
    made = Figure(figsize=(width, height), dpi=DPI, facecolor="white")
    made.text(0.2 / width, 1 - 0.16 / height, title, fontsize=TITLE, weight="bold", color=INK, va="top", family=FONT)
    if subtitle:
        made.text(0.2 / width, 1 - 0.43 / height, subtitle, fontsize=TEXT, color=MUTED, va="top", family=FONT)
    return made


def panel(made: Figure, left: float, bottom: float, width: float, height: float, title: str = "") -> Axes:
    """Quiet axes at a place given in inches from the figure's lower left corner."""
    whole_width, whole_height = made.get_size_inches()
    axes = made.add_axes((left / whole_width, bottom / whole_height, width / whole_width, height / whole_height))
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(FAINT)
    axes.grid(True, axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(which="both", length=0, colors=MUTED, labelsize=SMALL, labelfontfamily=FONT)
    if title:
        axes.set_title(title, loc="left", fontsize=TEXT + 0.5, weight="bold", color=INK, family=FONT)
    return axes


def limit_x(axes: Axes, low: float, high: float) -> None:
    """The x axis from `low` to `high`, with some room when they are the same."""
    axes.set_xlim((low, high) if high > low else (low - 0.5, low + 0.5))


def name_axes(axes: Axes, x: str, y: str) -> None:
    """Axis names, in the quiet colour."""
    axes.set_xlabel(x, fontsize=TEXT, color=MUTED, family=FONT)
    axes.set_ylabel(y, fontsize=TEXT, color=MUTED, family=FONT)


def plain_ticks(axis: Axis, most: int = 5) -> None:
    """Few round ticks with short labels, on an axis of any size."""
    axis.set_major_locator(MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]))
    axis.set_minor_locator(NullLocator())
    short_labels(axis)


def wide_ticks(axis: Axis, low: float, high: float) -> None:
    """Ticks at 0 and at powers of ten in low … high, for an axis with the asinh scale (linear near 0)."""
    most = int(math.log10(max(abs(low), abs(high), 1)))
    step = 1 + most // 6
    powers = [10.0**power for power in range(0, most + 1, step)]
    ticks = [-power for power in reversed(powers)] + [0.0] + powers
    axis.set_major_locator(FixedLocator([tick for tick in ticks if low <= tick <= high]))
    axis.set_minor_locator(NullLocator())
    short_labels(axis)


def short_labels(axis: Axis) -> None:
    """Tick labels as `short` writes them, wherever the ticks are."""
    axis.set_major_formatter(FuncFormatter(lambda value, _position: short(value)))


def finite_range(values: Sequence[Array]) -> tuple[float, float]:
    """The smallest and largest finite number in all arrays; (0, 1) when there is none."""
    kept = [array[np.isfinite(array)] for array in map(np.asarray, values)]
    kept = [array for array in kept if array.size]
    if not kept:
        return 0.0, 1.0
    return float(min(array.min() for array in kept)), float(max(array.max() for array in kept))
