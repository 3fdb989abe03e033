"""What leaves the lab: ONNX that answers alike, safetensors that come back whole or not at all, the page model."""

import json
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
import safetensors.numpy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hackday.addition.export import read_exported
from hackday.addition.model import Shape, trace
from hackday.addition.presets import PRESETS
from hackday.addition.sampling import sample
from hackday.addition.spec import AdditionSpec
from hackday.runs import RunDirectory, RunError
from tests.addition.page_model import check
from tests.addition.runs import finish, new_run

Array = np.ndarray[Any, Any]

TINY: dict[str, Any] = {"epochs": 6, "pairs": 200, "test_pairs": 100}
SPECS: dict[str, AdditionSpec] = {
    "post": replace(PRESETS["post"].spec, **TINY),
    "linear": replace(PRESETS["linear"].spec, **TINY),
    "nau": replace(PRESETS["nau"].spec, **TINY),
    "solved": replace(PRESETS["solved"].spec, pairs=2000, test_pairs=100),
    "biases": AdditionSpec(biases=True, networks=("hidden", "linear"), nodes=(1, 5), **TINY),
    "tanh": AdditionSpec(activation="tanh", nodes=(3,), scaling=True, biases=True, **TINY),
    "relu": AdditionSpec(activation="relu", nodes=(3,), **TINY),
    "three seeds": AdditionSpec(nodes=(1, 2), seeds=3, **TINY),
    "levenberg-marquardt": AdditionSpec(method="levenberg-marquardt", nodes=(2,), max_sum=(16,), **TINY),
    "diverged": AdditionSpec(
        activation="relu", nodes=(16,), max_sum=(2**24,), learning_rate=100, epochs=500, pairs=300, patience=0,
        test_pairs=50,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def run_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], RunDirectory]:
    """A finished run of SPECS by name, made once."""
    runs: dict[str, RunDirectory] = {}

    def made(name: str) -> RunDirectory:
        if name not in runs:
            runs[name] = new_run(tmp_path_factory.mktemp("export"), SPECS[name], seed=3)
            finish(runs[name])
        return runs[name]

    return made


Made = Callable[[str], RunDirectory]


@pytest.mark.parametrize("name", SPECS)
def test_onnx_answers_as_the_network_does(name: str, run_of: Made) -> None:
    run, spec = run_of(name), SPECS[name]
    session = onnxruntime.InferenceSession(run.export / "model.onnx", providers=["CPUExecutionProvider"])
    assert [put.name for put in session.get_inputs()] == ["pairs"]
    networks = [network for network in read_exported(run) if network.seed == 3]
    assert [put.name for put in session.get_outputs()] == [network.id for network in networks]
    for network in networks:
        numbers = np.random.default_rng(0).integers(0, network.max_sum // 2, (64, 2)).astype(np.float64)
        numbers[:2] = [[0, 0], [network.max_sum // 2 - 1] * 2]
        (answers,) = session.run([network.id], {"pairs": numbers})
        assert answers.dtype == np.float64
        assert answers.shape == (64, 1)
        seen = trace(network.shape, network.weights, numbers[:, 0], numbers[:, 1])
        n, start = network.shape.nodes, network.shape.output_start
        terms = seen.hidden * network.weights[start : start + n] if n else numbers * network.weights[:2]
        size = np.maximum(1, np.abs(terms).sum(axis=1))  # rounding goes with what is added, not with what is left over
        assert (np.abs(answers[:, 0] - seen.output) <= 1e-12 * size).all()
    assert spec.seeds * len(networks) == len(read_exported(run))


@pytest.mark.parametrize("name", SPECS)
def test_the_page_model_is_as_documented(name: str, run_of: Made) -> None:
    run, spec = run_of(name), SPECS[name]
    page = json.loads(
        (run.export / "page.json").read_text(), parse_constant=lambda word: pytest.fail(f"{word} in JSON")
    )
    check(page, diverged=name == "diverged")
    assert [(n["kind"], n["nodes"], n["max_sum"]) for n in page["networks"]] == spec.cells()
    assert [(c["kind"], c["nodes"], c["max_sum"]) for c in page["cells"]] == spec.cells()
    assert {n["seed"] for n in page["networks"]} == {3}
    assert {c["seeds"] for c in page["cells"]} == {spec.seeds}
    results = run.results()
    assert results is not None
    for network, exported in zip(page["networks"], read_exported(run), strict=False):
        assert network["weights"] == exported.weights.tolist()  # every digit, not the film's seven
        n, w, bias = network["nodes"], list(exported.weights), network["biases"]
        worst = network["result"]["worst_pair"]
        answer = sum(_terms(n, w, bias, network["activation"], worst["a"], worst["b"]))
        assert answer == pytest.approx(worst["prediction"], rel=1e-9, abs=1e-9 * float(np.abs(w).max()))


def _terms(n: int, w: list[float], biases: bool, activation: str, a: int, b: int) -> list[float]:
    """The document's sum over j, term by term, for weights up to the last output bias."""
    bias = [w[-1]] if biases else []
    if n == 0:
        return [w[0] * a, w[1] * b, *bias]
    output = w[(3 if biases else 2) * n :][:n]
    sums = np.array([a * w[j] + b * w[n + j] + (w[2 * n + j] if biases else 0) for j in range(n)])
    with np.errstate(over="ignore"):
        hidden = {
            "sigmoid": 1 / (1 + np.exp(-sums)), "tanh": np.tanh(sums), "relu": np.maximum(sums, 0), "identity": sums,
        }[activation]  # fmt: skip
    return [*(np.array(output) * hidden).tolist(), *bias]


@pytest.mark.parametrize("name", SPECS)
def test_every_network_comes_back_from_safetensors(name: str, run_of: Made) -> None:
    run, spec = run_of(name), SPECS[name]
    networks = read_exported(run)
    assert [network.seed for network in networks] == [3 + k for k in range(spec.seeds) for _ in spec.cells()]
    assert [(x.kind, x.shape.nodes, x.max_sum) for x in networks] == spec.cells() * spec.seeds
    tensors = safetensors.numpy.load_file(run.export / "model.safetensors")
    for network in networks:
        assert network.weights.dtype == np.float64
        assert network.shape.biases == spec.biases
        assert network.shape.activation == (spec.activation if network.kind == "hidden" else "identity")
        np.testing.assert_array_equal(tensors[f"seed-{network.seed}/{network.id}"], network.weights)


def safetensors_file(header: Any, data: bytes = b"") -> bytes:
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


WHOLE = {
    "id": "hidden-2-16",
    "kind": "hidden",
    "max_sum": 16,
    "seed": 0,
    "nodes": 2,
    "activation": "sigmoid",
    "biases": False,
}


def described(change: dict[str, Any], weights: Array | None = None, name: str = "seed-0/hidden-2-16") -> bytes:
    tensor = np.ones(6) if weights is None else weights
    about = {name: {key: value for key, value in {**WHOLE, **change}.items() if value != "absent"}}
    return safetensors.numpy.save({"seed-0/hidden-2-16": tensor}, metadata={"networks": json.dumps(about)})


DAMAGED: dict[str, bytes] = {
    "empty": b"",
    "text": b"not a model at all",
    "header longer than the file": struct.pack("<Q", 2**60) + b"{}",
    "no metadata": safetensors.numpy.save({"seed-0/hidden-2-16": np.ones(6)}),
    "metadata of others": safetensors.numpy.save({"x": np.ones(6)}, metadata={"format": "pt"}),
    "metadata no JSON": safetensors.numpy.save({"x": np.ones(6)}, metadata={"networks": "{"}),
    "metadata a list": safetensors.numpy.save({"x": np.ones(6)}, metadata={"networks": '["x"]'}),
    "metadata a number": safetensors.numpy.save({"x": np.ones(6)}, metadata={"networks": "3"}),
    "no networks": safetensors.numpy.save({"x": np.ones(6)}, metadata={"networks": "{}"}),
    "an endless number": safetensors.numpy.save(
        {"seed-0/hidden-2-16": np.ones(6)},
        metadata={"networks": json.dumps({"seed-0/hidden-2-16": {**WHOLE, "nodes": 0}}).replace(": 0,", ": 1e999,")},
    ),
    "deep": safetensors.numpy.save({"x": np.ones(6)}, metadata={"networks": "[" * 100_000}),
    "another name": described({}, name="seed-0/other"),
    "too few weights": described({}, np.ones(5)),
    "too many weights": described({}, np.ones(7)),
    "weights in a square": described({}, np.ones((2, 3))),
    "a weight that is no number": described({}, np.array([1, 1, np.nan, 1, 1, 1])),
    "an infinite weight": described({}, np.array([1, 1, np.inf, 1, 1, 1])),
    "nodes missing": described({"nodes": "absent"}),
    "nodes negative": described({"nodes": -2}),
    "nodes a word": described({"nodes": "two"}),
    "nodes a list": described({"nodes": [2]}),
    "more nodes than any": described({"nodes": 10**9}),
    "activation unknown": described({"activation": "swish"}),
    "activation a list": described({"activation": ["sigmoid"]}),
    "kind unknown": described({"kind": "cnn"}),
    "max_sum a word": described({"max_sum": "many"}),
    "max_sum too small to draw from": described({"max_sum": 0}),
    "seed missing": described({"seed": "absent"}),
    "weights are words": described({}, np.array([True, False, True, True, True, True])),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_model_is_a_run_error_that_names_the_file(damage: str, run_of: Made, tmp_path: Path) -> None:
    run = copy_of(run_of("relu"), tmp_path)
    path = run.export / "model.safetensors"
    path.write_bytes(DAMAGED[damage])
    for prompt in ("2 + 2", None):
        with pytest.raises(RunError, match=r"model\.safetensors"):
            sample(run, prompt, 2, 0)


def copy_of(run: RunDirectory, folder: Path) -> RunDirectory:
    """A run directory with the record of `run` and an empty export."""
    path = folder / run.path.name
    (path / "export").mkdir(parents=True)
    (path / "run.json").write_bytes((run.path / "run.json").read_bytes())
    return RunDirectory(path)


@given(data=st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_model_with_any_damage_is_read_or_refused(data: st.DataObject, run_of: Made, tmp_path_factory: Any) -> None:
    """Bytes changed, cut off or put in anywhere: networks or a RunError, nothing else."""
    whole = (run_of("biases").export / "model.safetensors").read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    length = data.draw(st.integers(0, 40))
    run = copy_of(run_of("biases"), tmp_path_factory.mktemp("damaged"))
    damaged = whole[:start] + data.draw(st.binary(max_size=40)) + whole[start + length :]
    (run.export / "model.safetensors").write_bytes(damaged)
    try:
        sample(run, "2 + 2", 1, 0)
    except RunError as error:
        assert "damaged" in str(error)  # noqa: PT017 (both outcomes are fine)


def test_a_run_without_networks_says_how_to_get_them(tmp_path: Path) -> None:
    run = new_run(tmp_path, SPECS["post"])
    with pytest.raises(RunError, match=r"hackday resume .*0001-post"):
        read_exported(run)


def test_the_shape_of_a_network_without_hidden_layer_is_told(run_of: Made) -> None:
    assert {network.shape for network in read_exported(run_of("linear"))} == {Shape(0, "identity")}
