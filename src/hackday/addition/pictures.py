"""From an artifact's JSON to its figure; as a program, from the JSON files in a folder to their PNGs."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from hackday.plots.curves import LossSeries, loss_curves, weight_paths
from hackday.plots.diagrams import WeightDiagram, weight_diagram
from hackday.plots.hidden import Saturation, binary_test, hidden_outputs, saturation
from hackday.plots.saving import save
from hackday.plots.surfaces import error_along_sum, error_surface
from hackday.processes import REFUSED
from hackday.runs.files import read_json
from hackday.specs import SpecError, nearest

Array = np.ndarray[Any, Any]


def figure(name: str, content: dict[str, Any]) -> Figure:
    """The figure of the artifact `name` (its file's name without the ending). SpecError for a name of no known kind."""
    kind = next((kind for kind in DRAW if name.startswith(kind)), None)
    if kind is None:
        raise SpecError(f"there is no picture of the kind '{name[:60]}'{nearest(name, DRAW)}")
    return DRAW[kind](content)


def _validation_loss(content: dict[str, Any]) -> Figure:
    series = [LossSeries(one["label"], one["group"], one["nodes"], _array(one["losses"])) for one in content["series"]]
    return loss_curves(series)


def _error_surface(content: dict[str, Any]) -> Figure:
    errors = np.array([_array(row) for row in content["errors"]])
    return error_surface(_array(content["inputs"]), errors, content["title"])


def _error_along_sum(content: dict[str, Any]) -> Figure:
    errors = {label: _array(values) for label, values in content["errors"].items()}
    return error_along_sum(content["sum"], _array(content["a"]), errors)


def _weight_diagram(content: dict[str, Any]) -> Figure:
    biases = content["hidden_biases"]
    return weight_diagram(
        WeightDiagram(
            title=content["title"],
            a=content["a"],
            b=content["b"],
            input_weights=np.array(content["input_weights"], np.float64).reshape(2, -1),
            output_weights=_array(content["output_weights"]),
            hidden=_array(content["hidden"]),
            answer=np.nan if content["answer"] is None else content["answer"],
            output_bias=content["output_bias"],
            hidden_biases=None if biases is None else _array(biases),
        )
    )


def _weight_paths(content: dict[str, Any]) -> Figure:
    weights = np.array([_array(frame) for frame in content["weights"]])
    return weight_paths(_array(content["epochs"]), weights, content["names"], content["groups"], content["title"])


def _hidden_outputs(content: dict[str, Any]) -> Figure:
    outputs = np.array([_array(row) for row in content["outputs"]])
    return hidden_outputs(_array(content["sums"]), outputs, content["title"])


def _binary_code(content: dict[str, Any]) -> Figure:
    rows = {}
    for one in content["networks"]:
        edges, counts = np.array(one["histogram"]["edges"]), np.array(one["histogram"]["counts"])
        rows[one["label"]] = np.repeat((edges[:-1] + edges[1:]) / 2, counts)  # as if every value lay mid-bin
    return binary_test(rows, content["near"])


def _saturation(content: dict[str, Any]) -> Figure:
    return saturation(
        [Saturation(one["label"], one["largest_sum"], one["constant_from"]) for one in content["networks"]]
    )


DRAW: dict[str, Callable[[dict[str, Any]], Figure]] = {
    "validation-loss": _validation_loss,
    "error-along-sum": _error_along_sum,
    "error-surface": _error_surface,
    "weight-paths": _weight_paths,
    "weights": _weight_diagram,
    "hidden-outputs": _hidden_outputs,
    "binary-code": _binary_code,
    "saturation": _saturation,
}


def _array(values: list[float | None]) -> Array:
    return np.array([np.nan if value is None else value for value in values], np.float64)


def main(folder: Path, names: list[str]) -> None:
    """Draw `names` in `folder`. What the disk refuses is the exit code, REFUSED and the number of the error."""
    try:
        for name in names:
            save(figure(name, read_json(folder / f"{name}.json")), folder / f"{name}.png")
    except OSError as error:
        if error.errno is None:
            raise
        sys.exit(REFUSED + error.errno)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
