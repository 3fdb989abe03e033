"""The figures as tables: for people, and in plain numbers for spreadsheets."""

from collections.abc import Callable
from typing import Any

from hackday.runs.damage import undamaged
from hackday.tables import Finding, Table, percent


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


@undamaged("the figures of this run are", "train it again")
def figures(results: dict[str, Any]) -> list[Finding]:
    """What every cell came to: the median of its starts, beside their range. RunError if they are damaged."""
    shown = []
    named: tuple[tuple[str, str, Callable[[Any], str]], ...] = (
        ("right answers", "accuracy", percent), ("mean squared error", "mse", _short)
    )  # fmt: skip
    for what, key, text in named:
        for cell in results["cells"]:
            name = f"{what}, {network_name(cell['kind'], cell['nodes'])}, sums up to {cell['max_sum']:,}"
            beside = (_range(cell[key], text), f"{cell['seeds']} starts") if cell["seeds"] > 1 else ()
            shown.append(Finding(name, cell[key]["median"], text(cell[key]["median"]), *beside))
    return shown


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
            {True: "yes", False: "no", None: "–"}[row["stuck"]],
            percent(row["float32_accuracy"]),
        )
        for row in results["networks"]
    ]
    note = "accuracy: the rounded answer is right, on pairs drawn anew; stuck: no better than one node can be. One "
    note += "run is an anecdote: --set seeds=20 shows how much is luck."
    return Table(
        "Networks that add", columns, rows, note, spare=("stuck", "float32", "predictions", "best pair", "worst pair")
    )


def _table_of_seeds(results: dict[str, Any], seeds: int) -> Table:
    columns = ("network", "max sum", "accuracy", "its range", "MSE", "MSE range", "epochs", "stuck",
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
            "–" if cell["stuck_share"] is None else percent(cell["stuck_share"]),
            percent(cell["exact_share"]),
            percent(cell["float32_exact_share"]),
        )
        for cell in results["cells"]
    ]
    note = (
        f"medians of {seeds} seeds on pairs drawn anew; stuck: seeds no better than one node can be; all right: seeds "
    )
    note += "without a single wrong answer, and the same when computed in float32"
    spare = ("epochs", "its range", "MSE range", "in float32")
    return Table(f"Networks that add, {seeds} seeds each", columns, rows, note, spare)


def _range(spread: dict[str, float | None], text: Callable[[Any], str]) -> str:
    return f"{text(spread['low'])} … {text(spread['high'])}"


def _short(value: float | None) -> str:
    """Four digits or so; whole digits up to a million, so that an answer can be compared with its sum."""
    if value is None:
        return "–"
    if 1000 <= abs(value) < 1e6:
        return f"{value:.1f}"
    return f"{value:.4g}" if 1e-3 <= abs(value) < 1000 or value == 0 else f"{value:.2e}"


def _sum_text(pair: dict[str, Any]) -> str:
    return f"{pair['a']} + {pair['b']} = {_short(pair['prediction'])}"
