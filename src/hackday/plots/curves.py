"""Training seen over time: the loss of many networks, and every weight of one network."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator

from hackday.plots import style
from hackday.plots.labels import EndLabel, write_end_labels
from hackday.plots.style import Array


@dataclass(frozen=True)
class LossSeries:
    """One network's loss after epoch 1, 2, … (`losses`, shape (epochs,)); `group` names the panel it is drawn in."""

    label: str
    group: str
    nodes: int
    losses: Array


def loss_curves(
    series: Sequence[LossSeries],
    title: str = "Loss during training",
    loss_name: str = "validation loss (mean squared error)",
) -> Figure:
    """One panel per group, side by side, each with its own logarithmic loss axis; a dot where a line stopped.

    Losses that are not finite, or not between 1e-100 and 1e100, are gaps. Raises ValueError without any series.
    """
    groups = list(dict.fromkeys(one.group for one in series))
    if not groups:
        raise ValueError("loss_curves needs at least one series")
    width, gap, left = 2.75, 1.35, 0.75
    made = style.figure(
        left + len(groups) * (width + gap) - 0.1, 4.3, title,
        f"{loss_name}, logarithmic; a dot where training stopped, dotted: the level it stopped at",
    )  # fmt: skip
    longest = max(max(len(one.losses) for one in series), 1)
    for place, group in enumerate(groups):
        axes = style.panel(made, left + place * (width + gap), 0.6, width, 2.75, group)
        axes.set_xlim(0, longest)
        draw_losses(axes, [one for one in series if one.group == group], longest)
        style.name_axes(axes, "epoch", "loss" if place == 0 else "")
        style.plain_ticks(axes.xaxis, 4)
    return made


def draw_losses(axes: Axes, series: Sequence[LossSeries], longest: int) -> None:
    """The lines of one panel, their dots and their labels."""
    cleaned = []
    for one in series:
        losses = np.array(one.losses, np.float64)
        losses[~((losses > 1e-100) & (losses < 1e100))] = np.nan
        cleaned.append(losses)
    low, high = style.finite_range(cleaned)
    low, high = (low, high) if low > 0 else (0.1, 1.0)  # (no loss at all)
    margin = max((high / low) ** 0.06, 1.05)
    axes.set_yscale("log")
    axes.set_ylim(low / margin, high * margin)
    axes.yaxis.set_major_locator(LogLocator(subs=(1,) if high / low > 50 else (1, 2, 5), numticks=6))
    axes.yaxis.set_minor_locator(NullLocator())
    style.short_labels(axes.yaxis)
    ends = []
    for one, losses in zip(series, cleaned, strict=True):
        colour = style.node_colour(one.nodes)
        axes.plot(np.arange(1, len(losses) + 1), losses, color=colour, linewidth=1.2, label=one.label, gid="loss")
        last = np.flatnonzero(np.isfinite(losses))
        if last.size:
            epoch, loss = int(last[-1]) + 1, float(losses[last[-1]])
            axes.plot([epoch], [loss], "o", color=colour, markersize=5, clip_on=False, zorder=4, gid="stopped")
            axes.plot([epoch, longest], [loss, loss], ":", color=colour, linewidth=1, alpha=0.6, gid="level")
            ends.append(EndLabel(loss, one.label, colour))
    write_end_labels(axes, ends)


def weight_paths(epochs: Array, weights: Array, names: Sequence[str], groups: Sequence[str], title: str) -> Figure:
    """Every weight's path through training, a panel per group (input weights and output weights differ in scale).

    `epochs` has shape (frames,), `weights` (frames, parameters); `names` and `groups` have an entry for each parameter.
    Blue weights end positive, orange ones negative. Raises ValueError when the shapes do not agree.
    """
    epochs, weights = np.asarray(epochs, np.float64), np.array(weights, np.float64)
    if weights.shape != (len(epochs), len(names)) or len(groups) != len(names):
        raise ValueError(f"weights {weights.shape} do not fit {len(epochs)} epochs and {len(names)} names")
    weights[~np.isfinite(weights)] = np.nan
    panels = list(dict.fromkeys(groups))
    width, gap, left = 3.4, 2.05, 0.85
    made = style.figure(left + len(panels) * (width + gap) - 0.25, 4.4, title, "blue ends positive, orange negative")
    for place, group in enumerate(panels):
        axes = style.panel(made, left + place * (width + gap), 0.6, width, 2.85, group)
        members = [index for index, one in enumerate(groups) if one == group]
        draw_paths(axes, epochs, weights[:, members], [names[index] for index in members])
        style.name_axes(axes, "epoch", "weight" if place == 0 else "")
    return made


def draw_paths(axes: Axes, epochs: Array, weights: Array, names: Sequence[str]) -> None:
    """One panel of paths, shape (frames, parameters), with the zero line and the final values as labels."""
    low, high = style.finite_range([weights])
    low, high = min(low, 0.0), max(high, 0.0)
    margin = 0.06 * (high - low) or 1.0
    axes.set_ylim(low - margin, high + margin)
    style.limit_x(axes, *style.finite_range([epochs]))
    style.plain_ticks(axes.xaxis, 4)
    style.plain_ticks(axes.yaxis)
    axes.axhline(0, color=style.FAINT, linewidth=1)
    ends = []
    for name, path in zip(names, weights.T, strict=True):
        finite = path[np.isfinite(path)]
        last = float(finite[-1]) if finite.size else 0.0
        axes.plot(epochs, path, color=style.sign_colour(last), linewidth=1.2, alpha=0.85, label=name, gid="weight")
        if finite.size:
            ends.append(EndLabel(last, f"{name}  {style.number(last)}", style.sign_colour(last)))
    if len(ends) <= 8:
        write_end_labels(axes, ends)
    else:
        ends = [EndLabel(end.y, name, end.colour) for end, name in zip(ends, names, strict=False)]
        write_end_labels(axes, ends, size=7, merge_closer_than=0.03)
