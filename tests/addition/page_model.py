"""A strict reader of docs/formats/page-model.md: every field that it names, no other, of the kind that it says."""

import math
import re
from typing import Any

ACTIVATIONS = ("sigmoid", "tanh", "relu", "identity")
METHODS = ("adam", "levenberg-marquardt", "projection")


def check(page: Any, diverged: bool = False) -> None:
    """AssertionError unless `page` is the page model of an addition run; figures may be null only if one `diverged`."""
    fields(page, "format", "domain", "headline", "card", "run", "networks", "cells", "yardsticks")
    assert page["format"] == 1
    assert page["domain"] == "addition"
    assert 0 < len(page["headline"]) <= 3
    for one in page["headline"]:
        told(one)
    card(page["card"])
    run(page["run"])
    ids = [network["id"] for network in page["networks"]]
    assert len(set(ids)) == len(ids) > 0
    for one in page["networks"]:
        network(one, diverged)
    for one in page["cells"]:
        cell(one, diverged)
    assert [_key(one) for one in page["networks"]] == [_key(one) for one in page["cells"]]
    for one in page["yardsticks"]:
        fields(one, "max_sum", "one_node_accuracy", "one_node_mse")
        whole(one["max_sum"])
        share(one["one_node_accuracy"])
        number(one["one_node_mse"])
    # The bound of one node is about sigmoids without biases; other networks have no yardstick and are never "stuck".
    bound = {one["max_sum"] for one in page["networks"] if has_yardstick(one)}
    assert {one["max_sum"] for one in page["yardsticks"]} == bound
    for one in page["networks"]:
        assert (one["result"]["stuck"] is None) == (not has_yardstick(one))


def has_yardstick(one: Any) -> bool:
    return one["kind"] == "hidden" and one["activation"] == "sigmoid" and not one["biases"]


def _key(one: Any) -> tuple[Any, ...]:
    return one["kind"], one["max_sum"], one["nodes"]


def told(one: Any) -> None:
    """A figure in words, with its floor or baseline."""
    fields(one, "name", "value", "beside")
    text(one["name"])
    text(one["value"])
    assert isinstance(one["beside"], str)


def card(one: Any) -> None:
    """The field `card`: sentences, and figures in words."""
    fields(one, "what", "data", "licence", "made_for", "not_for", "figures", "limits")
    for sentence in (one["what"], one["data"], *one["made_for"], *one["not_for"], *one["limits"]):
        text(sentence)
        assert sentence.endswith(".")
    text(one["licence"])
    assert all(one[name] for name in ("made_for", "not_for", "figures", "limits"))
    for figure in one["figures"]:
        told(figure)


def run(one: Any) -> None:
    """The field `run`."""
    names = ("name", "label", "preset", "summary", "expect", "started", "command", "machine")
    fields(one, *names, "seed", "seconds", "versions", "spec", "changed", "commit")
    assert all(isinstance(change, str) and " instead of " in change for change in one["changed"])
    assert one["commit"] is None or re.fullmatch("[0-9a-f]{40}", one["commit"])
    for name in names:
        assert isinstance(one[name], str), name
    assert one["name"].startswith("addition/")
    assert one["started"].endswith("Z")
    whole(one["seed"])
    number(one["seconds"])
    assert "hackday" in one["versions"]
    assert all(isinstance(version, str) for version in one["versions"].values())
    assert isinstance(one["spec"], dict)


def network(one: Any, diverged: bool) -> None:
    """One of `networks`."""
    fields(one, "id", "kind", "nodes", "max_sum", "seed", "activation", "biases", "method", "frames", "best_frame",
           "weights", "validation_loss", *(["loss_epochs"] if "loss_epochs" in one else []), "result")  # fmt: skip
    assert one["kind"] in ("hidden", "linear", "nau")
    whole(one["nodes"])
    whole(one["max_sum"])
    whole(one["seed"])
    assert one["id"] == f"{one['kind']}-{one['nodes']}-{one['max_sum']}"
    assert (one["nodes"] == 0) == (one["kind"] == "linear")
    assert one["activation"] in ACTIVATIONS
    assert one["activation"] == "identity" or one["kind"] == "hidden"
    assert one["biases"] in (True, False)
    assert one["method"] in METHODS
    n = one["nodes"]
    count = (3 * n + (n + 1) * one["biases"]) if n else 2 + one["biases"]
    numbers(one["weights"], count)
    frames = one["frames"]
    fields(frames, "epochs", "weights", "validation_loss")
    assert len(frames["epochs"]) == len(frames["weights"]) == len(frames["validation_loss"]) > 0
    assert frames["epochs"] == sorted(set(frames["epochs"]))
    assert frames["epochs"][0] == 0
    curve = dict(
        zip(one.get("loss_epochs", range(1, one["result"]["epochs"] + 1)), one["validation_loss"], strict=True)
    )
    for epoch, weights, loss in zip(frames["epochs"], frames["weights"], frames["validation_loss"], strict=True):
        whole(epoch)
        numbers(weights, count, diverged)
        # Before the first epoch there is no loss; after epoch k it is that of the curve.
        if epoch == 0 or epoch in curve:
            assert loss == (curve[epoch] if epoch else None)
    whole(one["best_frame"])
    for value, precise in zip(frames["weights"][one["best_frame"]], one["weights"], strict=True):
        assert math.isclose(value, precise, rel_tol=1e-6, abs_tol=1e-300)
    for loss in one["validation_loss"]:
        assert (loss is None and diverged) or number(loss) >= 0
    result(one["result"], one["max_sum"], diverged)
    assert one["result"]["epochs"] == max(curve, default=0) == frames["epochs"][-1]


def result(one: Any, max_sum: int, diverged: bool) -> None:
    """The figures of a network."""
    fields(one, "accuracy", "all_pairs_accuracy", "mse", "epochs", "prediction_range", "best_pair", "worst_pair",
           "stuck", "float32_accuracy", "extrapolation")  # fmt: skip
    share(one["accuracy"])
    share(one["float32_accuracy"])
    if (max_sum // 2) ** 2 <= 65536:
        share(one["all_pairs_accuracy"])
    else:
        assert one["all_pairs_accuracy"] is None
    figure(one["mse"], diverged)
    whole(one["epochs"])
    numbers(one["prediction_range"], 2, diverged)
    assert diverged or one["prediction_range"][0] <= one["prediction_range"][1]
    assert one["stuck"] in (True, False, None)
    for name in ("best_pair", "worst_pair"):
        fields(one[name], "a", "b", "prediction")
        whole(one[name]["a"])
        whole(one[name]["b"])
        figure(one[name]["prediction"], diverged)
    fields(one["extrapolation"], "max_sum", "accuracy", "mse")
    whole(one["extrapolation"]["max_sum"])
    share(one["extrapolation"]["accuracy"])
    figure(one["extrapolation"]["mse"], diverged)


def cell(one: Any, diverged: bool) -> None:
    """One of `cells`."""
    fields(one, "kind", "nodes", "max_sum", "seeds", "stuck_share", "accuracy", "mse", "epochs", "float32_exact_share",
           "exact_share")  # fmt: skip
    for name in ("nodes", "max_sum", "seeds"):
        whole(one[name])
    for name in ("float32_exact_share", "exact_share"):
        share(one[name])
    if one["stuck_share"] is not None:
        share(one["stuck_share"])
    for name in ("accuracy", "mse", "epochs"):
        fields(one[name], "median", "low", "high")
        spread = [figure(one[name][key], diverged) for key in ("low", "median", "high")]
        assert spread == sorted(spread)


def fields(one: Any, *names: str) -> None:
    """`one` is an object with exactly these names."""
    assert isinstance(one, dict)
    assert set(one) == set(names), set(one) ^ set(names)


def number(value: Any) -> float:
    """A finite number."""
    assert isinstance(value, int | float)
    assert not isinstance(value, bool)
    assert math.isfinite(value)
    return float(value)


def figure(value: Any, may_be_null: bool) -> float:
    """A finite number; or null, which counts as infinite."""
    return math.inf if value is None and may_be_null else number(value)


def whole(value: Any) -> None:
    """A whole number that is not negative."""
    assert isinstance(value, int)
    assert not isinstance(value, bool)
    assert value >= 0


def share(value: Any) -> None:
    """A number from 0 to 1."""
    assert 0 <= number(value) <= 1


def numbers(values: Any, count: int, may_be_null: bool = False) -> None:
    """A list of `count` finite numbers."""
    assert isinstance(values, list)
    assert len(values) == count
    for value in values:
        figure(value, may_be_null)


def text(value: Any) -> None:
    """A text that says something."""
    assert isinstance(value, str)
    assert value
