"""A network as a picture: its nodes, its edges, and every number in it while it adds two numbers.

Edges run into short level stretches, one for each weight, where the weight's number sits on its own edge. So the
numbers stand in columns and cannot overlap, whether there are two hidden nodes or sixteen.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, PathPatch
from matplotlib.path import Path as Outline

from hackday.plots import style
from hackday.plots.style import Array

INPUT, LEAD, HIDDEN, OUTPUT = 0.75, 2.75, 4.3, 7.55  # inches from the left; at LEAD the level stretches begin
WIDTH = 9.4
Point = tuple[float, float]


@dataclass(frozen=True)
class WeightDiagram:
    """A network of n ≥ 0 hidden nodes at work on one pair.

    `input_weights` has shape (2, n): row 0 from a, row 1 from b. `output_weights` has shape (n,); with n = 0 it has
    shape (2,) and leads straight from a and b. `hidden` (n,) is what the hidden nodes say, `answer` the output.
    """

    title: str
    a: float
    b: float
    input_weights: Array
    output_weights: Array
    hidden: Array
    answer: float
    hidden_biases: Array | None = None
    output_bias: float | None = None
    subtitle: str = ""


def weight_diagram(diagram: WeightDiagram) -> Figure:
    """The network with every weight's number on its edge; blue is positive, orange negative, thicker is larger.

    Width is relative to the layer's largest weight. Raises ValueError when the shapes do not agree.
    """
    n = len(diagram.hidden)
    inputs, outputs = np.asarray(diagram.input_weights, np.float64), np.asarray(diagram.output_weights, np.float64)
    if inputs.shape != (2, n) or outputs.shape != (n or 2,):
        raise ValueError(f"input weights {inputs.shape} and output weights {outputs.shape} do not fit {n} hidden nodes")
    if diagram.hidden_biases is not None and len(diagram.hidden_biases) != n:
        raise ValueError(f"{len(diagram.hidden_biases)} hidden biases do not fit {n} hidden nodes")
    row = 1.05 if n <= 4 else 0.5 if n > 8 else 0.62  # inches between hidden nodes
    height = max((n - 1) * row + 1.75, 3.3)
    subtitle = diagram.subtitle or "blue weights are positive, orange negative; thicker is larger within its layer"
    made = style.figure(WIDTH, height, diagram.title, subtitle)
    axes = made.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(0, height)
    axes.axis("off")
    middle = (height - 0.62) / 2
    reach = max(0.62, 0.16 * (n - 1) * row)
    a, b, end = (INPUT, middle + reach), (INPUT, middle - reach), (OUTPUT, middle)
    if n == 0:
        draw_straight(axes, (a, b), end, outputs)
    else:
        draw_hidden(axes, diagram, (a, b), end, row)
    radius = 0.3
    draw_node(axes, a, radius, style.plain(diagram.a), "white", "a")
    draw_node(axes, b, radius, style.plain(diagram.b), "white", "b")
    draw_answer(axes, diagram, end)
    return made


def draw_straight(axes: Axes, starts: Sequence[Point], end: Point, weights: Array) -> None:
    """The network without a hidden layer: two edges, their numbers on them."""
    for start, weight, width in zip(starts, weights, widths(weights), strict=True):
        arrival = (end[0], end[1] + 0.3 * (start[1] - end[1]))
        draw_edge(axes, [start, arrival], weight, width)
        write_weight(axes, ((start[0] + end[0]) / 2, (start[1] + arrival[1]) / 2), weight, style.TEXT)


def draw_hidden(axes: Axes, diagram: WeightDiagram, starts: Sequence[Point], end: Point, row: float) -> None:
    """The hidden nodes with all edges to and from them; node 1 is at the top."""
    n = len(diagram.hidden)
    radius, size = min(0.3, 0.4 * row), style.TEXT if n <= 8 else style.TEXT - 1.5
    offset = 0.24 * row  # between a node's height and the level stretches that lead into it
    inputs, outputs = np.asarray(diagram.input_weights, np.float64), np.asarray(diagram.output_weights, np.float64)
    input_widths, output_widths = widths(inputs), widths(outputs)
    rows = [end[1] + (0.5 * (n - 1) - j) * row for j in range(n)]
    label_x = (LEAD + HIDDEN - radius) / 2
    for j, y in enumerate(rows):
        for start, side, weight, width in zip(starts, (1, -1), inputs[:, j], input_widths[:, j], strict=True):
            level = y + side * offset
            draw_edge(axes, [start, (LEAD, level), (HIDDEN, level)], weight, width)
        out = (HIDDEN + radius + 1.25, y)
        draw_edge(axes, [end, out, (HIDDEN, y)], outputs[j], output_widths[j])
    for j, y in enumerate(rows):  # numbers after all edges, so that no edge crosses a number
        write_weight(axes, (label_x, y + offset), inputs[0, j], size)
        write_weight(axes, (label_x, y - offset), inputs[1, j], size)
        write_weight(axes, (HIDDEN + radius + 0.7, y), outputs[j], size)
        said = float(diagram.hidden[j])
        draw_node(axes, (HIDDEN, y), radius, said_text(said), fill(said), "", size)
        name(axes, (HIDDEN - radius - 0.02, y), f"h{j + 1}", size - 1)
        if n <= 4 and 1e-9 < abs(said - round(said, 2)) < 1e-5:  # 0.50000029: the digits that two decimals hide
            write(axes, (HIDDEN, y - radius - 0.13), f"{said:.9g}", size - 1.5, style.MUTED, "center", "digits")
        if diagram.hidden_biases is not None:
            text = f"bias {style.signed(float(diagram.hidden_biases[j]))}"
            write(
                axes, (HIDDEN + radius + 0.08, y - min(0.36 * row, 0.32)), text, size - 0.5, style.MUTED, "left", "bias"
            )


def draw_edge(axes: Axes, through: Sequence[Point], weight: float, width: float) -> None:
    """One edge: a smooth S from the first point to the second, then straight from point to point."""
    (x0, y0), (x1, y1) = through[0], through[1]
    bend = x0 + 0.5 * (x1 - x0)
    points = [(x0, y0), (bend, y0), (bend, y1), (x1, y1), *through[2:]]
    codes = [Outline.MOVETO, *[Outline.CURVE4] * 3, *[Outline.LINETO] * (len(points) - 4)]
    colour = style.sign_colour(weight) if np.isfinite(weight) else style.FAINT
    axes.add_patch(
        PathPatch(
            Outline(points, codes), facecolor="none", edgecolor=colour, linewidth=width, alpha=0.75, gid="edge",
            capstyle="round", joinstyle="round",
        )
    )  # fmt: skip


def widths(weights: Array) -> Array:
    """Line widths in points, the same shape: 0.7 for a weight of 0, 3.4 for the layer's largest."""
    size = np.abs(np.nan_to_num(weights, posinf=0.0, neginf=0.0))
    return np.asarray(0.7 + 2.7 * size / max(float(size.max(initial=0.0)), 1e-300))


def draw_node(
    axes: Axes, place: Point, radius: float, text: str, colour: style.Colour, node_name: str, size: float = 11.0
) -> None:
    """A circle with its number inside and its name, if any, on its left."""
    circle = Ellipse(place, 2 * radius, 2 * radius, facecolor=colour, edgecolor=style.INK, linewidth=1.1, zorder=4)
    circle.set_gid("node")
    axes.add_patch(circle)
    dark = not isinstance(colour, str) and sum(colour[:3]) < 1.6
    write(axes, place, text, size * min(1.0, 5 / max(len(text), 1)), "white" if dark else style.INK, "center", "said")
    if node_name:
        write(axes, (place[0] - radius - 0.1, place[1]), node_name, 11, style.MUTED, "right", "name")


def said_text(said: float) -> str:
    """What a hidden node says in two decimals, so that 0.00 and 1.00 are a node that is shut or wide open."""
    return f"{said:.2f}".replace("-", "−") if abs(said) < 10 else style.number(said, 2)


def fill(said: float) -> style.Colour:
    """The fill of a hidden node: white for 0, dark for 1 and beyond, by size."""
    red, green, blue, alpha = style.ACTIVATION(min(abs(said), 1.0) if np.isfinite(said) else 0.0)
    return (float(red), float(green), float(blue), float(alpha))


def draw_answer(axes: Axes, diagram: WeightDiagram, place: Point) -> None:
    """The output node, and beside it the true sum and whether the rounded answer is right."""
    total = diagram.a + diagram.b
    error = diagram.answer - total
    radius = 0.42
    draw_node(axes, place, radius, answer_text(diagram.answer, error), "white", "", 12)
    x = place[0] + radius + 0.12
    right = abs(error) < 0.5
    write(axes, (x, place[1] + 0.17), f"sum {style.plain(total)}", 10, style.INK, "left", "sum")
    error_text = f"error {style.signed(error, 2)}"
    write(axes, (x, place[1] - 0.03), error_text, style.SMALL, style.MUTED, "left", "error")
    verdict = "right when rounded" if right else "wrong"
    write(axes, (x, place[1] - 0.2), verdict, style.SMALL, style.MUTED, "left", "verdict")
    if diagram.output_bias is not None:
        text = f"bias {style.signed(diagram.output_bias)}"
        write(axes, (place[0], place[1] - radius - 0.16), text, style.SMALL, style.MUTED, "center", "bias")


def answer_text(answer: float, error: float) -> str:
    """The answer with enough digits to see how it differs from the sum: 4.03, 119.9, 3746."""
    decimals = 2 if abs(answer) < 100 else 1 if abs(answer) < 1e5 and abs(error) < 100 else 0
    return f"{answer:.{decimals}f}".replace("-", "−") if np.isfinite(answer) else style.number(answer)


def write_weight(axes: Axes, place: Point, weight: float, size: float) -> None:
    """A weight's number on its edge, with a white ground that interrupts the line."""
    text = axes.text(
        *place, style.number(float(weight)), fontsize=size, color=style.sign_colour(weight), ha="center",
        va="center_baseline", family=style.FONT, zorder=3, gid="weight",
    )  # fmt: skip
    text.set_bbox({"facecolor": "white", "edgecolor": "none", "boxstyle": "square,pad=0.12"})


def write(axes: Axes, place: Point, text: str, size: float, colour: str, side: str, kind: str) -> None:
    """Text on top of everything, aligned to `side` (left, center, right)."""
    axes.text(
        *place, text, fontsize=size, color=colour, ha=side, va="center_baseline", family=style.FONT, zorder=5, gid=kind
    )


def name(axes: Axes, place: Point, text: str, size: float) -> None:
    """A hidden node's name, small, left of its circle between the two edges that enter it."""
    write(axes, place, text, size, style.MUTED, "right", "name")
