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
from hackday.addition.model import Shape, activate, derivative, glorot_uniform
from hackday.addition.spec import Method

Array = np.ndarray[Any, Any]

MARGIN = 0.4
"""Every error on the checked pairs ends below this, so that fresh pairs stay below the 0.5 that rounds right."""
STARTS = 8
"""Fresh starts that one network may take. Most need one."""
FITTED_PAIRS, CHECKED_PAIRS = 500, 4000
DAMPINGS = 12
SHRINKINGS = 12
"""Steps that make the weights smaller. 40 would make them another few per cent smaller, in three times the time."""
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
        nodes = self.shape.nodes
        answers = self.hidden(weights[: 2 * nodes].reshape(2, nodes)) @ weights[2 * nodes :]
        return (answers - self.target) * self.unit

    def hidden(self, hidden_weights: Array) -> Array:
        """Hidden outputs, shape (pairs, nodes), for hidden weights of shape (2, nodes)."""
        return activate(self.shape.activation, self.inputs @ hidden_weights)


def variable_projection(problem: Problem, start: Array, iterations: int) -> Iterator[Array]:
    """The weights after each iteration, from `start` (parameters,), until all errors are below MARGIN or none helps."""
    nodes = problem.shape.nodes
    hidden_weights = start[: 2 * nodes].reshape(2, nodes)
    damping = 1e-3
    for _ in range(iterations):
        before = _projected(problem, hidden_weights, 0.0)
        step = _projected_step(problem, hidden_weights, before)
        for _ in range(DAMPINGS):
            candidate = hidden_weights + step(damping)
            after = _projected(problem, candidate, 0.0)
            if after.loss < before.loss:
                break
            damping = max(damping, 1e-8) * 10
        else:
            return
        hidden_weights = candidate
        damping /= 10
        yield _joined(hidden_weights, after.output)
        if np.abs(after.residual).max() * problem.unit < MARGIN or after.loss > before.loss * (1 - 1e-9):
            return


def levenberg_marquardt(problem: Problem, start: Array, iterations: int) -> Iterator[Array]:
    """The weights after each iteration of damped Gauss-Newton steps on all weights at once.

    Source: Levenberg 1944 and Marquardt 1963, with the damped system solved by orthogonal factors: the normal equations
    square a condition number that is beyond 1e15 in this ravine.
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


def smallest(fitted: Problem, checked: Problem, weights: Array) -> Array:
    """From weights that keep the margin, others that still do, with output weights about as small as can be.

    Larger hidden weights need smaller output weights and bend more. First the hidden weights are stretched by the
    largest factor that keeps every error below MARGIN. Then come steps of variable projection with a ridge penalty on
    the output weights, which grows while the margin holds and shrinks when it breaks (a trust region, with the margin
    as its measure).
    """
    nodes = fitted.shape.nodes

    def keeps_margin(candidate: Array) -> bool:
        # The few pairs first: most of those that fail do so there.
        return all(np.abs(problem.errors(candidate)).max() < MARGIN for problem in (fitted, checked))

    best = _stretched(fitted, weights, keeps_margin)
    hidden_weights, output = best[: 2 * nodes].reshape(2, nodes), best[2 * nodes :]
    misfit = np.sum(fitted.errors(best) ** 2) / fitted.unit**2
    penalty, damping = misfit / (output @ output), 1e-2  # to begin with, both parts of the loss weigh alike
    for _ in range(SHRINKINGS):
        before = _projected(fitted, hidden_weights, penalty)
        candidate = hidden_weights + _projected_step(fitted, hidden_weights, before)(damping)
        after = _projected(fitted, candidate, penalty)
        if after.loss >= before.loss:
            damping *= 10
            continue
        damping /= 5
        if not keeps_margin(_joined(candidate, after.output)):
            penalty /= 3
            continue
        hidden_weights = candidate
        penalty *= 4
        if np.abs(after.output).sum() < np.abs(best[2 * nodes :]).sum():
            best = _joined(candidate, after.output)
    return best


def _stretched(problem: Problem, weights: Array, keeps_margin: Callable[[Array], bool]) -> Array:
    """`weights` with the hidden ones multiplied by the largest factor that keeps the margin, found by bisection."""
    nodes = problem.shape.nodes
    low, high, best = 0.0, 6.0, weights  # powers of ten
    for _ in range(14):
        middle = (low + high) / 2
        hidden_weights = weights[: 2 * nodes].reshape(2, nodes) * 10.0**middle
        candidate = _joined(hidden_weights, _projected(problem, hidden_weights, 0.0).output)
        if keeps_margin(candidate):
            low, best = middle, candidate
        else:
            high = middle
    return best


@dataclass(frozen=True)
class Projected:
    """What is left for given hidden weights when the output weights are the best: residual and penalty, as rows."""

    output: Array  # (nodes,)
    residual: Array  # (pairs + nodes,): errors, then the output weights by the square root of the penalty
    basis: Array  # (pairs + nodes, nodes), orthonormal columns

    @property
    def loss(self) -> float:
        """Sum of squared errors plus the penalty."""
        return float(self.residual @ self.residual)


def _projected(problem: Problem, hidden_weights: Array, penalty: float) -> Projected:
    """The best output weights for `hidden_weights` (2, nodes): argmin |H·v − y|² + penalty·|v|²."""
    hidden = problem.hidden(hidden_weights)
    nodes = hidden.shape[1]
    rows = np.vstack([hidden, np.sqrt(penalty) * np.eye(nodes)])
    target = np.concatenate([problem.target, np.zeros(nodes)])
    basis, triangle = np.linalg.qr(rows)
    # Nodes that are copies of each other make the triangle singular: take the shortest of the solutions.
    output = np.linalg.lstsq(triangle, basis.T @ target, rcond=None)[0]
    return Projected(output, rows @ output - target, basis)


def _projected_step(problem: Problem, hidden_weights: Array, at: Projected) -> Callable[[float], Array]:
    """damping → the change of the hidden weights (2, nodes), by Kaufman's Jacobian P⊥ · ∂H/∂w · v."""
    sums = problem.inputs @ hidden_weights
    through = derivative(problem.shape.activation, sums) * at.output  # (pairs, nodes)
    nodes = through.shape[1]
    by_weight = np.hstack([through * problem.inputs[:, :1], through * problem.inputs[:, 1:]])  # (pairs, 2·nodes)
    jacobian = np.vstack([by_weight, np.zeros((nodes, 2 * nodes))])
    jacobian -= at.basis @ (at.basis.T @ jacobian)
    step = _damped_step(jacobian, at.residual)
    return lambda damping: step(damping).reshape(2, nodes)


def _damped_step(jacobian: Array, residual: Array) -> Callable[[float], Array]:
    """damping → argmin |J·d + r|² + damping·|c·d|², c the longest column; one factorisation serves every damping.

    One damping for all weights (Levenberg 1944): scaled to each column (Marquardt 1963), it would let the weights of a
    saturated node, whose column is all but zero, run off to where float32 cannot follow.
    """
    longest = np.linalg.norm(jacobian, axis=0).max() or 1.0
    left, values, right = np.linalg.svd(jacobian / longest, full_matrices=False)
    along = left.T @ residual
    return lambda damping: -(right.T @ (values / (values**2 + damping) * along)) / longest


def _joined(hidden_weights: Array, output: Array) -> Array:
    return np.concatenate([hidden_weights.ravel(), output])
