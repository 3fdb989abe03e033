"""What hidden nodes say: every node is drawn, shares are counted right, saturation starts where it is said to."""

from typing import Any

import numpy as np
import pytest

from hackday.plots.hidden import Saturation, binary_test, hidden_outputs, saturation
from hackday.plots.saving import png_bytes


def test_every_hidden_node_has_a_line_along_the_sum_and_clones_share_a_label() -> None:
    sums = np.arange(15.0)
    rising, falling = 1 / (1 + np.exp(-0.2 * sums)), 1 / (1 + np.exp(0.2 * sums))
    axes: Any = hidden_outputs(sums, np.stack([rising, rising, falling]), "t").axes[0]
    lines = [line for line in axes.lines if line.get_gid() == "node"]
    np.testing.assert_array_equal(lines[2].get_ydata(), falling)
    assert len(lines) == 3
    assert [text.get_text() for text in axes.texts] == ["h3", "h1, h2"]
    assert axes.get_xscale() == "linear"
    assert axes.get_ylim()[0] < 0 < 1 < axes.get_ylim()[1]


def test_long_sums_are_stretched_near_zero_where_saturation_happens() -> None:
    sums = np.linspace(0, 65534, 100)
    axes: Any = hidden_outputs(sums, np.ones((1, 100)), "t").axes[0]
    start, ten, end = (axes.transData.transform((x, 0.5))[0] for x in (0, 10, 65534))
    assert ten - start > 0.2 * (end - start)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_outputs_that_are_not_numbers_do_not_break_the_figures(bad: float) -> None:
    assert png_bytes(hidden_outputs(np.arange(3), np.array([[bad, 0.5, bad], [bad] * 3]), "t"))
    assert png_bytes(binary_test({"odd": np.array([bad, 0.5]), "empty": np.array([])}))


def test_outputs_that_do_not_fit_the_sums_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        hidden_outputs(np.arange(3), np.zeros((2, 4)), "t")


def test_the_binary_test_counts_the_share_within_a_tenth_of_0_or_1() -> None:
    axes: Any = binary_test({"binary": np.array([0, 1, 0.05, 0.95]), "half": np.array([[0.5, 0.5], [0.1, 0.99]])}).axes[
        0
    ]
    shares = [text.get_text() for text in axes.texts if text.get_gid() == "share"]
    names = [text.get_text() for text in axes.texts if text.get_gid() == "row"]
    assert dict(zip(names, shares, strict=True)) == {"binary": "100 %", "half": "50 %"}


def test_the_dark_bars_of_the_binary_test_hold_exactly_the_outputs_near_0_or_1() -> None:
    axes: Any = binary_test({"n": np.array([0.02, 0.08, 0.11, 0.51, 0.89, 0.91, 0.97])}).axes[0]
    inner, outer = [patch.get_data() for patch in axes.patches if patch.get_gid() == "histogram"]
    filled = [np.flatnonzero(data.values < data.baseline) for data in (inner, outer)]
    assert [list(inner.edges[bins].round(3)) for bins in filled] == [[0.1, 0.5, 0.875], [0.0, 0.075, 0.9, 0.95]]


def test_saturation_splits_each_row_where_the_outputs_become_constant() -> None:
    axes: Any = saturation([Saturation("2 nodes", 65534, None), Saturation("16 nodes", 65534, 22)]).axes[0]
    moving = [list(line.get_xdata()) for line in axes.lines if line.get_gid() == "moving"]
    constant = [list(line.get_xdata()) for line in axes.lines if line.get_gid() == "constant"]
    assert moving == [[0, 65534], [0, 22]]
    assert constant == [[22, 65534]]
    assert [text.get_text() for text in axes.texts if text.get_gid() == "from"] == ["never", "constant from 22"]
