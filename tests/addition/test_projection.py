"""Variable projection against scipy, and what it promises: networks that add every pair, with small weights."""

from typing import Any

import numpy as np
import pytest
import scipy.linalg
import scipy.optimize

from hackday.addition.data import draw_pairs
from hackday.addition.model import Shape, fold_scale, glorot_uniform, predict
from hackday.addition.projection import MARGIN, Problem, levenberg_marquardt, smallest, solve, variable_projection
from hackday.addition.theory import two_node_minimum

Array = np.ndarray[Any, Any]


def hidden_part(shape: Shape, weights: Array) -> Array:
    return weights[: 2 * shape.nodes].reshape(2, shape.nodes)


def noisy_problem(shape: Shape, seed: int) -> tuple[Problem, Array]:
    """One with a minimum, which addition lacks: answers of a known network plus noise; and a start not far from it."""
    draw = np.random.default_rng(seed)
    inputs = draw.uniform(0, 1, (120, 2))
    known = draw.normal(0, 2, shape.parameters)
    target = predict(shape, known, inputs[:, 0], inputs[:, 1]) + draw.normal(0, 0.05, 120)
    start = known + draw.normal(0, 0.1, shape.parameters)
    return Problem(shape, inputs, target, unit=1e9), start  # so large a unit that MARGIN never ends the search


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("nodes", [1, 2, 4])
def test_output_weights_are_the_least_squares_answer_of_scipy(nodes: int, seed: int) -> None:
    shape = Shape(nodes)
    problem, start = noisy_problem(shape, seed)
    for weights in variable_projection(problem, start, 5):
        hidden = problem.hidden(hidden_part(shape, weights))
        expected = scipy.linalg.lstsq(hidden, problem.target)[0]
        best = np.sum((hidden @ expected - problem.target) ** 2)
        found = np.sum((hidden @ weights[2 * nodes :] - problem.target) ** 2)
        assert found == pytest.approx(best, rel=1e-9)
        np.testing.assert_allclose(weights[2 * nodes :], expected, rtol=1e-5, atol=1e-6 * np.abs(expected).max())


@pytest.mark.parametrize("descend", [variable_projection, levenberg_marquardt])
@pytest.mark.parametrize("seed", [0, 1, 2, 3, 6])  # with others, both nodes merge and there is no minimum either
@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
def test_it_finds_the_minimum_that_scipy_finds_over_all_weights(activation: Any, seed: int, descend: Any) -> None:
    shape = Shape(2, activation)
    problem, start = noisy_problem(shape, seed)

    def residual(weights: Array) -> Array:
        answer: Array = predict(shape, weights, problem.inputs[:, 0], problem.inputs[:, 1]) - problem.target
        return answer

    *_, found = descend(problem, start, 200)
    theirs = scipy.optimize.least_squares(residual, found, xtol=1e-15, ftol=1e-15, gtol=1e-15)
    assert np.sum(residual(found) ** 2) == pytest.approx(2 * theirs.cost, rel=1e-6)
    from_start = scipy.optimize.least_squares(residual, start, xtol=1e-15, ftol=1e-15, gtol=1e-15, max_nfev=2000)
    assert np.sum(residual(found) ** 2) <= 2 * from_start.cost * (1 + 1e-4)


@pytest.mark.parametrize("descend", [variable_projection, levenberg_marquardt])
def test_every_step_goes_down(descend: Any) -> None:
    shape = Shape(4)
    pairs = draw_pairs(0, "training", 1000, 256)
    problem = Problem.of(shape, pairs, 1 / 256)
    start = glorot_uniform(shape, np.random.default_rng(0))
    squares = [np.sum(problem.errors(weights) ** 2) for weights in descend(problem, start, 20)]
    assert len(squares) > 1
    assert (np.diff(squares) < 0).all()


def solved(nodes: int, max_sum: int, seed: int) -> Array:
    shape = Shape(nodes)
    pairs = draw_pairs(seed, "training", 8000, max_sum)
    path = solve(shape, pairs, max_sum, "projection", 59, np.random.default_rng([nodes, max_sum, seed])).path
    return fold_scale(shape, path[-1], 1 / max_sum)


@pytest.mark.parametrize("max_sum", [16, 256])
@pytest.mark.parametrize("nodes", [2, 4, 8, 16])
def test_two_or_more_nodes_add_every_pair_there_is(nodes: int, max_sum: int) -> None:
    every = np.arange(max_sum // 2, dtype=float)
    a, b = (numbers.ravel() for numbers in np.meshgrid(every, every))
    for seed in range(2):
        errors = predict(Shape(nodes), solved(nodes, max_sum, seed), a, b) - (a + b)
        assert np.abs(errors).max() < 0.5


@pytest.mark.parametrize("nodes", [2, 8, 16])
def test_two_or_more_nodes_add_large_numbers(nodes: int) -> None:
    fresh = draw_pairs(1, "test", 20_000, 65536)
    errors = predict(Shape(nodes), solved(nodes, 65536, 0), fresh.a, fresh.b) - fresh.sums
    assert np.abs(errors).max() < 0.5


def test_one_node_never_beats_fifteen_of_sixty_four() -> None:
    """Over every pair below 16: solved ones, and random ones with the output weight that suits most pairs."""
    a, b = (numbers.ravel() for numbers in np.meshgrid(np.arange(8.0), np.arange(8.0)))
    for seed in range(5):
        right = np.abs(predict(Shape(1), solved(1, 16, seed), a, b) - (a + b)) < 0.5
        assert right.sum() <= 15
    draw = np.random.default_rng(0)
    most = 0
    for u, w in np.concatenate(
        [draw.normal(0, 0.3, (1500, 2)), np.repeat(np.geomspace(0.01, 2, 200)[:, None], 2, axis=1)]
    ):
        hidden = 1 / (1 + np.exp(-(u * a + w * b)))
        # A pair is right while (s − ½)/h < v < (s + ½)/h: the v that lies in most of these intervals wins.
        ends = np.concatenate([(a + b - 0.5) / hidden, (a + b + 0.5) / hidden])
        changes = np.repeat([1, -1], 64)[np.lexsort((np.repeat([1, 0], 64), ends))]
        most = max(most, int(np.cumsum(changes).max()))
    assert most == 15  # reached, by u = w, and never exceeded


@pytest.mark.parametrize(("nodes", "max_sum"), [(2, 16), (2, 65536), (4, 256), (16, 65536)])
def test_smallest_keeps_the_margin_and_shrinks_the_output_weights(nodes: int, max_sum: int) -> None:
    shape = Shape(nodes)
    fitted = Problem.of(shape, draw_pairs(0, "training", 1000, max_sum), 1 / max_sum)
    checked = Problem.of(shape, draw_pairs(0, "training", 4000, max_sum), 1 / max_sum)
    for seed in range(10):
        *_, weights = variable_projection(fitted, glorot_uniform(shape, np.random.default_rng(seed)), 59)
        if np.abs(checked.errors(weights)).max() < MARGIN:
            break
    else:
        pytest.fail("no start led to a solution")
    small = smallest(fitted, checked, weights)
    assert np.abs(checked.errors(small)).max() < MARGIN
    before, after = weights[2 * nodes :], small[2 * nodes :]
    assert np.abs(after).sum() <= np.abs(before).sum()


@pytest.mark.parametrize("max_sum", [16, 256, 65536])
@pytest.mark.parametrize("seed", range(4))
def test_two_solved_nodes_need_little_more_than_the_proved_least(max_sum: int, seed: int) -> None:
    """Half the sum of the output weights against the smallest that any mirrored pair can do with."""
    pairs = draw_pairs(seed, "training", 8000, max_sum)
    weights = solve(Shape(2), pairs, max_sum, "projection", 59, np.random.default_rng(seed)).path[-1]
    size = np.abs(fold_scale(Shape(2), weights, 1 / max_sum)[4:]).sum() / 2
    least = two_node_minimum(max_sum)[0]
    assert 0.9 * least < size < 2 * least


@pytest.mark.parametrize(("max_sum", "least"), [(16, 22.4), (256, 1657), (65536, 6.85e6)])
def test_two_nodes_never_add_with_output_weights_below_the_proved_least(max_sum: int, least: float) -> None:
    """Reference notes 1.2: 22.43 (nodes that treat a and b differently), 1657.5, 6.8501e6; a margin costs more."""
    for seed in range(3):
        largest = np.abs(solved(2, max_sum, seed)[4:]).max()
        assert least < largest


def test_the_film_of_a_solution_starts_at_a_start_and_each_frame_has_all_weights() -> None:
    shape = Shape(2)
    solution = solve(shape, draw_pairs(0, "training", 500, 16), 16, "projection", 59, np.random.default_rng(0))
    assert solution.path.shape[1] == shape.parameters
    draw = np.random.default_rng(0)
    starts = [glorot_uniform(shape, draw) for _ in range(solution.starts)]
    np.testing.assert_array_equal(solution.path[0], starts[-1])
