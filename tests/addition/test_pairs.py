"""The pairs of numbers: which they are, and who shares them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hackday.addition.data import corners, draw_pairs, grid
from hackday.addition.grid import designs_of, training_pairs
from hackday.addition.spec import AdditionSpec

even = st.integers(2, 2**23).map(lambda half: 2 * half)


@given(st.integers(0, 2**31), even, st.integers(1, 500))
@settings(max_examples=50, deadline=None)
def test_both_numbers_are_whole_and_their_sum_stays_below_the_maximum(seed: int, max_sum: int, count: int) -> None:
    pairs = draw_pairs(seed, "test", count, max_sum)
    assert len(pairs) == count
    for numbers in (pairs.a, pairs.b):
        assert numbers.dtype == np.float64
        assert numbers.min() >= 0
        assert numbers.max() <= max_sum // 2 - 1
        np.testing.assert_array_equal(numbers, np.round(numbers))
    np.testing.assert_array_equal(pairs.sums, pairs.a + pairs.b)


def test_all_pairs_are_equally_likely() -> None:
    pairs = draw_pairs(0, "training", 64_000, 16)
    counts = np.bincount((pairs.a * 8 + pairs.b).astype(int), minlength=64)
    # chi-square with 63 degrees of freedom: 120 is beyond one in 50,000
    assert np.sum((counts - 1000) ** 2 / 1000) < 120


def test_seeds_purposes_and_maxima_draw_independently() -> None:
    drawn = [
        draw_pairs(seed, purpose, 1000, max_sum)
        for seed in (0, 1)
        for purpose in ("training", "validation", "test")
        for max_sum in (256, 1024)
    ]
    scaled = np.array([np.concatenate([pairs.a, pairs.b]) for pairs in drawn])
    correlation = np.corrcoef(scaled)
    np.fill_diagonal(correlation, 0)
    assert np.abs(correlation).max() < 5 / np.sqrt(2000)


def test_a_longer_test_asks_the_same_seed_again_and_gets_the_same_pairs() -> None:
    for purpose in ("training", "test"):
        np.testing.assert_array_equal(draw_pairs(3, purpose, 50, 16).a, draw_pairs(3, purpose, 50, 16).a)


def test_networks_of_every_size_learn_from_the_same_pairs() -> None:
    """The pairs depend on seed and maximum alone, whatever else the experiment asks for."""
    one = AdditionSpec(nodes=(2,), max_sum=(16,))
    other = AdditionSpec(nodes=(1, 8), max_sum=(256, 16), networks=("nau", "hidden"), scaling=True)
    for mine, theirs in zip(training_pairs(one, 5, 16), training_pairs(other, 5, 16), strict=True):
        np.testing.assert_array_equal(mine.a, theirs.a)
        np.testing.assert_array_equal(mine.b, theirs.b)


def test_a_fifth_of_the_pairs_is_held_out() -> None:
    training, validation = training_pairs(AdditionSpec(), 0, 16)
    assert (len(training), len(validation)) == (8000, 2000)
    whole = draw_pairs(0, "training", 10_000, 16)
    np.testing.assert_array_equal(np.concatenate([training.a, validation.a]), whole.a)


def test_network_seeds_count_up_from_the_runs_seed() -> None:
    cells = designs_of(AdditionSpec(nodes=(1, 2), max_sum=(16,), seeds=3), 7)
    assert [(cell.seed, cell.nodes) for cell in cells] == [(7, 1), (7, 2), (8, 1), (8, 2), (9, 1), (9, 2)]


@pytest.mark.parametrize("max_sum", [4, 16, 65536])
def test_corners_are_the_extreme_pairs(max_sum: int) -> None:
    last = max_sum // 2 - 1
    extreme = corners(max_sum)
    assert sorted(zip(extreme.a, extreme.b, strict=True)) == [(0, 0), (0, last), (last, 0), (last, last)]


@given(even, st.integers(2, 200))
@settings(deadline=None)
def test_a_grid_spans_the_range_evenly_with_whole_numbers(max_sum: int, size: int) -> None:
    numbers = grid(max_sum, size)
    last = max_sum // 2 - 1
    assert len(numbers) == min(size, last + 1)
    assert (numbers[0], numbers[-1]) == (0, last)
    np.testing.assert_array_equal(numbers, np.round(numbers))
    steps = np.diff(numbers)
    assert steps.min() >= 1
    assert steps.max() - steps.min() <= 1
