"""The trained networks as other programs read them: safetensors, ONNX, and the page model."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.numpy

from hackday.addition.card import card, headline
from hackday.addition.grid import Network
from hackday.addition.model import ACTIVATIONS, Shape, trace
from hackday.addition.presets import summary_of
from hackday.addition.spec import MOST_SUM, AdditionSpec
from hackday.pagemodel.about import about_run
from hackday.pagemodel.onnx import Layer, write_onnx
from hackday.pagemodel.onnx_check import check_answers
from hackday.pagemodel.page import write_page_model
from hackday.runs import RunDirectory
from hackday.runs.files import replace_bytes
from hackday.training.tensor_files import read_trained_file

Array = np.ndarray[Any, Any]

CHECKED = 8  # pairs that the ONNX file must add alike
MOST_NUMBERS = 400_000  # of curves and films in a page: about four megabytes


@dataclass(frozen=True)
class Exported:
    """A network as it was exported: enough to use it, and to name it."""

    id: str
    kind: str
    max_sum: int
    seed: int
    shape: Shape
    weights: Array


def export(run: RunDirectory, networks: Sequence[Network], spec: AdditionSpec, results: dict[str, Any]) -> None:
    """Write export/model.safetensors (all seeds), model.onnx and page.json (the first seed)."""
    run.export.mkdir(exist_ok=True)
    write_safetensors(run.export / "model.safetensors", networks)
    first = networks[: len(spec.cells())]
    write_onnx(run.export / "model.onnx", {network.design.id: _layers(network) for network in first}, inputs=2)
    _check_onnx(run.export / "model.onnx", first)
    write_page_model(run.export / "page.json", _page_model(run, first, spec, results))


def write_safetensors(path: Path, networks: Sequence[Network]) -> None:
    """One float64 tensor a network, flat as in model.py, named `seed-0/hidden-2-16`; shapes stand in the metadata."""
    tensors = {f"seed-{network.design.seed}/{network.design.id}": network.weights for network in networks}
    shapes = {
        f"seed-{design.seed}/{design.id}": {
            "id": design.id, "kind": design.kind, "max_sum": design.max_sum, "seed": design.seed,
            "nodes": design.nodes, "activation": design.shape.activation, "biases": design.shape.biases,
        }
        for design in (network.design for network in networks)
    }  # fmt: skip
    replace_bytes(path, safetensors.numpy.save(tensors, metadata={"networks": json.dumps(shapes)}))


def read_exported(run: RunDirectory) -> list[Exported]:
    """The networks of a finished run, in the order of the table. RunError if they are absent or damaged."""
    return read_trained_file(run, "networks", _rebuilt)


def _rebuilt(described: dict[str, Any], weights: dict[str, Array]) -> list[Exported]:
    networks = [_exported(name, described[name], weights[name]) for name in described]
    if not networks:
        raise ValueError("it holds no networks")
    return networks


def _exported(name: str, described: dict[str, Any], weights: Array) -> Exported:
    shape = Shape(int(described["nodes"]), described["activation"], bool(described["biases"]))
    whole = weights.shape == (shape.parameters,) and weights.dtype == np.float64 and np.isfinite(weights).all()
    whole = whole and described["kind"] in ("hidden", "linear", "nau") and 4 <= described["max_sum"] <= MOST_SUM
    if shape.activation not in ACTIVATIONS or not 0 <= shape.nodes <= 4096 or not whole:
        raise ValueError(f"'{name}' does not fit its description")
    return Exported(
        str(described["id"]), str(described["kind"]), int(described["max_sum"]), int(described["seed"]), shape, weights
    )


def _check_onnx(path: Path, networks: Sequence[Network]) -> None:
    """WrongAnswer unless the file adds as the networks do. Rounding goes with what is added, not with what is left."""
    numbers = np.random.default_rng(0).integers(0, 8, (CHECKED, 2)).astype(np.float64)
    said: dict[str, Array] = {}
    within: dict[str, Array] = {}
    with np.errstate(all="ignore"):  # of networks that diverged
        for network in networks:
            shape, weights = network.design.shape, network.weights
            seen = trace(shape, weights, numbers[:, 0], numbers[:, 1])
            start = shape.output_start
            terms = seen.hidden * weights[start : start + shape.nodes] if shape.nodes else numbers * weights[:2]
            said[network.design.id] = seen.output[:, None]
            within[network.design.id] = 1e-9 * np.maximum(1, np.abs(terms).sum(axis=1, keepdims=True))
    check_answers(path, {"pairs": numbers}, said, within)


def _layers(network: Network) -> list[Layer]:
    shape, weights = network.design.shape, network.weights
    n, start = shape.nodes, shape.output_start
    bias = weights[-1:] if shape.biases else None
    if n == 0:
        return [Layer(weights[:2, None], bias, "identity")]
    hidden_bias = weights[2 * n : 3 * n] if shape.biases else None
    return [
        Layer(weights[: 2 * n].reshape(2, n), hidden_bias, shape.activation),
        Layer(weights[start : start + n, None], bias, "identity"),
    ]


def _page_model(
    run: RunDirectory, networks: Sequence[Network], spec: AdditionSpec, results: dict[str, Any]
) -> dict[str, Any]:
    """docs/formats/page-model.md, for an addition run."""
    room = Room.for_networks(networks)
    return {
        "domain": "addition",
        "headline": headline(results),
        "card": card(spec, results).plain(),
        "run": about_run(run, spec, summary_of, results["seconds"]),
        "networks": [
            _page_network(network, spec, row, room) for network, row in zip(networks, results["networks"], strict=False)
        ],
        "cells": results["cells"],
        "yardsticks": results["yardsticks"],
    }


def _page_network(network: Network, spec: AdditionSpec, row: dict[str, Any], most: "Room") -> dict[str, Any]:
    design, losses = network.design, network.losses
    frames = thinned(
        len(network.frame_epochs), most.frames, keep=network.frame_epochs.tolist().index(network.best_epoch)
    )
    epochs = network.frame_epochs[frames]
    frame_losses = [losses[epoch - 1] if epoch else np.nan for epoch in epochs]
    points = thinned(len(losses), most.losses, keep=max(network.best_epoch - 1, 0))
    skipped = ("kind", "hidden", "max_sum", "seed")
    return {
        "id": design.id,
        "kind": design.kind,
        "nodes": design.nodes,
        "max_sum": design.max_sum,
        "seed": design.seed,
        "activation": design.shape.activation,
        "biases": design.shape.biases,
        "method": spec.method,
        "frames": {
            "epochs": epochs.tolist(),
            "weights": [_compact(weights) for weights in network.frame_weights[frames]],
            "validation_loss": _compact(np.array(frame_losses)),
        },
        "best_frame": epochs.tolist().index(network.best_epoch),
        "weights": network.weights.tolist(),
        "validation_loss": _compact(losses[points]),
        **({"loss_epochs": (points + 1).tolist()} if len(points) < len(losses) else {}),
        "result": {name: value for name, value in row.items() if name not in skipped},
    }


@dataclass(frozen=True)
class Room:
    """How much of each network's training a page has room for: losses of its curve, frames of its film."""

    losses: int
    frames: int

    @classmethod
    def for_networks(cls, networks: Sequence[Network]) -> "Room":
        """MOST_NUMBERS shared out: half of them to the curves, half to the films."""
        weights = sum(network.design.shape.parameters for network in networks)
        return cls(max(2, min(2000, MOST_NUMBERS // 2 // len(networks))), max(3, MOST_NUMBERS // 2 // weights))


def thinned(count: int, most: int, *, keep: int) -> Array:
    """At most `most` + 1 of the places 0 … count − 1, evenly chosen, both ends and `keep` among them."""
    if count <= most:
        return np.arange(count)
    return np.unique([*np.round(np.linspace(0, count - 1, most)).astype(int), keep])


def _compact(values: Array) -> list[float | None]:
    """Seven digits, for films and curves, where they are more than a picture shows; null for what is not finite."""
    return [float(f"{value:.7g}") if np.isfinite(value) else None for value in values]
