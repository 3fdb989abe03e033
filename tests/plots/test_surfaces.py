"""The error surface and its cross-section: a is the row, b the column, colour the sign; ±0.5 is where it belongs."""

from typing import Any

import numpy as np
import pytest
from matplotlib.collections import QuadMesh
from matplotlib.contour import QuadContourSet

from hackday.plots.saving import png_bytes
from hackday.plots.style import Array
from hackday.plots.surfaces import CELLS, QUADS, error_along_sum, error_surface


def tilted(n: int, slope_a: float, slope_b: float) -> tuple[Array, Array]:
    inputs = np.arange(n, dtype=float)
    return inputs, slope_a * inputs[:, None] + slope_b * inputs[None, :] - 3


def contours(axes: Any) -> list[QuadContourSet]:
    return [one for one in axes.collections if isinstance(one, QuadContourSet)]


def test_the_map_has_a_to_the_right_b_upwards_and_white_at_zero_error() -> None:
    inputs, errors = tilted(8, 1.0, 0.0)
    figure = error_surface(inputs, errors, "t")
    axes: Any = figure.axes[1]
    mesh: Any = next(one for one in axes.collections if isinstance(one, QuadMesh))
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("a", "b")
    np.testing.assert_array_equal(mesh.get_array().reshape(8, 8)[0], errors[:, 0])  # along the bottom: b = 0, a rises
    assert (mesh.norm.vmin, mesh.norm.vmax) == (-4, 4)
    high, zero, low = (np.array(mesh.cmap(mesh.norm(value))[:3]) for value in (4, 0, -4))
    assert high[2] > high[0]  # blue
    assert zero.min() > 0.95  # white
    assert low[0] > low[2]  # orange


def test_the_line_of_right_when_rounded_runs_where_the_error_is_half() -> None:
    inputs, errors = tilted(8, 1.0, 0.0)
    lines: Any = contours(error_surface(inputs, errors, "t").axes[1])[0]
    assert list(lines.levels) == [-0.5, 0.5]
    where = [float(np.unique(path.vertices[:, 0].round(9)).item()) for path in lines.get_paths()]
    assert where == [2.5, 3.5]  # error = a − 3


@pytest.mark.parametrize(("size", "word"), [(0.1, "every pair shown"), (1e4, "no pair shown")])
def test_without_a_crossing_the_map_says_in_words_whether_all_or_none_is_right(size: float, word: str) -> None:
    axes: Any = error_surface(np.arange(5.0), np.full((5, 5), size), "t").axes[1]
    assert not contours(axes)
    assert any(text.get_text().startswith(word) for text in axes.texts)


def test_the_height_of_the_surface_is_the_size_of_the_error_and_its_axes_are_named() -> None:
    inputs, errors = tilted(8, -2.0, 0.5)
    axes: Any = error_surface(inputs, errors, "t").axes[0]
    assert (axes.get_xlabel(), axes.get_ylabel(), axes.get_zlabel()) == ("a", "b", "|error|")
    assert axes.get_zlim() == (0, np.abs(errors).max())
    assert list(axes.zz_dataLim.intervalx) == [np.abs(errors).min(), np.abs(errors).max()]


def test_a_large_grid_is_thinned_to_stay_light_but_keeps_its_corners() -> None:
    inputs = np.linspace(0, 32767, 300)
    figure = error_surface(inputs, 3746 - inputs[:, None] - inputs[None, :], "t")
    surface: Any = figure.axes[0]
    flat = figure.axes[1]
    assert len(surface.collections[0].get_facecolor()) == QUADS**2
    mesh: Any = next(one for one in flat.collections if isinstance(one, QuadMesh))
    assert mesh.get_array().size == CELLS**2
    assert mesh.get_array().min() == 3746 - 2 * 32767
    figure.canvas.draw()
    labels = [text.get_text() for text in figure.axes[2].get_yticklabels()]
    assert "−60k" in labels or "−50k" in labels


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_errors_that_are_not_numbers_leave_holes(bad: float) -> None:
    inputs, errors = tilted(8, 1.0, 1.0)
    errors[2, 3] = bad
    assert png_bytes(error_surface(inputs, errors, "t"))
    assert png_bytes(error_surface(inputs, np.full((8, 8), bad), "t"))
    assert png_bytes(error_along_sum(3, np.arange(4), {"odd": np.array([bad, 1, 2, bad]), "none": np.full(4, bad)}))


def test_surfaces_that_do_not_fit_their_inputs_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        error_surface(np.arange(3), np.zeros((3, 4)), "t")


def test_the_cross_section_shades_half_above_and_below_and_names_every_line() -> None:
    a = np.arange(121)
    axes: Any = error_along_sum(120, a, {"2 nodes": a / 20, "16 nodes": -a / 60}).axes[0]
    (band,) = [patch for patch in axes.patches if patch.get_gid() == "right when rounded"]
    assert (band.get_y(), band.get_height()) == (-0.5, 1.0)
    assert [line.get_label() for line in axes.lines if line.get_gid() == "error"] == ["2 nodes", "16 nodes"]
    assert {text.get_text() for text in axes.texts} == {"2 nodes", "16 nodes"}
    assert axes.get_yscale() == "linear"
    assert axes.get_ylim()[0] < -2 < 6 < axes.get_ylim()[1]
    assert "b = 120 − a" in axes.get_xlabel()


def test_errors_of_thousands_and_of_tenths_are_both_readable_in_one_cross_section() -> None:
    axes: Any = error_along_sum(60000, np.arange(9), {"bad": np.full(9, -56254.0), "good": np.full(9, 0.3)}).axes[0]
    bottom, zero, half = (axes.transData.transform((0, y))[1] for y in (-56254.0, 0.0, 0.5))
    assert axes.get_yscale() == "asinh"
    assert half - zero > 0.02 * (zero - bottom)
