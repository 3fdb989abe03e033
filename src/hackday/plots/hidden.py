"""What hidden nodes say: along the sum, as a histogram (are they binary?), and from where on they say nothing new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from hackday.plots import style
from hackday.plots.labels import EndLabel, write_end_labels
from hackday.plots.style import Array

LONG = 1000  # above this largest sum, the axis of sums is logarithmic but near 0 (asinh)


def hidden_outputs(sums: Array, outputs: Array, title: str) -> Figure:
    """Each hidden node's output along a + b: `sums` has shape (points,), rising; `outputs` (nodes, points).

    With sums over 1000 the axis is linear near 0 and logarithmic beyond. Raises ValueError when the
    shapes do not agree.
    """
    sums, outputs = np.asarray(sums, np.float64), np.array(outputs, np.float64)
    if outputs.ndim != 2 or outputs.shape[1] != len(sums):
        raise ValueError(f"outputs {outputs.shape} do not fit {len(sums)} sums")
    outputs[~np.isfinite(outputs)] = np.nan
    low, high = style.finite_range([outputs])
    span = f"from {style.plain(round(low, 4))} to {style.plain(round(high, 4))}"
    subtitle = f"outputs {span}; nodes that end together share a label"
    made = style.figure(7.4, 4.2, title, subtitle)
    axes = style.panel(made, 0.75, 0.6, 4.75, 2.85)
    low, high = min(low, 0.0), max(high, 1.0)
    axes.set_ylim(low - 0.03 * (high - low), high + 0.03 * (high - low))
    style.plain_ticks(axes.yaxis)
    sum_axis(axes, sums)
    ends = []
    for j, output in enumerate(outputs):
        colour = style.sequential_colour(j / max(len(outputs) - 1, 1))
        axes.plot(sums, output, color=colour, linewidth=1.5, label=f"h{j + 1}", gid="node")
        finite = output[np.isfinite(output)]
        if finite.size:
            ends.append(EndLabel(float(finite[-1]), f"h{j + 1}", colour))
    write_end_labels(axes, ends, merge_closer_than=0.02)
    style.name_axes(axes, "a + b", "output of the hidden node")
    return made


def sum_axis(axes: Axes, sums: Array) -> None:
    """The x axis for sums: plain, or logarithmic but near 0 when they are long."""
    low, high = style.finite_range([sums])
    if high > LONG:
        axes.set_xscale("asinh", linear_width=1)
        style.wide_ticks(axes.xaxis, low, high)
    else:
        style.plain_ticks(axes.xaxis, 6)
    style.limit_x(axes, low, high)


def binary_test(
    outputs_by_label: Mapping[str, Array], near: float = 0.1, title: str = "Do the hidden nodes say 0 and 1?"
) -> Figure:
    """A histogram row per network of all hidden outputs over the data (arrays of any shape, values 0 … 1).

    Dark: within `near` of 0 or 1, with the share at the right. Each row is scaled to its fullest bin.
    """
    rows = max(len(outputs_by_label), 1)
    step, left = 0.36, 1.75
    made = style.figure(7.0, 1.45 + rows * step, title, f"share of hidden outputs within {near:g} of 0 or 1")
    axes = style.panel(made, left, 0.55, 4.2, rows * step)
    axes.set_xlim(0, 1)
    axes.set_ylim(rows, 0)
    axes.grid(False)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "0.25", "0.5", "0.75", "1"])
    edges = np.linspace(0, 1, 41)
    outer = (edges[:-1] < near - 1e-9) | (edges[1:] > 1 - near + 1e-9)
    for row, values in enumerate(outputs_by_label.values()):
        said = np.asarray(values, np.float64).ravel()
        said = said[np.isfinite(said)]
        counts = np.histogram(said, edges)[0]
        heights = 0.8 * counts / max(int(counts.max(initial=0)), 1)
        for chosen, colour in ((~outer, style.FAINT), (outer, style.BLUE)):
            tops = row + 1 - np.where(chosen, heights, 0)
            axes.stairs(tops, edges, baseline=row + 1, fill=True, color=colour, linewidth=0, gid="histogram")
        axes.plot([0, 1], [row + 1, row + 1], color=style.GRID, linewidth=0.8)
        share = float(np.mean((said <= near) | (said >= 1 - near))) if said.size else float("nan")
        text = f"{100 * share:.0f} %" if said.size else "—"
        row_text(axes, 1.03, row + 0.72, text, style.INK, "left", "share")
    row_names(axes, list(outputs_by_label))
    style.name_axes(axes, "output of a hidden node", "")
    return made


@dataclass(frozen=True)
class Saturation:
    """From `constant_from` (a sum; None: never) to `largest_sum` all hidden outputs of this network stay the same."""

    label: str
    largest_sum: float
    constant_from: float | None


def saturation(networks: Sequence[Saturation], title: str = "Where the hidden nodes stop listening") -> Figure:
    """For each network the sums to which its hidden nodes still react (blue), and those that change nothing (grey)."""
    rows = max(len(networks), 1)
    step, left = 0.3, 1.75
    subtitle = "blue: hidden outputs change with the sum; grey: from here on they are constant"
    made = style.figure(7.9, 1.45 + rows * step, title, subtitle)
    axes = style.panel(made, left, 0.55, 4.4, rows * step)
    axes.grid(False)
    axes.grid(True, axis="x", color=style.GRID, linewidth=0.8)
    axes.set_ylim(rows, 0)
    sum_axis(axes, np.array([0.0, *[network.largest_sum for network in networks]]))
    for row, network in enumerate(networks):
        stop = network.largest_sum if network.constant_from is None else network.constant_from
        axes.plot([0, stop], [row + 0.5] * 2, color=style.BLUE, linewidth=5, solid_capstyle="butt", gid="moving")
        if network.constant_from is not None:
            axes.plot(
                [stop, network.largest_sum], [row + 0.5] * 2, color="#d3d7dd", linewidth=5, solid_capstyle="butt",
                gid="constant",
            )  # fmt: skip
            axes.plot([stop], [row + 0.5], "o", color=style.BLUE, markersize=7, zorder=4, gid="from", clip_on=False)
            row_text(axes, 1.03, row + 0.5, f"constant from {style.short(stop)}", style.INK, "left", "from")
        else:
            row_text(axes, 1.03, row + 0.5, "never", style.MUTED, "left", "from")
    row_names(axes, [network.label for network in networks], 0.5)
    style.name_axes(axes, "a + b", "")
    return made


def row_names(axes: Axes, names: Sequence[str], height: float = 0.72) -> None:
    """A name left of each row, in place of tick labels."""
    axes.set_yticks([])
    for row, name in enumerate(names):
        row_text(axes, -0.03, row + height, name, style.INK, "right", "row")


def row_text(axes: Axes, x: float, y: float, text: str, colour: str, side: str, kind: str) -> None:
    """Text beside a row: x as a share of the panel's width, y in rows."""
    axes.text(
        x, y, text, transform=axes.get_yaxis_transform(), ha=side, va="center", fontsize=style.TEXT, color=colour,
        family=style.FONT, gid=kind,
    )  # fmt: skip
