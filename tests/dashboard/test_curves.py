"""Curves of bounded size: nothing that a person would look for is lost, and parts come to the same as the whole."""

import math

from hypothesis import given
from hypothesis import strategies as st

from hackday.dashboard.curves import MOST_NAMES, MOST_ROWS, Curves, main_name

VALUES = st.one_of(st.none(), st.floats(-1e6, 1e6).map(lambda value: float(f"{value:.6g}")))


def curve_of(values: list[float | None]) -> Curves:
    curves = Curves()
    for step, value in enumerate(values, 1):
        curves.add({"step": step, "seconds": step / 2, "loss": value})
    return curves


def test_few_lines_are_shown_as_they_are() -> None:
    rows = curve_of([3.0, None, 1.25]).rows()
    assert rows == [[1.0, 0.5, 3.0], [2.0, 1.0, False], [3.0, 1.5, 1.25]]


def test_a_line_without_a_figure_has_no_value_there_and_one_without_a_step_is_none() -> None:
    curves = Curves()
    curves.add({"step": 1, "seconds": 1, "a": 1})
    curves.add({"step": 2, "seconds": 2, "b": 2})
    curves.add({"seconds": 3, "a": 3})
    curves.add({"step": 4, "seconds": 4, "warning": "look"})
    curves.add({"step": True, "a": 5})
    assert curves.names == ["a", "b"]
    # The first row was written before `b` was known to anybody; it has no figure of that name either way.
    assert curves.rows() == [[1.0, 1.0, 1.0, None], [2.0, 2.0, None, 2.0]]


@given(st.integers(1, 6000))
def test_however_many_lines_the_rows_are_bounded_and_hold_the_extremes_of_each_stretch(count: int) -> None:
    values = [math.sin(step / 7) * step % 13 for step in range(count)]
    curves = curve_of(list(values))
    rows = curves.rows()
    assert len(rows) <= MOST_ROWS
    assert curves.lines == count
    if curves.stride == 1:
        return
    for index in range(len(rows) // 2):
        stretch = values[index * curves.stride : (index + 1) * curves.stride]
        pair = sorted(float(row[2] or 0) for row in rows[2 * index : 2 * index + 2])
        expected = [float(f"{extreme(stretch):.6g}") for extreme in (min, max)]
        assert pair == expected


def test_one_peak_among_a_hundred_thousand_lines_is_seen_where_it_was() -> None:
    curves = Curves()
    for step in range(100_000):
        curves.add({"step": step, "seconds": step, "loss": 99.0 if step == 77_777 else 1.0})
    peaks = [row[0] for row in curves.rows() if row[2] == 99.0]
    assert len(peaks) == 1
    assert abs(float(peaks[0] or 0) - 77_777) <= curves.stride
    assert MOST_ROWS // 2 <= len(curves.rows()) <= MOST_ROWS


@given(st.lists(VALUES, min_size=1, max_size=40), st.integers(1, 40))
def test_low_and_high_come_in_the_order_in_which_they_were(values: list[float | None], stride: int) -> None:
    curves = curve_of([])
    curves.stride = stride + 1
    for step, value in enumerate(values):
        curves.add({"step": step, "seconds": 0, "loss": value})
    first, second = curves.rows()[:2]
    stretch = [value for value in values[: stride + 1] if value is not None]
    if not stretch:
        assert (first[2], second[2]) == (False, False)
        return
    low, high = stretch.index(min(stretch)), stretch.index(max(stretch))
    assert [first[2], second[2]] == [stretch[at] for at in sorted((low, high))]


def test_a_stranger_s_thousand_names_are_not_all_kept() -> None:
    curves = Curves()
    curves.add({"step": 1, "seconds": 1, **{f"name-{index}": index for index in range(1000)}})
    assert len(curves.names) == MOST_NAMES


def test_the_small_line_shows_what_says_most() -> None:
    assert main_name(["images", "generator_loss", "coverage"]) == "coverage"
    assert main_name(["training", "validation_loss/hidden-1-16"]) == "validation_loss/hidden-1-16"
    assert main_name([]) is None
    assert len(curve_of([float(step) for step in range(500)]).spark(48)) == 48
    assert curve_of([2.0]).spark(48) == [2.0]
