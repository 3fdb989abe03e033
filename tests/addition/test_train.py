"""A whole experiment: networks that do not depend on their neighbours, films, budgets, figures counted right."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hackday.addition.data import draw_pairs
from hackday.addition.grid import frame_schedule, training_pairs
from hackday.addition.model import ACTIVATIONS, predict
from hackday.addition.report import table
from hackday.addition.results import measure
from hackday.addition.spec import AdditionSpec
from tests.addition.reference import Settings
from tests.addition.reference import train as reference_train
from tests.addition.runs import finished, outcome, trained

SMALL = AdditionSpec(nodes=(1, 3), max_sum=(16, 256), epochs=12, pairs=300, test_pairs=200, patience=3)
METHODS = {
    "adam": SMALL,
    "scaled": replace(SMALL, scaling=True, biases=True, activation="tanh"),
    "projection": replace(SMALL, method="projection", epochs=40),
    "nau": replace(SMALL, networks=("nau", "linear"), scaling=True),
}


@pytest.mark.parametrize("name", METHODS)
def test_a_seed_gives_the_same_networks_alone_and_among_others(name: str, tmp_path: Path) -> None:
    spec = METHODS[name]
    three = trained(tmp_path, replace(spec, seeds=3), seed=4)
    size = len(spec.cells())
    for k in range(3):
        alone = trained(tmp_path, spec, seed=4 + k)
        among = three[k * size : (k + 1) * size]
        assert len(alone) == len(among)
        for one, other in zip(alone, among, strict=True):
            assert one.design == other.design
            assert one.weights.tobytes() == other.weights.tobytes()
            assert one.losses.tobytes() == other.losses.tobytes()


@pytest.mark.parametrize("name", METHODS)
def test_a_network_does_not_depend_on_the_other_cells(name: str, tmp_path: Path) -> None:
    spec = METHODS[name]
    alone = trained(tmp_path, replace(spec, nodes=(3,), max_sum=(256,)))
    among = {network.design: network for network in trained(tmp_path, spec)}
    for network in alone:
        assert network.weights.tobytes() == among[network.design].weights.tobytes()


@pytest.mark.parametrize("name", METHODS)
def test_the_same_run_twice_is_the_same_to_the_bit(name: str, tmp_path: Path) -> None:
    first, second = (outcome(finished(tmp_path, METHODS[name])) for _ in range(2))
    assert first == second


def test_different_seeds_give_different_networks(tmp_path: Path) -> None:
    first, second = (trained(tmp_path, SMALL, seed)[0].weights for seed in (0, 1))
    assert not np.array_equal(first, second)


@pytest.mark.parametrize("name", ["adam", "scaled"])
def test_the_weights_are_those_of_a_plain_loop_for_plain_numbers(name: str, tmp_path: Path) -> None:
    """The film's first frame is the start; a NumPy loop from there ends at the film's last, scale folded back."""
    spec = replace(METHODS[name], epochs=4, patience=0)
    for network in trained(tmp_path, spec):
        cell, scale = network.design, (1 / network.design.max_sum if spec.scaling else 1.0)
        n = cell.nodes
        factors = np.ones(cell.shape.parameters)  # from plain weights to those of the scaled problem
        factors[: 2 * n] /= scale
        factors[cell.shape.output_start :] *= scale
        training, validation = (
            np.stack([pairs.a, pairs.b], axis=1) * scale for pairs in training_pairs(spec, cell.seed, cell.max_sum)
        )
        from hackday.training import stream

        seed = int(stream(cell.seed, "shuffle", cell.id).integers(2**63))
        settings = Settings(epochs=4, scale=scale, shuffle_seed=seed)
        expected = reference_train(cell.shape, network.frame_weights[0] * factors, training, validation, settings)
        np.testing.assert_allclose(network.losses, expected.losses, rtol=2e-3)
        np.testing.assert_allclose(network.frame_weights[-1] * factors, expected.weights, rtol=2e-3, atol=5e-4)


@pytest.mark.parametrize("name", METHODS)
def test_a_film_shows_the_start_the_best_and_the_end_in_order(name: str, tmp_path: Path) -> None:
    spec = METHODS[name]
    for network in trained(tmp_path, spec):
        epochs = network.frame_epochs
        assert (np.diff(epochs) > 0).all()
        assert epochs[0] == 0
        assert epochs[-1] == len(network.losses)
        best = network.frame_weights[list(epochs).index(network.best_epoch)]
        assert best.tobytes() == network.weights.tobytes()
        assert network.best_epoch == 1 + int(np.argmin(network.losses)) or spec.method != "adam"
        _, validation = training_pairs(spec, network.design.seed, network.design.max_sum)
        answers = predict(network.design.shape, network.weights, validation.a, validation.b)
        loss = float(np.mean((answers - validation.sums) ** 2))
        assert loss == pytest.approx(network.losses[network.best_epoch - 1], rel=1e-3, abs=1e-6)


@pytest.mark.parametrize("epochs", [1, 2, 71, 72, 73, 1000, 10**6])
def test_the_frames_begin_at_the_start_end_at_the_end_and_are_few(epochs: int) -> None:
    frames = frame_schedule(epochs)
    assert frames[0] == 0
    assert frames[-1] == epochs
    assert frames == sorted(set(frames))
    assert len(frames) <= 74
    assert frames[:4] == list(range(5))[: min(4, epochs + 1)]


def test_a_time_budget_ends_the_training_in_good_order(tmp_path: Path) -> None:
    spec = replace(SMALL, epochs=1_000_000, patience=0, pairs=50, nodes=(1,), max_sum=(16,))
    run = finished(tmp_path, spec, minutes=0.3 / 60)
    assert run.status()["state"] == "done"
    results = run.results()
    assert results is not None
    assert 1 <= results["networks"][0]["epochs"] < 1_000_000
    assert results["seconds"] >= 0.3


def test_however_small_the_budget_the_first_epoch_is_trained(tmp_path: Path) -> None:
    results = finished(tmp_path, SMALL, minutes=1e-9).results()
    assert results is not None
    assert [row["epochs"] for row in results["networks"]] == [1, 1, 1, 1]


def test_a_diverging_network_ends_and_is_told_apart(tmp_path: Path) -> None:
    spec = AdditionSpec(
        activation="relu",
        nodes=(16,),
        max_sum=(2**24,),
        learning_rate=100,
        epochs=500,
        pairs=300,
        patience=0,
        test_pairs=50,
    )
    run = finished(tmp_path, spec)
    network = outcome(run)["page"]["networks"][0]
    assert run.status()["state"] == "done"
    assert len(network["validation_loss"]) < 500
    assert network["validation_loss"][-1] is None
    assert run.metrics()[0][-1][f"validation_loss/{network['id']}"] is None


def test_the_figures_are_those_counted_one_pair_at_a_time(tmp_path: Path) -> None:
    spec = replace(SMALL, seeds=2, extrapolate=10, learning_rate=0.05, epochs=60, patience=0)
    networks = trained(tmp_path, spec)
    results = measure(networks, spec, 1.0)
    for network, row in zip(networks, results["networks"], strict=True):
        cell = network.design
        assert (row["kind"], row["hidden"], row["max_sum"], row["seed"]) == (
            cell.kind,
            cell.nodes,
            cell.max_sum,
            cell.seed,
        )
        pairs = draw_pairs(cell.seed, "test", spec.test_pairs, cell.max_sum)
        right, squares, by_error = 0, 0.0, []
        for a, b in zip(pairs.a, pairs.b, strict=True):
            answer = float(predict(cell.shape, network.weights, np.array([a]), np.array([b]))[0])
            right += abs(answer - (a + b)) < 0.5
            squares += (answer - (a + b)) ** 2
            by_error.append((abs(answer - (a + b)), answer))
        assert row["accuracy"] == right / 200
        assert row["mse"] == pytest.approx(squares / 200)
        assert row["prediction_range"] == [min(a for _, a in by_error), max(a for _, a in by_error)]
        for name, (error, _) in (("best_pair", min(by_error)), ("worst_pair", max(by_error))):
            told = row[name]
            assert abs(told["prediction"] - told["a"] - told["b"]) == pytest.approx(error)
        assert row["epochs"] == len(network.losses)
        assert row["extrapolation"]["max_sum"] == 10 * cell.max_sum


def test_a_cell_tells_median_range_and_shares_over_its_seeds(tmp_path: Path) -> None:
    spec = replace(SMALL, seeds=3)
    results = measure(trained(tmp_path, spec), spec, 1.0)
    for index, cell in enumerate(results["cells"]):
        rows = results["networks"][index :: len(spec.cells())]
        assert [row["seed"] for row in rows] == [0, 1, 2]
        for figure in ("accuracy", "mse", "epochs"):
            low, median, high = sorted(row[figure] for row in rows)
            assert cell[figure] == {"low": low, "median": median, "high": high}
        assert cell["stuck_share"] == sum(row["stuck"] for row in rows) / 3
        assert cell["exact_share"] == sum(row["accuracy"] == 1 for row in rows) / 3


def test_the_table_never_rounds_to_perfect(tmp_path: Path) -> None:
    spec = replace(SMALL, nodes=(1,), max_sum=(16,))
    results = measure(trained(tmp_path, spec), spec, 1.0)
    results["networks"][0]["accuracy"] = 0.9996
    shown = table(results)
    assert dict(zip(shown.columns, shown.rows[0], strict=True))["accuracy"] == "99.96%"


def test_the_activations_are_numbered_as_the_kernel_numbers_them() -> None:
    from hackday.addition import kernel

    assert list(range(4)) == [kernel.SIGMOID, kernel.TANH, kernel.RELU, kernel.IDENTITY]
    assert ACTIVATIONS == ("sigmoid", "tanh", "relu", "identity")
