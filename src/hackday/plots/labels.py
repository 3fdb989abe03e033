"""Names beside the lines they belong to, in place of a legend: in a column right of the panel, never overlapping."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from hackday.plots import style


@dataclass(frozen=True)
class EndLabel:
    """What to write for a line that ends at height `y` (in data units)."""

    y: float
    text: str
    colour: style.Colour


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places close to the `wanted` ones, in their order, at least `gap` apart and inside low … high if there is room.

    Neighbours that would touch move as one block, centred on the mean of what they wanted (pool adjacent violators).
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    gap = min(gap, (high - low) / max(len(wanted) - 1, 1))
    blocks: list[tuple[float, list[int]]] = []  # (lowest place, members from below)

    def clamp(place: float, members: list[int]) -> float:
        return min(max(place, low), high - gap * (len(members) - 1))

    for index in order:
        place, members = clamp(wanted[index], [index]), [index]
        while blocks and blocks[-1][0] + gap * len(blocks[-1][1]) > place + 1e-12:
            members = blocks.pop()[1] + members
            mean = sum(wanted[member] - gap * rank for rank, member in enumerate(members)) / len(members)
            place = clamp(mean, members)
        blocks.append((place, members))
    places = [0.0] * len(wanted)
    for place, members in blocks:
        for rank, member in enumerate(members):
            places[member] = place + gap * rank
    return places


def merge(labels: Sequence[EndLabel], heights: Sequence[float], closest: float) -> tuple[list[EndLabel], list[float]]:
    """Labels whose `heights` differ by less than `closest` become one, their texts joined; heights are averaged."""
    order = sorted(range(len(labels)), key=lambda index: heights[index])
    groups: list[list[int]] = []
    for index in order:
        if groups and heights[index] - heights[groups[-1][0]] < closest:
            groups[-1].append(index)
        else:
            groups.append([index])
    merged, places = [], []
    for group in groups:
        members = [labels[index] for index in sorted(group)]
        same = len({member.colour for member in members}) == 1
        texts = [member.text for member in members]
        text = ", ".join(texts) if sum(map(len, texts)) <= 12 else f"{texts[0]} … {texts[-1]} ({len(texts)})"
        merged.append(EndLabel(members[0].y, text, members[0].colour if same else style.MUTED))
        places.append(float(np.mean([heights[index] for index in group])))
    return merged, places


def heights_in_axes(axes: Axes, labels: Sequence[EndLabel]) -> list[float]:
    """Each label's height as a share of the panel (0 bottom, 1 top), cut to it. Set the axis limits first."""
    points = axes.transData.transform([(axes.get_xlim()[0], label.y) for label in labels])
    places = axes.transAxes.inverted().transform(points)[:, 1]
    return [float(place) for place in np.clip(places, 0, 1)]


def write_end_labels(
    axes: Axes, labels: Sequence[EndLabel], size: float = style.SMALL, merge_closer_than: float = 0.0
) -> None:
    """Write the labels right of the panel, each joined to its line's height by a hair line.

    Labels with a `y` that is not finite are left out. With `merge_closer_than` (a share of the panel's height) lines
    that end at the same place get one label.
    """
    shown: Sequence[EndLabel] = [label for label in labels if np.isfinite(label.y)]
    if not shown:
        return
    heights = heights_in_axes(axes, shown)
    if merge_closer_than > 0:
        shown, heights = merge(shown, heights, merge_closer_than)
    width = axes.get_position().width * axes.figure.get_figwidth() * 72  # type: ignore[union-attr]  # points
    height = axes.get_position().height * axes.figure.get_figheight() * 72  # type: ignore[union-attr]
    places = spread(heights, 1.25 * size / height, 0.01, 0.99)
    near, far = 1 + 3 / width, 1 + 12 / width
    for label, true, place in zip(shown, heights, places, strict=True):
        axes.plot(
            [near, far], [true, place], color=label.colour, linewidth=0.7, transform=axes.transAxes, clip_on=False,
            gid="leader", alpha=0.7,
        )  # fmt: skip
        axes.text(
            1 + 15 / width, place, label.text, color=label.colour, fontsize=size, family=style.FONT, va="center",
            transform=axes.transAxes, gid="end label",
        )  # fmt: skip
