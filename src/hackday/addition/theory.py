"""Why small networks find adding hard: every figure of the page why.md, computed from first principles.

Throughout: both inputs are whole numbers 0 … N − 1, N = max_sum // 2; the right answer is s = a + b, the largest is M =
2N − 2. A network without biases answers y = Σ v·S(u·a + w·b), S the logistic function, and is right where |y − s| < ½.
Where u = w the answer depends on s alone, and that one hidden weight is called e.
"""

import re
import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from hackday.addition.model import sigmoid

Array = np.ndarray[Any, Any]

# What the post "2 + 2 with neural networks" did and reports; the output weights of 4 and 8 nodes are rounded there.
POST_TWO_NODE_OUTPUT_WEIGHTS = (22.7, -23.5)
POST_FOUR_NODE_OUTPUT_WEIGHTS = (8, 8, 9, -25)
POST_EIGHT_NODE_OUTPUT_WEIGHTS = (3, 3, 3, 3, 4, 5, 5, -25)
POST_ONE_NODE_TWO_PLUS_TWO, POST_ONE_NODE_LOWEST_256, POST_ONE_NODE_HIGHEST_256 = 6.42, 78, 152
POST_HILL, POST_MOAT, POST_CONSTANT_65536 = 128.8, 119.9, 3746  # its answers to 60 + 60, to 103 + 17, and to nearly all
POST_HIDDEN_HIGH, POST_HIDDEN_LOW = 0.6, 0.4  # what its hidden nodes say to 2 + 2
TRAINING_PAIRS, BATCH, EPOCHS, LEARNING_RATE = 8000, 32, 1000, 0.001

# Found by a random search: a two-node network for 65536 that is exact in float32 (`float32_pair`).
FLOAT32_HIDDEN_WEIGHT, FLOAT32_OUTPUT_WEIGHT = 2.0**-22 * (1 + 125 * 2.0**-23), 8388614.0


def triangle(max_sum: int, most: int | None = None) -> tuple[Array, Array]:
    """Every sum 0 … M (or `most` even steps through them), and the share of pairs with each, ∝ N − |s − (N−1)|."""
    n = max_sum // 2
    sums = np.linspace(0, 2 * n - 2, min(2 * n - 1, most or 2 * n - 1))
    shares = n - np.abs(sums - (n - 1))
    return sums, shares / shares.sum()


def _last(holds: Callable[[float], bool], low: float, high: float) -> float:
    """Where `holds`, true at `low` and false at `high`, stops being true: bisection of the logarithm."""
    for _ in range(60):
        middle = float(np.sqrt(low * high))
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def answer_to_zero(output_weights: Sequence[float]) -> float:
    """The answer to 0 + 0: S(0) = ½ whatever the hidden weights, so y(0, 0) = ½ Σ v."""
    return sum(output_weights) / 2


def binary_digit_error(digit: Sequence[int]) -> float:
    """The smallest, over all w, of the largest distance between S(w·x), x = 0, 1, 2 …, and `digit`.

    S(w·x) is monotone in x and S(0) = ½: no w brings it nearer than ½ to 0, 1, 0, 1, the low bit of x.
    """
    w = np.concatenate([-np.geomspace(1e3, 1e-3, 500), [0.0], np.geomspace(1e-3, 1e3, 500)])
    return float(np.abs(sigmoid(np.outer(w, np.arange(len(digit)))) - np.asarray(digit)).max(axis=1).min())


def lambert_w_of_1_over_e() -> float:
    """W(1/e), the largest value of z/(1 + e^z): its z has (z − 1)·e^(z−1) = 1/e, and there z/(1 + e^z) = z − 1."""
    x = 0.3
    for _ in range(8):  # Newton's method on x·e^x = 1/e
        x -= (x - float(np.exp(-1 - x))) / (1 + x)
    return x


def ray_window() -> float:
    """A bound on how far along a ray from (0, 0), in units of s, one node's answers can be right; below 2: two sums.

    y = v·S(e·s) has y′ = (y/s)·z/(1 + e^z) ≤ W(1/e)·(1 + 1/(2s)) where y ≤ s + ½, so for s ≥ 1 the error falls by at
    least 1 − 1.5·W(1/e) a unit, through a window of width 1. (If 0 is right, |v| < 1 and only the sums 0 and 1 can be.)
    """
    return 1 / (1 - 1.5 * lambert_w_of_1_over_e())


def one_node_accuracy_bound(max_sum: int) -> float:
    """The best share of right pairs for one node with u = w: the two commonest sums (`ray_window`), (2N − 1)/N²."""
    n = max_sum // 2
    return (2 * n - 1) / n**2


@dataclass(frozen=True)
class OneNode:
    """The best single node: its weights (u = w), mean squared error, and its lowest, highest and 2 + 2 answers."""

    input_weight: float
    output_weight: float
    mse: float
    two_plus_two: float
    lowest: float
    highest: float


@cache
def one_node_optimum(max_sum: int) -> OneNode:
    """The least mean squared error of y = v·S(e·s) over all pairs, max_sum ≥ 4: where a network of clones is stuck.

    v is exact for each e; the slope of the error in e, −2v·Σ p·(s − v·S)·s·S·(1 − S), changes sign once. Above 16385
    sums that many even steps stand for all, which moves no result by more than 1e-7 of itself.
    """
    sums, shares = triangle(max_sum, 16385)

    def best(e: float) -> tuple[float, Array]:
        hidden = 1 / (1 + np.exp(-e * sums))
        return float((shares * sums) @ hidden / (shares @ hidden**2)), hidden

    def improves(e: float) -> bool:
        v, hidden = best(e)
        return bool((shares * (sums - v * hidden) * sums) @ (hidden * (1 - hidden)) > 0)

    e = _last(improves, 0.05 / (max_sum // 2), 20 / (max_sum // 2))
    v, hidden = best(e)
    mse = float(shares @ (v * hidden - sums) ** 2)
    return OneNode(e, v, mse, v / (1 + float(np.exp(-4 * e))), v / 2, v * float(hidden[-1]))


def two_node_law(max_sum: int) -> float:
    """√(M³/6): v·tanh(e·s/2) ≈ (v·e/2)(s − e²s³/12); the cubic balanced by a line leaves e²M³/48 = M³/(12v²) < ½."""
    return float(np.sqrt((max_sum // 2 * 2 - 2) ** 3 / 6))


@cache
def two_node_minimum(max_sum: int, offset: float = 0.0) -> tuple[float, float]:
    """The smallest v, and its e, with which y = offset + v·tanh(e·s/2) gets every sum right (a limit), max_sum ≥ 6.

    That is two mirrored nodes, hidden weights ±e and output weights offset ± v. An e leaves v between max (s − ½ −
    offset)/tanh(e·s/2) and min (s + ½ − offset)/tanh(e·s/2); the smallest v has the largest e with anything between.
    """
    sums = triangle(max_sum)[0][1:] - offset

    def least_and_most(e: float) -> tuple[float, float]:
        rise = np.tanh(e * (sums + offset) / 2)
        return float(((sums - 0.5) / rise).max()), float(((sums + 0.5) / rise).min())

    def possible(e: float) -> bool:
        least, most = least_and_most(e)
        return least <= most

    about = 2 / two_node_law(max_sum)
    e = _last(possible, about / 10, about * 10)
    return least_and_most(e)[0], e


def all_right_hidden_weights(output_weights: tuple[float, float], max_sum: int) -> tuple[float, float]:
    """Between which e two mirrored nodes with these output weights (positive, negative) get every sum right.

    |offset + v·tanh(e·s/2) − s| < ½ solved for e, sum by sum. First above second: there is none.
    """
    offset, v = sum(output_weights) / 2, (output_weights[0] - output_weights[1]) / 2
    sums = triangle(max_sum)[0][1:]
    least, most = (2 / sums * np.arctanh(np.clip((sums - offset + d) / v, -1, 1 - 1e-15)) for d in (-0.5, 0.5))
    return float(least.max()), float(most.min())


def adam_budget() -> float:
    """How far Adam can carry one weight in the post's experiment: steps × learning rate, each step being about that."""
    return TRAINING_PAIRS / BATCH * EPOCHS * LEARNING_RATE


def saturated_adam(nodes: int, max_sum: int, generator: np.random.Generator) -> Array:
    """One output weight after each of the post's epochs when all `nodes` hidden nodes always say 1, shape (epochs,).

    Their gradients are then the same, 2·(Σ v − s), so one weight, started at 0, stands for all. Keras' β and ε.
    """
    sums = generator.integers(0, max_sum // 2, size=(2, TRAINING_PAIRS)).sum(axis=0)
    weight = mean = square = 0.0
    decay1 = decay2 = 1.0
    after_epoch = []
    for _ in range(EPOCHS):
        for target in generator.permutation(sums).reshape(-1, BATCH).mean(axis=1).tolist():
            gradient = 2 * (nodes * weight - target)
            mean, square = 0.9 * mean + 0.1 * gradient, 0.999 * square + 0.001 * gradient**2
            decay1, decay2 = decay1 * 0.9, decay2 * 0.999
            weight -= LEARNING_RATE * mean / (1 - decay1) / ((square / (1 - decay2)) ** 0.5 + 1e-7)
        after_epoch.append(weight)
    return np.array(after_epoch)


def gradient_flow(max_sum: int, until: float, steps: int = 3000) -> tuple[Array, Array]:
    """Times, and v then, of two mirrored nodes that go down the gradient of the mean squared error in (v, e).

    From (5, 0.3), by linearly implicit Euler steps in constant proportion: the ravine's walls are far steeper than its
    floor. There the error ~ v⁻⁴, so dv/dt ~ v⁻⁵ and v ~ t^(1/6).
    """
    sums, shares = triangle(max_sum)
    times = np.geomspace(1e-4, until, steps)
    place, path = np.array([5.0, 0.3]), []
    for step in np.diff(times, prepend=0.0):
        rise = np.tanh(place[1] * sums / 2)
        bend = sums / 2 * (1 - rise**2)  # ∂rise/∂e
        slopes = np.stack([rise, place[0] * bend])  # (2, sums): ∂y/∂v, ∂y/∂e
        error = shares * (place[0] * rise - sums)
        mixed, curve = error @ bend, -error @ (place[0] * rise * bend * sums)
        hessian = 2 * ((slopes * shares) @ slopes.T + np.array([[0, mixed], [mixed, curve]]))
        place = place - np.linalg.solve(np.eye(2) / step + hessian, 2 * slopes @ error)
        path.append(place[0])
    return times, np.array(path)


def hill(max_sum: int, e: float, tilt: float) -> Array:
    """The error y − s of two mirrored nodes that weigh a and b differently, shape (N, N), least-squares output weight.

    Hidden weights e·(1 ± tilt) for a and b, and their mirror image −e·(1 ∓ tilt). For tilt ≤ 1 the error is concave (S
    is where z ≥ 0, −S where z ≤ 0), and Σ error·y = 0 (the slope in v): it takes both signs, a hill within a moat.
    """
    a, b = np.indices((max_sum // 2, max_sum // 2)).astype(np.float64)
    tall = sigmoid(e * ((1 + tilt) * a + (1 - tilt) * b)) - sigmoid(-e * ((1 - tilt) * a + (1 + tilt) * b))
    return np.asarray(tall * (((a + b) * tall).sum() / (tall**2).sum()) - a - b)


def float32_pair(e: float, v: float, max_sum: int) -> tuple[float, float]:
    """The share of pairs right and the largest error of v·S(e·s) − v·S(−e·s) in float32, S rounded perfectly."""
    sums, shares = triangle(max_sum)
    z, weight = np.float32(e) * sums.astype(np.float32), np.float32(v)
    high, low = (sigmoid(sign * z.astype(np.float64)).astype(np.float32) for sign in (1, -1))
    error = np.abs((weight * high - weight * low).astype(np.float64) - sums)
    return float(shares @ (error < 0.5)), float(error.max())


def float32_sweep(max_sum: int, sizes: int) -> float:
    """The largest share of pairs right in float32 over `sizes` hidden weights up to the law's, its errors balanced.

    v = (2/e)(1 + e²M²/16) is the line that balances the cubic (`two_node_law`).
    """
    largest = max_sum // 2 * 2 - 2
    weights = 2 / two_node_law(max_sum) * np.geomspace(0.3, 1.0, sizes)
    return max(float32_pair(e, 2 / e * (1 + (e * largest) ** 2 / 16), max_sum)[0] for e in weights)


def projection_path(max_sum: int) -> list[float]:
    """e of two mirrored nodes at the start (e·M = 1) and after each step of variable projection, until all is right.

    v is the exact least-squares answer at every e, Gauss-Newton moves e alone: what is left over is ~ e², so e halves.
    """
    sums, shares = triangle(max_sum)
    root = np.sqrt(shares)
    path = [1 / float(sums[-1])]
    for _ in range(60):
        rise = np.tanh(path[-1] * sums / 2)
        v = (shares * sums) @ rise / (shares @ rise**2)
        if np.abs(v * rise - sums).max() < 0.5:
            break
        turn = v * sums / 2 * (1 - rise**2) * root
        turn -= rise * root * ((rise * root) @ turn) / (shares @ rise**2)  # across the line that v covers
        path.append(path[-1] - float(turn @ ((v * rise - sums) * root) / (turn @ turn)))
    return path


def figures() -> dict[str, float | int | str]:
    """Every number of the page by the name of its placeholder; about a second."""
    found: dict[str, float | int | str] = {}
    posts = (POST_TWO_NODE_OUTPUT_WEIGHTS, POST_FOUR_NODE_OUTPUT_WEIGHTS, POST_EIGHT_NODE_OUTPUT_WEIGHTS)
    for name, weights in zip(("two", "four", "eight"), posts, strict=True):
        found[f"post_weights_{name}"] = ", ".join(f"{weight:g}" for weight in weights)
        found[f"post_total_{name}"] = round(sum(weights), 9)
        found[f"post_zero_{name}"] = round(answer_to_zero(weights), 9)
        found[f"post_positive_{name}"] = sum(weight for weight in weights if weight > 0)
    for m in (16, 256, 65536):
        v, e = two_node_minimum(m)
        found[f"largest_input_{m}"] = m // 2 - 1
        found[f"one_node_bound_{m}"] = one_node_accuracy_bound(m)
        found[f"law_{m}"] = two_node_law(m)
        found[f"two_node_v_{m}"], found[f"two_node_e_{m}"] = v, e
        found[f"two_node_hidden_{m}"] = float(sigmoid(np.asarray(e * (m - 2))))
        found[f"projection_steps_{m}"] = len(projection_path(m)) - 1
    small, middle = one_node_optimum(16), one_node_optimum(256)
    found |= {"one_node_v_16": small.output_weight, "one_node_u_16": small.input_weight}
    found |= {"one_node_two_plus_two": small.two_plus_two, "post_two_plus_two": POST_ONE_NODE_TWO_PLUS_TWO}
    found |= {"one_node_low_256": middle.lowest, "one_node_high_256": middle.highest}
    found |= {"post_low_256": POST_ONE_NODE_LOWEST_256, "post_high_256": POST_ONE_NODE_HIGHEST_256}
    found |= {"ray_constant": lambert_w_of_1_over_e(), "ray_window": ray_window()}
    found |= {"binary_error": binary_digit_error((0, 1, 0, 1)), "two_node_offset_v_16": two_node_minimum(16, -0.5)[0]}
    low, high = all_right_hidden_weights(POST_TWO_NODE_OUTPUT_WEIGHTS, 16)
    says = float(sigmoid(np.asarray(4 * (low + high) / 2)))
    found |= {"post_pair_from": low, "post_pair_to": high, "post_pair_high": says, "post_pair_low": 1 - says}
    found |= {"post_hidden_high": POST_HIDDEN_HIGH, "post_hidden_low": POST_HIDDEN_LOW}
    times, growth = gradient_flow(16, 64e6)
    late = times > 1e6
    found["growth_exponent"] = float(np.polyfit(np.log(times[late]), np.log(growth[late]), 1)[0])
    found |= {"growth_times": 64, "growth_factor": float(growth[-1] / np.interp(1e6, times, growth))}
    budget, nodes = adam_budget(), round(POST_CONSTANT_65536 / adam_budget())
    found |= {"adam_steps": TRAINING_PAIRS // BATCH, "adam_epochs": EPOCHS, "adam_rate": LEARNING_RATE}
    found |= {"adam_budget": budget, "epochs_needed_256": two_node_minimum(256)[0] / budget * EPOCHS}
    found["epochs_needed_65536_millions"] = two_node_minimum(65536)[0] / budget * EPOCHS / 1e6
    weight = saturated_adam(nodes, 65536, np.random.default_rng(0))
    found |= {"saturated_nodes": nodes, "saturated_half": float(weight[EPOCHS // 2 - 1])}
    found |= {"saturated_end": float(weight[-1]), "saturated_answer": nodes * float(weight[-1])}
    found |= {"post_constant": POST_CONSTANT_65536, "post_each": POST_CONSTANT_65536 / nodes}
    error = hill(256, 2 / budget, 0.66)
    found |= {"hill_top": float(error.max()), "hill_bottom": float(error[-1, -1])}
    found |= {"post_hill": POST_HILL, "post_moat": POST_MOAT}
    found |= {f"projection_millionths_{k}": e * 1e6 for k, e in enumerate(projection_path(65536)[:3])}
    v = two_node_minimum(65536)[0]
    found |= {"product_size_millions": v / 2e6, "product_spacing": float(np.spacing(np.float32(v / 2)))}
    found |= {"hidden_spacing": v * float(np.spacing(np.float32(0.5))), "sweep_sizes": 40}
    found |= {"sweep_best": float32_sweep(65536, 40), "lucky_v": FLOAT32_OUTPUT_WEIGHT}
    found["lucky_error"] = float32_pair(FLOAT32_HIDDEN_WEIGHT, FLOAT32_OUTPUT_WEIGHT, 65536)[1]
    return found


def fill(template: str, values: dict[str, float | int | str]) -> str:
    """`template` with its placeholders filled and true minus signs.

    ValueError where the template names a figure there is not, or leaves one out.
    """
    named = {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}
    if named != set(values):
        missing, unused = sorted(named - set(values)), sorted(set(values) - named)
        raise ValueError(f"the page and its figures differ: without a figure {missing}, without a place {unused}")
    return re.sub(r"(?<![\w-])-(?=\d)", "−", template.format_map(values))


def render_why() -> str:
    """The page docs/why-addition.md: the template why.md with `figures` in its places."""
    return fill(files("hackday.addition").joinpath("why.md").read_text("utf-8"), figures())
