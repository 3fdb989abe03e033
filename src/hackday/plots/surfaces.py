"""Where a network is wrong: its error over every pair (a, b), and along the pairs of one sum.

The error is the network's answer minus a + b. Within ±0.5 the answer is right when rounded.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from hackday.plots import style
from hackday.plots.labels import EndLabel, write_end_labels
from hackday.plots.style import Array

QUADS = 36  # a side of the 3D surface; more costs time and shows nothing
CELLS = 192  # a side of the flat map


def error_surface(inputs: Array, errors: Array, title: str, subtitle: str = "") -> Figure:
    """The error over all pairs: left |error| as a surface in 3D, right the signed error as a map.

    `inputs` has shape (n,), rising; `errors` (n, n): row a, column b, in units of the sum. Blue answers are too high,
    orange ones too low; the line on the map is |error| = 0.5. Cells that are not finite stay white.
    Raises ValueError when the shapes do not agree.
    """
    inputs, errors = np.asarray(inputs, np.float64), np.array(errors, np.float64)
    if errors.shape != (len(inputs), len(inputs)):
        raise ValueError(f"errors {errors.shape} do not fit {len(inputs)} inputs")
    errors[~np.isfinite(errors)] = np.nan
    low, high = style.finite_range([errors])
    largest = max(abs(low), abs(high), 1e-12)
    norm = Normalize(-largest, largest)
    made = style.figure(10.4, 5.2, title, subtitle)
    draw_surface(made, *thin(inputs, errors, QUADS + 1), norm)
    draw_map(made, *thin(inputs, errors, CELLS), norm)
    return made


def thin(inputs: Array, errors: Array, most: int) -> tuple[Array, Array]:
    """At most `most` inputs, evenly chosen with both ends, and the errors at them."""
    chosen = np.unique(np.linspace(0, len(inputs) - 1, min(most, len(inputs))).round().astype(int))
    return inputs[chosen], errors[np.ix_(chosen, chosen)]


def draw_surface(made: Figure, inputs: Array, errors: Array, norm: Normalize) -> None:
    """|error| as height over (a, b), coloured by the signed error."""
    axes: Any = made.add_axes((0.005, 0.0, 0.52, 0.92), projection="3d", computed_zorder=False)
    middle = (errors[:-1, :-1] + errors[1:, :-1] + errors[:-1, 1:] + errors[1:, 1:]) / 4  # a quad's own error
    colours = style.DIVERGING(norm(middle))
    a, b = np.meshgrid(inputs, inputs, indexing="ij")
    axes.plot_surface(
        a, b, np.abs(errors), facecolors=colours, rstride=1, cstride=1, shade=False, linewidth=0.25,
        edgecolor=(0.11, 0.14, 0.19, 0.2), antialiased=True,
    )  # fmt: skip
    axes.set_zlim(0, norm.vmax)
    axes.view_init(elev=28, azim=-128)
    axes.set_box_aspect((1, 1, 0.72), zoom=0.92)
    for axis, name in ((axes.xaxis, "a"), (axes.yaxis, "b"), (axes.zaxis, "|error|")):
        axis.set_pane_color((1, 1, 1, 0))
        axis.line.set_color(style.FAINT)
        axis._axinfo["grid"].update(color=style.GRID, linewidth=0.8)
        axis.set_label_text(name, fontsize=style.TEXT, color=style.MUTED, family=style.FONT)
        style.plain_ticks(axis, 5)
    axes.tick_params(colors=style.MUTED, labelsize=style.SMALL, labelfontfamily=style.FONT, pad=0)


def draw_map(made: Figure, inputs: Array, errors: Array, norm: Normalize) -> None:
    """The signed error over (a, b) from above, the line where |error| = 0.5, and the colour bar."""
    axes = style.panel(made, 5.85, 0.65, 3.55, 3.55)
    axes.grid(False)
    image = axes.pcolormesh(inputs, inputs, errors.T, cmap=style.DIVERGING, norm=norm, shading="nearest")
    with np.errstate(invalid="ignore"):
        crossed = bool(np.nanmin(np.abs(errors), initial=np.inf) < 0.5 < np.nanmax(np.abs(errors), initial=0))
        right = float(np.mean(np.abs(errors) < 0.5))
    if crossed and len(inputs) > 1:
        axes.contour(inputs, inputs, errors.T, levels=[-0.5, 0.5], colors=style.INK, linewidths=1, linestyles="solid")
        note = "dark line: error ±0.5, the edge of right when rounded"
    else:
        note = f"{'every' if right == 1 else 'no'} pair shown is right when rounded"
    axes.text(
        0, 1.022, note, transform=axes.transAxes, ha="left", va="bottom", fontsize=style.SMALL, color=style.MUTED,
        family=style.FONT,
    )  # fmt: skip
    style.name_axes(axes, "a", "b")
    style.plain_ticks(axes.xaxis)
    style.plain_ticks(axes.yaxis)
    axes.spines["bottom"].set_visible(False)
    bar_axes = style.panel(made, 9.54, 0.65, 0.14, 3.55)
    bar = made.colorbar(image, cax=bar_axes)
    bar.outline.set_visible(False)
    style.plain_ticks(bar_axes.yaxis, 7)
    bar_axes.tick_params(length=0, colors=style.MUTED, labelsize=style.SMALL)
    bar_axes.set_title("answer − sum", fontsize=style.SMALL, color=style.MUTED, family=style.FONT, loc="center")


def error_along_sum(sum_: float, a_values: Array, errors_by_label: Mapping[str, Array], title: str = "") -> Figure:
    """The error of a + b = `sum_` for every a: a cross-section of the error surface, a line per network.

    `a_values` has shape (n,), each array of `errors_by_label` too, in units of the sum. The band is ±0.5. When the
    largest error is over 30 the axis is linear near 0 and logarithmic beyond (asinh).
    """
    total = style.plain(sum_)
    a_values = np.asarray(a_values, np.float64)
    low, high = style.finite_range(list(errors_by_label.values()))
    low, high = min(low, -0.7), max(high, 0.7)
    wide = max(-low, high) > 30
    subtitle = "answer − sum; inside the band the answer is right when rounded"
    subtitle += "; beyond it the axis is logarithmic" if wide else ""
    made = style.figure(7.4, 4.2, title or f"Error for the pairs that sum to {total}", subtitle)
    axes = style.panel(made, 0.8, 0.6, 4.75, 2.85)
    if wide:
        low, high = min(1.6 * low, -1.6), max(1.6 * high, 1.6)
        axes.set_yscale("asinh", linear_width=0.7)
        axes.set_ylim(low, high)
        style.wide_ticks(axes.yaxis, low, high)
    else:
        axes.set_ylim(low - 0.06 * (high - low), high + 0.06 * (high - low))
        style.plain_ticks(axes.yaxis, 6)
    style.limit_x(axes, *style.finite_range([a_values]))
    style.plain_ticks(axes.xaxis, 6)
    axes.axhspan(-0.5, 0.5, color="#eef3e6", zorder=0, gid="right when rounded")
    axes.axhline(0, color=style.FAINT, linewidth=1)
    draw_errors(axes, a_values, errors_by_label)
    style.name_axes(axes, f"a   (b = {total} − a)", "error")
    return made


def draw_errors(axes: Axes, a_values: Array, errors_by_label: Mapping[str, Array]) -> None:
    """A line and its label for each network, coloured along the sequential scale in the order given."""
    ends = []
    for rank, (label, values) in enumerate(errors_by_label.items()):
        errors = np.array(values, np.float64)
        errors[~np.isfinite(errors)] = np.nan
        colour = style.sequential_colour(rank / max(len(errors_by_label) - 1, 1))
        axes.plot(a_values, errors, color=colour, linewidth=1.6, label=label, gid="error")
        finite = errors[np.isfinite(errors)]
        if finite.size:
            ends.append(EndLabel(float(finite[-1]), label, colour))
    write_end_labels(axes, ends)
