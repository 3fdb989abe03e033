"""The figures that count: every network measured on fresh pairs, and every cell of the table over its seeds."""

import itertools
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import numpy as np

from hackday.addition.data import Pairs, draw_pairs
from hackday.addition.grid import Design, Network
from hackday.addition.model import predict
from hackday.addition.spec import AdditionSpec
from hackday.addition.theory import one_node_accuracy_bound, one_node_optimum
from hackday.processes import cores

Array = np.ndarray[Any, Any]

NOT_STUCK = 0.9
"""A network with two or more nodes is stuck if it is not at least this much better than the best single node can be."""

MOST_PAIRS = 2**16


def measure(networks: Sequence[Network], spec: AdditionSpec, seconds: float) -> dict[str, Any]:
    """results.json: each network on fresh pairs, each cell over its seeds, and what one node can do at best."""
    rows: list[dict[str, Any]] = []
    with ThreadPoolExecutor(cores()) as pool:
        for seed, own in itertools.groupby(networks, lambda network: network.design.seed):
            # One seed's pairs at a time: those of a hundred seeds would be most of the memory.
            tests = {max_sum: _test_pairs(spec, seed, max_sum) for max_sum in spec.max_sum}
            rows += pool.map(partial(_measure_one, spec, tests), own)
    yardsticks = [
        {
            "max_sum": max_sum,
            "one_node_accuracy": one_node_accuracy_bound(max_sum),
            "one_node_mse": one_node_optimum(max_sum).mse,
        }
        for max_sum in (spec.max_sum if _has_yardstick("hidden", spec) and "hidden" in spec.networks else ())
    ]
    return {"seconds": round(seconds, 2), "networks": rows, "cells": summarise(rows, spec), "yardsticks": yardsticks}


def _test_pairs(spec: AdditionSpec, seed: int, max_sum: int) -> tuple[Pairs, Pairs]:
    """Fresh pairs of the numbers that were learned, and of numbers far outside them."""
    far = draw_pairs(seed, "extrapolation", min(spec.test_pairs, 2000), max_sum * spec.extrapolate)
    return draw_pairs(seed, "test", spec.test_pairs, max_sum), far


def _measure_one(spec: AdditionSpec, tests: dict[int, tuple[Pairs, Pairs]], network: Network) -> dict[str, Any]:
    design, weights = network.design, network.weights
    test, far = tests[design.max_sum]
    answers = predict(design.shape, weights, test.a, test.b)
    errors = np.abs(answers - test.sums)
    mse = _number(np.mean(errors**2))
    best, worst = int(np.argmin(errors)), int(np.argmax(errors))
    with np.errstate(over="ignore", invalid="ignore"):  # float32 may overflow; the figure then says so
        single = predict(design.shape, weights.astype(np.float32), test.a, test.b).astype(np.float64)
    far_errors = np.abs(predict(design.shape, weights, far.a, far.b) - far.sums)
    return {
        "kind": design.kind,
        "hidden": design.nodes,
        "max_sum": design.max_sum,
        "seed": design.seed,
        "accuracy": float(np.mean(errors < 0.5)),
        "all_pairs_accuracy": _all_pairs_accuracy(network),
        "mse": mse,
        "epochs": len(network.losses),
        "prediction_range": [_number(answers.min()), _number(answers.max())],
        "best_pair": _pair(test, answers, best),
        "worst_pair": _pair(test, answers, worst),
        "stuck": _is_stuck(design, mse) if _has_yardstick(design.kind, spec) else None,
        "float32_accuracy": float(np.mean(np.abs(single - test.sums) < 0.5)),
        "extrapolation": {
            "max_sum": design.max_sum * spec.extrapolate,
            "accuracy": float(np.mean(far_errors < 0.5)),
            "mse": _number(np.mean(far_errors**2)),
        },
    }


def _all_pairs_accuracy(network: Network) -> float | None:
    """The share of all possible pairs that are right: no sampling error. None where there are too many to ask."""
    design = network.design
    if (design.max_sum // 2) ** 2 > MOST_PAIRS:
        return None
    numbers = np.arange(design.max_sum // 2, dtype=np.float64)
    a, b = (part.ravel() for part in np.meshgrid(numbers, numbers))
    return float(np.mean(np.abs(predict(design.shape, network.weights, a, b) - (a + b)) < 0.5))


def _has_yardstick(kind: str, spec: AdditionSpec) -> bool:
    """Is the proved bound of one node about this kind of network? It is about sigmoids without biases."""
    return kind == "hidden" and spec.activation == "sigmoid" and not spec.biases


def _is_stuck(design: Design, mse: float | None) -> bool:
    """No better than the best single node (for one node: not even near it); a diverged network is stuck too."""
    if mse is None:
        return True
    yardstick = one_node_optimum(design.max_sum).mse
    return mse > yardstick * (1 / NOT_STUCK if design.nodes == 1 else NOT_STUCK)


def summarise(rows: Sequence[dict[str, Any]], spec: AdditionSpec) -> list[dict[str, Any]]:
    """One entry a cell of the table: median and range over seeds, and the shares that got stuck or are exact."""
    cells = []
    for kind, nodes, max_sum in spec.cells():
        own = [row for row in rows if (row["kind"], row["hidden"], row["max_sum"]) == (kind, nodes, max_sum)]
        cells.append(
            {
                "kind": kind,
                "nodes": nodes,
                "max_sum": max_sum,
                "seeds": len(own),
                **{name: _spread([row[name] for row in own]) for name in ("accuracy", "mse", "epochs")},
                "stuck_share": float(np.mean([row["stuck"] for row in own])) if _has_yardstick(kind, spec) else None,
                "exact_share": float(np.mean([row["accuracy"] == 1 for row in own])),
                "float32_exact_share": float(np.mean([row["float32_accuracy"] == 1 for row in own])),
            }
        )
    return cells


def _spread(values: Sequence[float | None]) -> dict[str, float | None]:
    """Median, lowest and highest; a figure that is not finite counts as the worst and shows as null."""
    known = np.sort(np.array([np.inf if value is None else value for value in values], np.float64))
    return {
        "median": _number((known[(len(known) - 1) // 2] + known[len(known) // 2]) / 2),
        "low": _number(known[0]),
        "high": _number(known[-1]),
    }


def _pair(pairs: Pairs, answers: Array, index: int) -> dict[str, Any]:
    return {"a": int(pairs.a[index]), "b": int(pairs.b[index]), "prediction": _number(answers[index])}


def _number(value: Any) -> float | None:
    return float(value) if np.isfinite(value) else None
