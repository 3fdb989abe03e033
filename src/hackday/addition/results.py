"""The figures that count: every network measured on fresh pairs, and every cell of the table over its seeds."""

import itertools
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import numpy as np

from hackday.addition.data import Pairs, draw_pairs
from hackday.addition.model import predict
from hackday.addition.spec import AdditionSpec
from hackday.addition.theory import one_node_accuracy_bound, one_node_optimum
from hackday.addition.train import Cell, Network
from hackday.tables import Table

Array = np.ndarray[Any, Any]

NOT_STUCK = 0.9
"""A network with two or more nodes is stuck if it is not at least this much better than the best single node can be."""

MOST_PAIRS = 2**16


def measure(networks: Sequence[Network], spec: AdditionSpec, seconds: float) -> dict[str, Any]:
    """results.json: each network on fresh pairs, each cell over its seeds, and what one node can do at best."""
    rows: list[dict[str, Any]] = []
    with ThreadPoolExecutor() as pool:
        for seed, own in itertools.groupby(networks, lambda network: network.cell.seed):
            # One seed's pairs at a time: those of a hundred seeds would be most of the memory.
            tests = {max_sum: _test_pairs(spec, seed, max_sum) for max_sum in spec.max_sum}
            rows += pool.map(partial(_measure_one, spec, tests), own)
    yardsticks = [
        {
            "max_sum": max_sum,
            "one_node_accuracy": one_node_accuracy_bound(max_sum),
            "one_node_mse": one_node_optimum(max_sum).mse,
        }
        for max_sum in spec.max_sum
    ]
    return {"seconds": round(seconds, 2), "networks": rows, "cells": summarise(rows, spec), "yardsticks": yardsticks}


def _test_pairs(spec: AdditionSpec, seed: int, max_sum: int) -> tuple[Pairs, Pairs]:
    """Fresh pairs of the numbers that were learned, and of numbers far outside them."""
    far = draw_pairs(seed, "extrapolation", min(spec.test_pairs, 2000), max_sum * spec.extrapolate)
    return draw_pairs(seed, "test", spec.test_pairs, max_sum), far


def _measure_one(spec: AdditionSpec, tests: dict[int, tuple[Pairs, Pairs]], network: Network) -> dict[str, Any]:
    cell, weights = network.cell, network.weights
    test, far = tests[cell.max_sum]
    answers = predict(cell.shape, weights, test.a, test.b)
    errors = np.abs(answers - test.sums)
    mse = _number(np.mean(errors**2))
    best, worst = int(np.argmin(errors)), int(np.argmax(errors))
    with np.errstate(over="ignore", invalid="ignore"):  # float32 may overflow; the figure then says so
        single = predict(cell.shape, weights.astype(np.float32), test.a, test.b).astype(np.float64)
    far_errors = np.abs(predict(cell.shape, weights, far.a, far.b) - far.sums)
    return {
        "kind": cell.kind,
        "hidden": cell.nodes,
        "max_sum": cell.max_sum,
        "seed": cell.seed,
        "accuracy": float(np.mean(errors < 0.5)),
        "all_pairs_accuracy": _all_pairs_accuracy(network),
        "mse": mse,
        "epochs": len(network.losses),
        "prediction_range": [_number(answers.min()), _number(answers.max())],
        "best_pair": _pair(test, answers, best),
        "worst_pair": _pair(test, answers, worst),
        "stuck": _is_stuck(cell, mse),
        "float32_accuracy": float(np.mean(np.abs(single - test.sums) < 0.5)),
        "extrapolation": {
            "max_sum": cell.max_sum * spec.extrapolate,
            "accuracy": float(np.mean(far_errors < 0.5)),
            "mse": _number(np.mean(far_errors**2)),
        },
    }


def _all_pairs_accuracy(network: Network) -> float | None:
    """The share of all possible pairs that are right: no sampling error. None where there are too many to ask."""
    cell = network.cell
    if (cell.max_sum // 2) ** 2 > MOST_PAIRS:
        return None
    numbers = np.arange(cell.max_sum // 2, dtype=np.float64)
    a, b = (part.ravel() for part in np.meshgrid(numbers, numbers))
    return float(np.mean(np.abs(predict(cell.shape, network.weights, a, b) - (a + b)) < 0.5))


def _is_stuck(cell: Cell, mse: float | None) -> bool:
    """No better than the best single node (for one node: not even near it); a diverged network is stuck too."""
    if mse is None:
        return True
    yardstick = one_node_optimum(cell.max_sum).mse
    return mse > yardstick * (1 / NOT_STUCK if cell.nodes == 1 else NOT_STUCK)


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
                "stuck_share": float(np.mean([row["stuck"] for row in own])),
                "exact_share": float(np.mean([row["accuracy"] == 1 for row in own])),
                "float32_exact_share": float(np.mean([row["float32_accuracy"] == 1 for row in own])),
            }
        )
    return cells


def _spread(values: Sequence[float | None]) -> dict[str, float | None]:
    """Median, lowest and highest; a figure that is not finite counts as the worst and shows as null."""
    known = np.sort(np.array([np.inf if value is None else value for value in values], np.float64))
    return {"median": _number(known[(len(known) - 1) // 2]), "low": _number(known[0]), "high": _number(known[-1])}


def _pair(pairs: Pairs, answers: Array, index: int) -> dict[str, Any]:
    return {"a": int(pairs.a[index]), "b": int(pairs.b[index]), "prediction": _number(answers[index])}


def _number(value: Any) -> float | None:
    return float(value) if np.isfinite(value) else None


def network_name(kind: str, nodes: int) -> str:
    """How tables and figures name a row: `2 nodes`, `linear`, `NAU, 2 nodes`."""
    counted = f"{nodes} node{'s' if nodes != 1 else ''}"
    return {"hidden": counted, "linear": "linear", "nau": f"NAU, {counted}"}[kind]


def plain_table(results: dict[str, Any]) -> Table:
    """Every network of every seed in unrounded figures, for a spreadsheet."""
    names = ("kind", "hidden", "max_sum", "seed", "accuracy", "all_pairs_accuracy", "mse", "epochs", "stuck",
             "float32_accuracy")  # fmt: skip
    pairs = [f"{which}_{part}" for which in ("best", "worst") for part in ("a", "b", "prediction")]
    rows = [
        tuple(
            "" if value is None else str(value)
            for value in (
                *(row[name] for name in names),
                *row["prediction_range"],
                *row["best_pair"].values(),
                *row["worst_pair"].values(),
            )
        )
        for row in results["networks"]
    ]
    return Table("networks", (*names, "lowest_prediction", "highest_prediction", *pairs), rows)


def table(results: dict[str, Any]) -> Table:
    """The table of the post, re-made: a row a cell; with several seeds, medians and ranges."""
    seeds = max(cell["seeds"] for cell in results["cells"])
    return _table_of_one_seed(results) if seeds == 1 else _table_of_seeds(results, seeds)


def _table_of_one_seed(results: dict[str, Any]) -> Table:
    columns = (
        "network",
        "max sum",
        "accuracy",
        "MSE",
        "epochs",
        "predictions",
        "best pair",
        "worst pair",
        "stuck",
        "float32",
    )
    rows = [
        (
            network_name(row["kind"], row["hidden"]),
            str(row["max_sum"]),
            percent(row["accuracy"]),
            _short(row["mse"]),
            str(row["epochs"]),
            " … ".join(map(_short, row["prediction_range"])),
            _sum_text(row["best_pair"]),
            _sum_text(row["worst_pair"]),
            "yes" if row["stuck"] else "no",
            percent(row["float32_accuracy"]),
        )
        for row in results["networks"]
    ]
    note = (
        "accuracy: the rounded answer is right, on fresh pairs; stuck: no better than one node can be. One run is an "
    )
    note += "anecdote: --set seeds=20 shows how much is luck."
    return Table("Networks that add", columns, rows, note)


def _table_of_seeds(results: dict[str, Any], seeds: int) -> Table:
    columns = ("network", "max sum", "accuracy", "lowest … highest", "MSE", "lowest … highest", "epochs", "stuck",
               "all right", "in float32")  # fmt: skip
    rows = [
        (
            network_name(cell["kind"], cell["nodes"]),
            str(cell["max_sum"]),
            percent(cell["accuracy"]["median"]),
            _range(cell["accuracy"], percent),
            _short(cell["mse"]["median"]),
            _range(cell["mse"], _short),
            f"{cell['epochs']['median']:.0f}",
            percent(cell["stuck_share"]),
            percent(cell["exact_share"]),
            percent(cell["float32_exact_share"]),
        )
        for cell in results["cells"]
    ]
    note = f"medians of {seeds} seeds on fresh pairs; stuck: seeds no better than one node can be; all right: seeds "
    note += "without a single wrong answer, and the same when computed in float32"
    return Table(f"Networks that add, {seeds} seeds each", columns, rows, note)


def _range(spread: dict[str, float | None], text: Callable[[Any], str]) -> str:
    return f"{text(spread['low'])} … {text(spread['high'])}"


def percent(share: float) -> str:
    """A share as people read it, never rounded to a perfect 100 % or to nothing that it is not."""
    if share in (0, 1):
        return f"{share:.0%}"
    percent = share * 100
    for digits in (1, 2, 3):
        text = f"{percent:.{digits}f}"
        if float(text) not in (0, 100):
            return f"{text}%"
    return ">99.999%" if share > 0.5 else "<0.001%"


def _short(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.4g}" if 1e-3 <= abs(value) < 1e6 or value == 0 else f"{value:.2e}"


def _sum_text(pair: dict[str, Any]) -> str:
    return f"{pair['a']} + {pair['b']} = {_short(pair['prediction'])}"
