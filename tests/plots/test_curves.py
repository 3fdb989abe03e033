"""Loss curves and weight paths: every line is there, on the right axis, and broken numbers do not break the picture."""

from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex

from hackday.plots import style
from hackday.plots.curves import LossSeries, loss_curves, weight_paths
from hackday.plots.saving import png_bytes


def series() -> list[LossSeries]:
    return [
        LossSeries(f"{nodes} nodes", group, nodes, scale * np.geomspace(1, 1 / nodes, 20 * nodes))
        for group, scale in (("sums up to 16", 5.0), ("sums up to 256", 5e3), ("sums up to 65536", 5e8))
        for nodes in (1, 2, 16)
    ]


def test_loss_curves_have_a_panel_a_group_each_with_a_logarithmic_axis_of_its_own() -> None:
    axes: Any = loss_curves(series()).axes
    assert [panel.get_title(loc="left") for panel in axes] == ["sums up to 16", "sums up to 256", "sums up to 65536"]
    assert {panel.get_yscale() for panel in axes} == {"log"}
    assert axes[0].get_ylim()[1] < axes[1].get_ylim()[1] < axes[2].get_ylim()[1]


def test_every_loss_line_ends_in_a_dot_at_its_last_epoch_and_carries_its_name() -> None:
    panel: Any = loss_curves(series()).axes[0]
    lines = [line for line in panel.lines if line.get_gid() == "loss"]
    dots = [line for line in panel.lines if line.get_gid() == "stopped"]
    assert [len(line.get_xdata()) for line in lines] == [20, 40, 320]
    assert [float(dot.get_xdata()[0]) for dot in dots] == [20, 40, 320]
    assert [dot.get_ydata()[0] for dot in dots] == [line.get_ydata()[-1] for line in lines]
    assert {text.get_text() for text in panel.texts} == {"1 nodes", "2 nodes", "16 nodes"}


def test_more_nodes_are_drawn_lighter_so_that_the_order_shows_without_colour() -> None:
    lines = [line for line in loss_curves(series()).axes[0].lines if line.get_gid() == "loss"]
    assert len({to_hex(line.get_color()) for line in lines}) == 3
    brightness = [float(np.dot(style.node_colour(nodes)[:3], (0.2126, 0.7152, 0.0722))) for nodes in (1, 2, 4, 8, 16)]
    assert brightness == sorted(brightness)


@pytest.mark.parametrize("losses", [[np.nan] * 3, [1.0, np.nan, np.inf, 0.5], [0.0, -1.0], [], [1e-320, 1e300]])
def test_losses_that_are_not_numbers_leave_gaps_and_do_not_break_the_figure(losses: list[float]) -> None:
    made = loss_curves([LossSeries("odd", "g", 2, np.array(losses)), LossSeries("fine", "g", 4, np.array([2.0, 1.0]))])
    assert png_bytes(made)
    assert "fine" in {text.get_text() for text in made.axes[0].texts}


def test_weight_paths_put_input_and_output_weights_on_scales_of_their_own() -> None:
    frames = np.linspace(0, 1, 7)[:, None] * np.array([[0.097, -0.097, 22.7, -23.5]])
    made = weight_paths(
        np.arange(7), frames, ["a→h1", "a→h2", "h1→sum", "h2→sum"], ["input", "input", "output", "output"], "t"
    )
    small, large = made.axes
    assert [line.get_label() for line in large.lines if line.get_gid() == "weight"] == ["h1→sum", "h2→sum"]
    assert small.get_ylim()[1] < 0.2
    assert large.get_ylim()[1] > 22.7
    assert {text.get_text() for text in large.texts} == {"h1→sum  22.7", "h2→sum  −23.5"}
    colours = [line.get_color() for line in large.lines if line.get_gid() == "weight"]
    assert colours == [style.BLUE, style.ORANGE]


def test_thirty_two_weights_are_all_drawn_and_those_that_end_together_share_a_label() -> None:
    names = [f"w{index}" for index in range(32)]
    frames = np.tile(np.array([1.0] * 31 + [-9.0]), (5, 1))
    panel: Any = weight_paths(np.arange(5), frames, names, ["all"] * 32, "t").axes[0]
    assert sum(line.get_gid() == "weight" for line in panel.lines) == 32
    assert [text.get_text() for text in panel.texts] == ["w31", "w0 … w30 (31)"]


@pytest.mark.parametrize("epochs", [[0], [0, 1]])
def test_weight_paths_survive_a_single_frame_and_weights_that_are_not_numbers(epochs: list[int]) -> None:
    weights = np.full((len(epochs), 2), np.nan)
    weights[:, 1] = 3
    assert png_bytes(weight_paths(np.array(epochs), weights, ["v", "w"], ["g", "g"], "t"))


def test_shapes_that_do_not_agree_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        weight_paths(np.arange(3), np.zeros((2, 1)), ["w"], ["g"], "t")
    with pytest.raises(ValueError, match="at least one"):
        loss_curves([])
