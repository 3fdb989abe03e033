"""Write tests/golden/addition.json, which this package and the page's engine (web/tests/engine) must both reproduce.

    python tests/golden/make_golden.py            from the root, by hand: when the cases below change

The weights of the solved networks come from training, whose last bits differ between machines; so the file is written
once, and test_golden.py checks that today's code gives its answers for its weights.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

from hackday.addition.data import draw_pairs
from hackday.addition.model import Activation, Shape, fold_scale, glorot_uniform, trace
from hackday.addition.projection import solve

Array = np.ndarray[Any, Any]

PATH = Path(__file__).with_name("addition.json")


def cases() -> list[tuple[Shape, Array, int]]:
    """(shape, weights, maximum sum) of every case."""
    sigmoids: list[tuple[Shape, Array, int]] = [
        (Shape(1), np.array([0.19962, 0.19962, 9.3143]), 16),  # the best single node
        (Shape(2), np.array([0.0971, -0.0971, 0.0971, -0.0971, 22.7, -23.5]), 16),  # the post's
        # Saturated: every hidden value 0, 0.5 or 1, beyond where e^−z or e^z overflows.
        (Shape(3), np.array([30.0, -30.0, 1e6, 45.0, -45.0, -1e6, 249.7, 249.7, -249.7]), 65536),
        (Shape(2), np.array([-1e-300, 0.0, 1e-12, -0.0, 1e12, -1e12]), 16),
    ]
    solved = [(Shape(nodes), _solved(nodes, max_sum), max_sum) for nodes, max_sum in _SOLVED]
    others = [
        (Shape(nodes, activation, biases), _drawn(Shape(nodes, activation, biases)), 256)
        for activation in _ACTIVATIONS
        for nodes, biases in ((1, False), (3, True), (16, False))
    ]
    linear = [
        (Shape(0, "identity"), np.array([1.0, 1.0]), 65536),
        (Shape(0, "identity"), np.array([0.9999999, 1.0000001]), 2**24),
        (Shape(0, "identity", biases=True), np.array([0.5, -1.5, 0.25]), 16),
    ]
    nau = [(Shape(2, "identity"), np.array([1.0, 0.0, 0.0, 1.0, 1.0, 1.0]), 65536)]
    return sigmoids + solved + others + linear + nau


_SOLVED = ((2, 16), (4, 256), (2, 65536), (8, 65536), (16, 65536))
_ACTIVATIONS: tuple[Activation, ...] = ("sigmoid", "tanh", "relu", "identity")


def _solved(nodes: int, max_sum: int) -> Array:
    pairs = draw_pairs(0, "training", 8000, max_sum)
    path = solve(Shape(nodes), pairs, max_sum, "projection", 59, np.random.default_rng(nodes)).path
    return fold_scale(Shape(nodes), path[-1], 1 / max_sum)


def _drawn(shape: Shape) -> Array:
    draw = np.random.default_rng([shape.nodes, shape.biases])
    weights = glorot_uniform(shape, draw)
    names = shape.names()
    return np.array([draw.normal() if "bias" in name else w for name, w in zip(names, weights, strict=True)])


def answers(shape: Shape, weights: Array, pairs: list[tuple[int, int]]) -> list[dict[str, Any]]:
    """What the file says of each pair: every layer's numbers."""
    seen = trace(shape, weights, np.array([a for a, _ in pairs]), np.array([b for _, b in pairs]))
    return [
        {
            "a": a,
            "b": b,
            "sums": seen.sums[i].tolist(),
            "hidden": seen.hidden[i].tolist(),
            "output": float(seen.output[i]),
        }
        for i, (a, b) in enumerate(pairs)
    ]


def asked(max_sum: int) -> list[tuple[int, int]]:
    """The corners, two small sums, and a few drawn ones."""
    last = max_sum // 2 - 1
    drawn = np.random.default_rng(max_sum).integers(0, last + 1, (4, 2)).tolist()
    return [(0, 0), (last, 0), (0, last), (last, last), (2, 2), (1, 3), *((int(a), int(b)) for a, b in drawn)]


def main() -> None:
    """Write the file, one line a case."""
    lines = []
    for shape, weights, max_sum in cases():
        case = {
            "shape": {"nodes": shape.nodes, "activation": shape.activation, "biases": shape.biases},
            "weights": weights.tolist(),
            "pairs": answers(shape, weights, asked(max_sum)),
        }
        lines.append(json.dumps(case, allow_nan=False))
    PATH.write_text('{"cases": [\n' + ",\n".join(lines) + "\n]}\n")


if __name__ == "__main__":
    main()
