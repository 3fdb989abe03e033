"""The answer to the post: the same networks, trained by variable projection, add exactly.

For fixed hidden weights the best output weights are a linear least-squares problem with an exact answer. Variable
projection (Golub and Pereyra 1973, The differentiation of pseudo-inverses …) solves it inside every step and searches
over the hidden weights alone, by Gauss-Newton steps with Kaufman's (1975) shorter Jacobian. The ravine in which Adam
creeps (docs/why-addition.md) is then gone: each step halves the hidden weights, where gradient flow needs 64 times more
training to double the output weights.

Everything is float64, on inputs and sums divided by max_sum; the caller folds the scale back into the weights.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from hackday.addition.data import Pairs, corners
from hackday.addition.model import Shape, activate, derivative, glorot_uniform, predict
from hackday.addition.spec import Method

Array = np.ndarray[Any, Any]

MARGIN = 0.4
"""Every error on the checked pairs ends below this, so that fresh pairs stay below the 0.5 that rounds right."""
STARTS = 8
"""Fresh starts that one network may take. Most need one."""
FITTED_PAIRS, CHECKED_PAIRS = 1000, 4000
DAMPINGS = 12
PACK = 2.0**24
"""Above every number of a pair, so that a·PACK + b holds both exactly."""


@dataclass(frozen=True)
class Solution:
    """`path` (iterations + 1, parameters): the scaled weights from the start on; `starts`: how many it took."""

    path: Array
    starts: int


def solve(
    shape: Shape, pairs: Pairs, max_sum: int, method: Method, iterations: int, draw: np.random.Generator
) -> Solution:
    """Train one bias-free network on `pairs`, whose sums stay below `max_sum`; the scale is 1/max_sum.

    Fits a part of the pairs and the four corners, and checks the errors on more of them. One node cannot succeed
    (docs/why-addition.md), so it gets one start; otherwise a start that does not lead to a solution is thrown away.
    """
    fitted = Problem.of(shape, _with_corners(pairs, max_sum, FITTED_PAIRS), 1 / max_sum)
    checked = Problem.of(shape, _with_corners(pairs, max_sum, CHECKED_PAIRS), 1 / max_sum)
    descend = variable_projection if method == "projection" else levenberg_marquardt
    solution: Solution | None = None
    least = np.inf
    for attempt in range(1, STARTS + 1):
        start = glorot_uniform(shape, draw)
        path = [start, *descend(fitted, start, iterations)]
        largest = np.abs(checked.errors(path[-1])).max()
        if largest < MARGIN:
            if method == "projection":
                path.append(smallest(fitted, checked, path[-1]))
            return Solution(np.array(path), attempt)
        if solution is None or largest < least:
            solution, least = Solution(np.array(path), attempt), largest
        if shape.nodes == 1:
            break
    assert solution is not None
    return solution


def _with_corners(pairs: Pairs, max_sum: int, count: int) -> Pairs:
    extreme = corners(max_sum)
    return Pairs(np.concatenate([extreme.a, pairs.a[:count]]), np.concatenate([extreme.b, pairs.b[:count]]))


@dataclass(frozen=True)
class Problem:
    """Distinct scaled pairs: `inputs` (pairs, 2), `target` (pairs,); a scaled error times `unit` is one of the sum."""

    shape: Shape
    inputs: Array
    target: Array
    unit: float

    @classmethod
    def of(cls, shape: Shape, pairs: Pairs, scale: float) -> "Problem":
        """The problem of `pairs`, each distinct pair once."""
        numbers = np.unique(pairs.a * PACK + pairs.b)  # one number a pair sorts far faster than rows
        inputs = np.stack([numbers // PACK, numbers % PACK], axis=1) * scale
        return cls(shape, inputs, inputs.sum(axis=1), 1 / scale)

    def errors(self, weights: Array) -> Array:
        """Prediction minus sum, in units of the sum, shape (pairs,)."""
        answers = predict(self.shape, weights, self.inputs[:, 0], self.inputs[:, 1])
        return (answers - self.target) * self.unit

    def hidden(self, hidden_weights: Array) -> Array:
        """Hidden outputs, shape (pairs, nodes), for hidden weights of shape (2, nodes)."""
        return activate(self.shape.activation, self.inputs @ hidden_weights)


def variable_projection(problem: Problem, start: Array, iterations: int) -> Iterator[Array]:
    """The weights after each iteration, from `start` (parameters,), until all errors are below MARGIN or none helps."""
    nodes = problem.shape.nodes
    hidden_weights = start[: 2 * nodes].reshape(2, nodes).copy()
    output, residual = _best_output(problem, hidden_weights)
    damping = 1e-3
    for _ in range(iterations):
        step = _projected_step(problem, hidden_weights, output, residual)
        for _ in range(DAMPINGS):
            candidate = hidden_weights + step(damping)
            new_output, new_residual = _best_output(problem, candidate)
            if new_residual @ new_residual < residual @ residual:
                break
            damping = max(damping, 1e-8) * 10
        else:
            return
        improvement = 1 - (new_residual @ new_residual) / (residual @ residual)
        hidden_weights, output, residual = candidate, new_output, new_residual
        damping /= 10
        yield _joined(hidden_weights, output)
        if np.abs(residual).max() * problem.unit < MARGIN or improvement < 1e-9:
            return


def levenberg_marquardt(problem: Problem, start: Array, iterations: int) -> Iterator[Array]:
    """The weights after each iteration of damped Gauss-Newton steps on all weights at once.

    Source: Marquardt 1963, with the damped system solved by orthogonal factors: the normal equations square a condition
    number that is beyond 1e15 in this ravine.
    """
    nodes = problem.shape.nodes
    weights = start.copy()
    damping = 1e-3
    residual = problem.errors(weights) / problem.unit
    for _ in range(iterations):
        sums = problem.inputs @ weights[: 2 * nodes].reshape(2, nodes)  # (pairs, nodes)
        through = derivative(problem.shape.activation, sums) * weights[2 * nodes :]
        jacobian = np.hstack(
            [through * problem.inputs[:, :1], through * problem.inputs[:, 1:], activate(problem.shape.activation, sums)]
        )  # (pairs, parameters)
        step = _damped_step(jacobian, residual)
        for _ in range(DAMPINGS):
            candidate = weights + step(damping)
            new_residual = problem.errors(candidate) / problem.unit
            if new_residual @ new_residual < residual @ residual:
                break
            damping = max(damping, 1e-8) * 10
        else:
            return
        improvement = 1 - (new_residual @ new_residual) / (residual @ residual)
        weights, residual = candidate, new_residual
        damping /= 10
        yield weights.copy()
        if np.abs(residual).max() * problem.unit < MARGIN or improvement < 1e-9:
            return


def _best_output(problem: Problem, hidden_weights: Array) -> tuple[Array, Array]:
    """The least-squares output weights (nodes,) and what they leave over (pairs,)."""
    hidden = problem.hidden(hidden_weights)
    output = np.linalg.lstsq(hidden, problem.target, rcond=None)[0]
    return output, hidden @ output - problem.target


def _projected_step(problem: Problem, hidden_weights: Array, output: Array, residual: Array) -> Any:
    """damping → the change of the hidden weights (2, nodes), by Kaufman's Jacobian P⊥ · ∂H/∂w · v."""
    sums = problem.inputs @ hidden_weights
    through = derivative(problem.shape.activation, sums) * output  # (pairs, nodes)
    jacobian = np.hstack([through * problem.inputs[:, :1], through * problem.inputs[:, 1:]])  # (pairs, 2·nodes)
    basis = np.linalg.qr(activate(problem.shape.activation, sums))[0]
    jacobian -= basis @ (basis.T @ jacobian)
    step = _damped_step(jacobian, residual)
    return lambda damping: step(damping).reshape(hidden_weights.shape)


def _damped_step(jacobian: Array, residual: Array) -> Any:
    """damping → argmin |J·d + r|² + damping·|D·d|², D the columns' lengths; one factorisation serves every damping."""
    lengths = np.linalg.norm(jacobian, axis=0)
    lengths[lengths == 0] = 1
    left, values, right = np.linalg.svd(jacobian / lengths, full_matrices=False)
    along = left.T @ residual
    return lambda damping: -(right.T @ (values / (values**2 + damping) * along)) / lengths


def smallest(problem: Problem, checked: Problem, weights: Array) -> Array:
    """From weights that keep the margin, ones that still do with output weights as small as this direction allows.

    Larger hidden weights need smaller output weights and bend more: the hidden weights are stretched by the largest
    factor that keeps every error below MARGIN, then the output weights get the largest ridge penalty that does.
    """
    nodes = problem.shape.nodes
    direction = weights[: 2 * nodes].reshape(2, nodes)

    def keeps_margin(candidate: Array) -> bool:
        return bool(np.abs(checked.errors(candidate)).max() < MARGIN)

    def stretched(log_factor: float) -> Array:
        hidden_weights = direction * 10.0**log_factor
        return _joined(hidden_weights, _best_output(problem, hidden_weights)[0])

    best = _furthest(stretched, keeps_margin, 0.0, 6.0, weights)
    hidden_weights = best[: 2 * nodes].reshape(2, nodes)
    checked_hidden = checked.hidden(hidden_weights)  # the penalty changes the output weights alone

    def output_keeps_margin(candidate: Array) -> bool:
        errors = checked_hidden @ candidate[2 * nodes :] - checked.target
        return bool(np.abs(errors).max() * checked.unit < MARGIN)

    left, values, right = np.linalg.svd(problem.hidden(hidden_weights), full_matrices=False)
    along = left.T @ problem.target

    def penalised(log_penalty: float) -> Array:
        penalty = values[0] ** 2 * 10.0**log_penalty
        return _joined(hidden_weights, right.T @ (values / (values**2 + penalty) * along))

    return _furthest(penalised, output_keeps_margin, -32.0, 0.0, best)


def _furthest(
    weights_at: Callable[[float], Array], keeps: Callable[[Array], bool], low: float, high: float, otherwise: Array
) -> Array:
    """`weights_at` the highest place between `low` and `high` that bisection finds to keep the promise."""
    best = otherwise
    for _ in range(14):
        middle = (low + high) / 2
        candidate = weights_at(middle)
        if keeps(candidate):
            low, best = middle, candidate
        else:
            high = middle
    return best


def _joined(hidden_weights: Array, output: Array) -> Array:
    return np.concatenate([hidden_weights.ravel(), output])
