"""The model card of an addition run, and the figures on the card of a site's front page."""

from collections.abc import Sequence
from typing import Any

from hackday.addition.spec import AdditionSpec
from hackday.pagemodel.card import CardFigure, ModelCard, percent

LICENCE = "none needed: drawn from a random number generator"


def card(spec: AdditionSpec, results: dict[str, Any]) -> ModelCard:
    """What there is to say about these networks, from the settings and results.json."""
    cells = results["cells"]
    starts = f", each from {spec.seeds} starts" if spec.seeds > 1 else ""
    sums = _listed([f"{value:,}" for value in spec.max_sum])
    return ModelCard(
        what=f"{len(cells)} small networks that were shown pairs of whole numbers with their sums{starts}, and had to "
        "find out by themselves what adding is.",
        data=f"{spec.pairs:,} pairs of whole numbers for each network, drawn at random, with sums up to {sums}. "
        f"{100 * spec.validation_share:g} % of them decide when to stop; the figures are of {spec.test_pairs:,} fresh "
        "pairs.",
        licence=LICENCE,
        made_for=(
            "Seeing how a network learns, where it gets stuck, and what its hidden nodes do.",
            "Teaching: every weight can be looked at, changed and trained again in the page.",
        ),
        not_for=("Adding numbers. Any computer does that exactly; these networks answer with a guess.",),
        figures=(*_figures(spec, results), CardFigure("training time", f"{results['seconds']:.1f} s")),
        limits=_limits(spec, results),
    )


def headline(results: dict[str, Any]) -> list[dict[str, str]]:
    """Up to three figures for the card of the run."""
    cells = results["cells"]
    exact = sum(cell["exact_share"] > 0.5 for cell in cells)
    hidden = [cell for cell in cells if cell["kind"] == "hidden" and cell["nodes"] > 1]
    shown = [{"name": "networks with every test pair right", "value": f"{exact} of {len(cells)}", "beside": ""}]
    yardsticks = {one["max_sum"]: one["one_node_accuracy"] for one in results["yardsticks"]}
    if hidden:
        # The middle of the three sums is where the story turns: too large for Adam, not for the method that solves it.
        middle = sorted({cell["max_sum"] for cell in hidden})[:2][-1]
        best = max(
            (cell for cell in hidden if cell["max_sum"] == middle),
            key=lambda cell: (cell["accuracy"]["median"], -cell["nodes"]),
        )
        beside = f"one node at best {percent(yardsticks[middle])}" if middle in yardsticks else ""
        shown.append({"name": f"right, sums up to {middle:,}, {_network(best)}",
                      "value": percent(best["accuracy"]["median"]), "beside": beside})  # fmt: skip
    shown.append({"name": "training time", "value": f"{results['seconds']:.1f} s", "beside": ""})
    return shown


def _figures(spec: AdditionSpec, results: dict[str, Any]) -> list[CardFigure]:
    """For each maximum sum the best kind of network, beside what one node can reach."""
    yardsticks = {one["max_sum"]: one["one_node_accuracy"] for one in results["yardsticks"]}
    shown = []
    for max_sum in spec.max_sum:
        own = [cell for cell in results["cells"] if cell["max_sum"] == max_sum]
        best = max(own, key=lambda cell: (cell["accuracy"]["median"], cell["nodes"]))
        beside = [f"one node at best {percent(yardsticks[max_sum])}"] if max_sum in yardsticks else []
        if best["seeds"] > 1:
            low, high = (percent(best["accuracy"][end]) for end in ("low", "high"))
            beside.append(f"{low} from every start" if low == high else f"{low} to {high}, as the start happens to be")
        name = f"right answers, sums up to {max_sum:,}, {_network(best)}"
        shown.append(CardFigure(name, percent(best["accuracy"]["median"]), "; ".join(beside)))
    return shown


def _limits(spec: AdditionSpec, results: dict[str, Any]) -> tuple[str, ...]:
    rows = results["networks"]
    far = [row["extrapolation"]["accuracy"] for row in rows]
    asked = f"sums up to {spec.extrapolate:,} times larger" if spec.extrapolate > 1 else "other sums as large"
    limits = [
        f"A network knows numbers like those it practised. Asked for {asked}, the best of these is right in "
        f"{percent(max(far))} of all cases, the middle one in {percent(sorted(far)[(len(far) - 1) // 2])}.",
        "An answer counts as right when it rounds to the sum.",
    ]
    stuck = sum(bool(row["stuck"]) for row in rows)
    if stuck:
        limits.append(f"{stuck:,} of {len(rows):,} trainings got stuck: they are no better than a single node can be.")
    return tuple(limits)


def _network(cell: dict[str, Any]) -> str:
    if cell["kind"] == "linear":
        return "no hidden layer"
    return f"{cell['nodes']} node{'' if cell['nodes'] == 1 else 's'}"


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
