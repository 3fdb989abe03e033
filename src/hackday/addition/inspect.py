"""Looking inside: what there is to see of the trained networks, as JSON in `artifacts/`.

Each file holds all that its picture needs, so pictures.py draws from the files alone, in processes of its own.
"""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from hackday.addition.data import draw_pairs, grid
from hackday.addition.grid import Network
from hackday.addition.model import predict, trace
from hackday.addition.report import network_name
from hackday.processes import REFUSED, command
from hackday.runs.files import replace_json
from hackday.training import Session

Array = np.ndarray[Any, Any]

SURFACE_POINTS = 49
CURVE_POINTS = 121
SUM_SHARE = 120 / 256
"""The post looks along the sum 120 of 256; other maxima are cut at the same share."""
CONSTANT = 1e-3
NEAR = 0.1
DRAWING_PROCESSES = 2


def inspect(session: Session, networks: Sequence[Network], pair: tuple[int, int] = (2, 2)) -> None:
    """Write the JSON and the PNG of every picture of `networks` (of one seed). Raises Stopped when asked to stop."""
    folder = session.run.artifacts
    folder.mkdir(exist_ok=True)
    names = []
    for name, content in _all(networks, pair):
        replace_json(folder / f"{name}.json", content)
        names.append(name)
    _draw(session, folder, names)


def _draw(session: Session, folder: Path, names: list[str]) -> None:
    """Draw the pictures in processes of their own (matplotlib holds the interpreter's lock); report and listen."""
    words = command("hackday.addition.pictures", str(folder))
    shares = [names[start::DRAWING_PROCESSES] for start in range(DRAWING_PROCESSES)]
    # A session of its own keeps our Ctrl-C from them: we decide when they end.
    complaints = tempfile.TemporaryFile()  # noqa: SIM115 (closed below); not a pipe, which would fill up unread
    drawing = [
        subprocess.Popen([*words, *share], stdout=subprocess.DEVNULL, stderr=complaints, start_new_session=True)
        for share in shares
        if share
    ]
    try:
        while any(process.poll() is None for process in drawing):
            if session.stop_requested():
                session.stop()
            done = sum((folder / f"{name}.png").exists() for name in names)
            session.advance(session.step, message=f"drawing: {done} of {len(names)} pictures")
            time.sleep(0.05)
        code = max(process.returncode for process in drawing)
        if code > REFUSED:  # a full disk is told as such, whichever process met it
            raise OSError(code - REFUSED, os.strerror(code - REFUSED), str(folder))
        if any(process.returncode for process in drawing):
            complaints.seek(0)
            last = complaints.read()[-300:].decode(errors="replace").strip()
            raise OSError(f"the pictures could not be drawn: {last}")
    finally:
        for process in drawing:
            process.kill()
            process.wait()
        complaints.close()


def _all(networks: Sequence[Network], pair: tuple[int, int]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(name of the artifact, its content) for everything there is to see; the first word of a name tells its kind."""
    yield "validation-loss", validation_loss(networks)
    for max_sum in dict.fromkeys(network.design.max_sum for network in networks):
        yield (
            f"error-along-sum-{max_sum}",
            error_along_sum([n for n in networks if n.design.max_sum == max_sum], max_sum),
        )
    for network in networks:
        yield f"error-surface-{network.design.id}", error_surface(network)
        yield f"weights-{network.design.id}", weight_diagram(network, *pair)
        yield f"weight-paths-{network.design.id}", weight_paths(network)
    with_nodes = [network for network in networks if network.design.nodes]
    if with_nodes:
        bounded = [network for network in with_nodes if network.design.shape.activation in ("sigmoid", "tanh")]
        if bounded:
            yield "binary-code", binary_code(bounded)
        yield "saturation", saturation(with_nodes)
    for network in with_nodes:
        yield f"hidden-outputs-{network.design.id}", hidden_outputs(network)


def title(network: Network) -> str:
    """`2 nodes, sums up to 16`."""
    return f"{network_name(network.design.kind, network.design.nodes)}, sums up to {network.design.max_sum}"


def row_label(network: Network) -> str:
    """`2 nodes · 16`, for the rows of a figure."""
    return f"{network_name(network.design.kind, network.design.nodes)} · {network.design.max_sum}"


def validation_loss(networks: Sequence[Network]) -> dict[str, Any]:
    """The validation loss after each epoch, for every network."""
    series = [
        {
            "label": network_name(network.design.kind, network.design.nodes),
            "group": f"sums up to {network.design.max_sum}",
            "nodes": network.design.nodes,
            "losses": finite(network.losses),
        }
        for network in networks
    ]
    return {"series": series}


def error_surface(network: Network) -> dict[str, Any]:
    """Prediction − sum over all pairs (a grid of them where there are many): row a, column b."""
    inputs = grid(network.design.max_sum, SURFACE_POINTS)
    errors = _errors_on(network, inputs)
    return {"title": title(network), "inputs": inputs.tolist(), "errors": [finite(row) for row in errors]}


def error_along_sum(networks: Sequence[Network], max_sum: int) -> dict[str, Any]:
    """Prediction − sum for the pairs with one sum: a cross-section of the error surfaces."""
    total = max(1, round(max_sum * SUM_SHARE))
    last = max_sum // 2 - 1
    a = np.unique(np.round(np.linspace(max(0, total - last), min(last, total), CURVE_POINTS)))
    errors = {
        network_name(network.design.kind, network.design.nodes): finite(_answers(network, a, total - a) - total)
        for network in networks
    }
    return {"sum": total, "max_sum": max_sum, "a": a.tolist(), "errors": errors}


def weight_diagram(network: Network, a: int, b: int) -> dict[str, Any]:
    """Every weight, and what each node says to one pair."""
    shape, weights = network.design.shape, network.weights
    seen = trace(shape, weights, np.array([a]), np.array([b]))
    n, start = shape.nodes, shape.output_start
    return {
        "title": f"{a} + {b} in the network with {title(network)}",
        "a": a,
        "b": b,
        "input_weights": weights[: 2 * n].reshape(2, n).tolist(),
        "hidden_biases": weights[2 * n : 3 * n].tolist() if shape.biases and n else None,
        "output_weights": weights[start : start + (n or 2)].tolist(),
        "output_bias": float(weights[-1]) if shape.biases else None,
        "hidden": finite(seen.hidden[0]),
        "answer": finite(seen.output)[0],
    }


def weight_paths(network: Network) -> dict[str, Any]:
    """Every weight in every frame of the film."""
    shape = network.design.shape
    groups = ["into the hidden layer"] * shape.output_start
    groups += ["into the sum"] * (shape.parameters - shape.output_start)
    return {
        "title": f"The weights' way: {title(network)}",
        "epochs": network.frame_epochs.tolist(),
        "weights": [finite(frame) for frame in network.frame_weights],
        "names": shape.names(),
        "groups": groups,
    }


def hidden_outputs(network: Network) -> dict[str, Any]:
    """What each hidden node says along a + b, halved between a and b."""
    last = network.design.max_sum - 2
    sums = np.unique(np.concatenate([[0], np.geomspace(1, last, CURVE_POINTS), np.linspace(0, last, CURVE_POINTS)]))
    hidden = trace(network.design.shape, network.weights, sums / 2, sums / 2).hidden
    return {
        "title": f"What the hidden nodes say: {title(network)}",
        "sums": sums.tolist(),
        "outputs": [finite(column) for column in hidden.T],
    }


def binary_code(networks: Sequence[Network]) -> dict[str, Any]:
    """How far each network is from writing its inputs in zeros and ones, and what its output weights add up to."""
    return {"near": NEAR, "networks": [_binary_code_of(network) for network in networks]}


def _binary_code_of(network: Network) -> dict[str, Any]:
    design, start = network.design, network.design.shape.output_start
    pairs = draw_pairs(design.seed, "test", 2000, design.max_sum)
    hidden = trace(design.shape, network.weights, pairs.a, pairs.b).hidden  # (pairs, nodes)
    low = -1 if design.shape.activation == "tanh" else 0
    away = np.minimum(np.abs(hidden - low), np.abs(1 - hidden))  # from the nearer of the activation's limits
    counts, edges = np.histogram((hidden - low) / (1 - low), bins=40, range=(0, 1))
    return {
        "id": design.id,
        "label": row_label(network),
        "output_weights_sum": float(network.weights[start : start + design.nodes].sum()),
        "mean_distance": finite(away.mean(axis=0)),  # a figure for each hidden node
        "share_near": float(np.mean(away <= NEAR)),
        "histogram": {"edges": edges.tolist(), "counts": counts.tolist()},
    }


def saturation(networks: Sequence[Network]) -> dict[str, Any]:
    """For each network the sum from which on no hidden node changes what it says."""
    rows = [
        {
            "id": network.design.id,
            "label": row_label(network),
            "largest_sum": network.design.max_sum - 2,
            "constant_from": constant_from(network),
        }
        for network in networks
    ]
    return {"networks": rows}


def constant_from(network: Network) -> int | None:
    """The smallest sum from which on every hidden output stays within 0.001 of its value at the largest pair.

    Looked for on a grid of pairs that is dense near 0; None if the outputs never become constant.
    """
    last = network.design.max_sum // 2 - 1
    numbers = np.unique(np.round(np.concatenate([np.linspace(0, last, 40), np.geomspace(1, last, 40)])))
    a, b = (part.ravel() for part in np.meshgrid(numbers, numbers))
    hidden = trace(network.design.shape, network.weights, a, b).hidden
    moved = np.abs(hidden - hidden[np.argmax(a + b)]).max(axis=1) > CONSTANT  # (pairs,)
    if not moved.any():
        return 0
    largest = float((a + b)[moved].max())
    later = (a + b)[(a + b) > largest]
    # The last few sums alone prove nothing: demand that at least a tenth of the way is constant.
    return int(later.min()) if later.size and later.min() <= 0.9 * 2 * last else None


def _errors_on(network: Network, inputs: Array) -> Array:
    a, b = (part.ravel() for part in np.meshgrid(inputs, inputs, indexing="ij"))
    errors: Array = _answers(network, a, b) - (a + b)
    return errors.reshape(len(inputs), len(inputs))


def _answers(network: Network, a: Array, b: Array) -> Array:
    return predict(network.design.shape, network.weights, a, b)


def finite(values: Array) -> list[float | None]:
    """JSON numbers; null for what is not finite."""
    return [float(value) if np.isfinite(value) else None for value in values]
