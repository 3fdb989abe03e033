"""The compiled kernel against second opinions: NumPy, torch.autograd, torch.optim.Adam, and a plain loop."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit

from hackday.addition import kernel
from hackday.addition.kernel import BEST_EPOCH, EPOCH, FINISHED
from hackday.addition.model import ACTIVATIONS, Activation, Shape, glorot_uniform
from tests.addition.reference import Settings, keras_early_stopping, shuffled
from tests.addition.reference import train as reference_train

Array = np.ndarray[Any, Any]
f32 = np.float32


@njit(cache=False)
def tanh_of_each(x: Array) -> Array:
    out = np.empty_like(x)
    for i in range(x.size):
        out[i] = kernel.fast_tanh(x[i])
    return out


@njit(cache=False)
def shuffle(order: Array, seed: int, epoch: int) -> None:
    kernel.shuffle(order, seed, epoch)


def order_of(count: int, seed: int, epoch: int) -> list[int]:
    order = np.empty(count, np.int32)
    shuffle(order, seed, epoch)
    return [int(i) for i in order]


def test_fast_tanh_is_tanh_to_a_millionth_everywhere() -> None:
    near = np.linspace(-12, 12, 2_000_001, dtype=f32)
    far = np.array([1e-38, 1e-8, 30, 1e4, 1e20, 3e38, np.inf], f32)
    x = np.concatenate([near, far, -far, np.zeros(1, f32)])
    assert np.abs(tanh_of_each(x) - np.tanh(x.astype(np.float64))).max() < 1e-6


def test_fast_tanh_keeps_nan_so_that_a_diverged_network_shows() -> None:
    assert np.isnan(tanh_of_each(np.array([np.nan, 0, np.nan], f32))).tolist() == [True, False, True]


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_network_with_a_weight_that_is_no_number_has_an_error_that_is_none(activation: Activation) -> None:
    shape = Shape(4, activation)
    weights = np.ones(shape.parameters, f32)
    weights[0] = np.nan
    error = forward_and_gradient(shape, weights, np.ones(40, f32), np.ones(40, f32))[0]
    assert np.isnan(error).all()


@given(st.integers(1, 300), st.integers(0, 2**63 - 1), st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_shuffle_is_the_permutation_that_seed_and_epoch_alone_determine(count: int, seed: int, epoch: int) -> None:
    order = order_of(count, seed, epoch)
    assert sorted(order) == list(range(count))
    assert order == shuffled(count, seed, epoch)


def test_shuffles_differ_between_epochs_and_seeds_and_put_every_pair_everywhere() -> None:
    orders = [order_of(8000, seed, epoch) for seed in (1, 2) for epoch in range(3)]
    assert len({tuple(order) for order in orders}) == 6
    counts = np.zeros((8, 8))
    for epoch in range(4000):
        counts[np.arange(8), order_of(8, 99, epoch)] += 1
    # Each of 64 counts is binomial(4000, 1/8): five standard deviations are 105.
    assert np.abs(counts - 500).max() < 105


@njit(cache=False)
def run_forward(
    weights: Array, nodes: int, activation: int, biases: bool, a: Array, b: Array, hidden: Array, error: Array,
    slope: Array, gradient: Array, size: int,
) -> None:  # fmt: skip
    kernel.forward(weights, nodes, activation, biases, a, b, hidden, error, size)
    kernel.backward(weights, nodes, activation, biases, a, b, hidden, error, size, slope, gradient)


def forward_and_gradient(shape: Shape, weights: Array, a: Array, b: Array, room: int = 0) -> tuple[Array, Array]:
    """(errors, gradient) from the kernel; `room` extra places in its buffers hold rubbish, as after a longer batch."""
    size = len(a)
    in_a, in_b, error, slope = (np.full(size + room, 1e30, f32) for _ in range(4))
    in_a[:size], in_b[:size] = a, b
    hidden = np.full((max(shape.nodes, 1), size + room), 1e30, f32)
    gradient = np.full(shape.parameters, 1e30, f32)
    activation = ACTIVATIONS.index(shape.activation)
    run_forward(weights, shape.nodes, activation, shape.biases, in_a, in_b, hidden, error, slope, gradient, size)
    return error[:size], gradient


def torch_answers(shape: Shape, weights: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    n = shape.nodes
    output_bias = weights[-1] if shape.biases else torch.zeros((), dtype=weights.dtype)
    if n == 0:
        return x @ weights[:2] + output_bias
    z = x @ weights[: 2 * n].reshape(2, n)
    if shape.biases:
        z = z + weights[2 * n : 3 * n]
    functions: dict[str, Any] = {
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "relu": torch.relu,
        "identity": lambda z: z,
    }
    start = 3 * n if shape.biases else 2 * n
    answer: torch.Tensor = functions[shape.activation](z) @ weights[start : start + n] + output_bias
    return answer


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("biases", [False, True])
@pytest.mark.parametrize("nodes", [0, 1, 2, 5, 16])
def test_gradients_are_those_of_autograd(nodes: int, activation: Activation, biases: bool) -> None:
    shape = Shape(nodes, activation, biases)
    for size in (1, 3, 32, 37):
        draw = np.random.default_rng([nodes, size])
        weights = draw.normal(0, 0.7, shape.parameters).astype(f32)
        a, b = draw.integers(0, 8, (2, size)).astype(f32)
        error, gradient = forward_and_gradient(shape, weights, a, b, room=5)
        parameters = torch.tensor(weights, dtype=torch.float64, requires_grad=True)
        x = torch.tensor(np.stack([a, b], axis=1), dtype=torch.float64)
        difference = torch_answers(shape, parameters, x) - x.sum(dim=1)
        (difference**2).mean().backward()  # type: ignore[no-untyped-call]
        assert parameters.grad is not None
        expected = parameters.grad.numpy()
        np.testing.assert_allclose(error, difference.detach().numpy(), rtol=1e-4, atol=2e-5)
        # tanh is good to 5e-7, so a slope 1 − h² is to 1e-6, which goes with error · output weight · input.
        most = float(difference.detach().abs().mean() * x.max().clamp(min=1) * max(1.0, np.abs(weights).max()))
        np.testing.assert_allclose(gradient, expected, rtol=1e-4, atol=3e-6 * most)


def test_adam_steps_are_those_of_torch_when_epsilon_stands_where_keras_puts_it() -> None:
    """torch adds epsilon after the bias correction of sqrt(v), Keras before: theirs is ours / sqrt(1 − beta2^t)."""
    rate, beta1, beta2, epsilon = 0.01, 0.9, 0.999, 1e-3  # a large epsilon, so that a misplaced one shows
    draw = np.random.default_rng(0)
    weights = draw.normal(0, 1, 7).astype(f32)
    first, second, powers = np.zeros(7, f32), np.zeros(7, f32), np.ones(2)
    parameters = torch.tensor(weights, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.Adam([parameters], lr=rate, betas=(beta1, beta2))
    for step in range(1, 201):
        gradient = (draw.normal(0, 1, 7) * 10.0 ** np.arange(-5, 2)).astype(f32)
        kernel.adam_step(weights, gradient, first, second, powers, rate, beta1, beta2, epsilon)
        optimiser.param_groups[0]["eps"] = epsilon / np.sqrt(1 - beta2**step)
        parameters.grad = torch.tensor(gradient, dtype=torch.float64)
        optimiser.step()
    np.testing.assert_allclose(weights, parameters.detach().numpy(), rtol=1e-4, atol=1e-5)


@dataclass
class State:
    """The arrays of one training, as train.py holds them."""

    weights: Array
    first: Array
    second: Array
    powers: Array
    best_weights: Array
    best_loss: Array
    counters: Array
    losses: Array


def fresh(start: Array, epochs: int) -> State:
    start = start.astype(f32)
    zeros = np.zeros_like(start)
    return State(
        start.copy(), zeros, zeros.copy(), np.ones(2), start.copy(), np.full(1, np.inf), np.zeros(4, np.int64),
        np.full(epochs, np.nan),
    )  # fmt: skip


def go(shape: Shape, state: State, training: Array, validation: Array, s: Settings, until: int | None = None) -> State:
    kernel.train_epochs(
        np.ascontiguousarray(training.T, f32), np.ascontiguousarray(validation.T, f32),
        shape.nodes, ACTIVATIONS.index(shape.activation), shape.biases, s.nau,
        state.weights, state.first, state.second, state.powers, state.best_weights, state.best_loss, state.counters,
        state.losses, s.epochs if until is None else until, s.epochs, s.batch_size, s.patience, s.shuffle_seed, s.scale,
        s.learning_rate, s.beta1, s.beta2, s.epsilon, s.nau_regularisation,
    )  # fmt: skip
    return state


def problem(max_sum: int, scale: float = 1.0, pairs: int = 200) -> tuple[Array, Array]:
    numbers = np.random.default_rng(5).integers(0, max_sum // 2, size=(pairs + 50, 2)) * scale
    return numbers[:pairs], numbers[pairs:]


CASES = {
    "the post's network": (Shape(2), 16, Settings()),
    "a last batch of 8 and a last validation batch of 2": (Shape(3), 16, Settings(batch_size=48)),
    "batches of one": (Shape(2), 16, Settings(batch_size=1, epochs=2)),
    "one batch larger than the data": (Shape(2), 16, Settings(batch_size=500)),
    "scaled": (Shape(4), 256, Settings(scale=1 / 256)),
    "biases": (Shape(5, "tanh", biases=True), 16, Settings()),
    "relu": (Shape(4, "relu"), 16, Settings()),
    "no hidden layer": (Shape(0, "identity"), 16, Settings(learning_rate=0.01)),
    "no hidden layer, bias": (Shape(0, "identity", biases=True), 16, Settings()),
    "other betas": (Shape(2), 16, Settings(beta1=0.5, beta2=0.9, epsilon=1e-3)),
    "units that add": (
        Shape(2, "identity"), 16,
        Settings(nau=True, scale=1 / 16, epochs=30, learning_rate=0.01, nau_regularisation=1.0),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_training_is_that_of_a_plain_loop(name: str) -> None:
    shape, max_sum, s = CASES[name]
    training, validation = problem(max_sum, s.scale)
    start = glorot_uniform(shape, np.random.default_rng(1)).astype(f32)
    state = go(shape, fresh(start, s.epochs), training, validation, s)
    expected = reference_train(shape, start.astype(np.float64), training, validation, s)
    np.testing.assert_allclose(state.weights, expected.weights, rtol=1e-3, atol=2e-4)
    np.testing.assert_allclose(state.losses, expected.losses, rtol=1e-3, atol=1e-9)
    np.testing.assert_allclose(state.best_weights, expected.best_weights, rtol=1e-3, atol=2e-4)
    assert state.counters[EPOCH] == s.epochs
    assert state.counters[FINISHED] == 1
    assert state.counters[BEST_EPOCH] == expected.best_epoch
    assert np.abs(state.weights - start).max() > 1e-3  # it has learned at all


@pytest.mark.parametrize("patience", [1, 2, 5])
def test_early_stopping_is_that_of_keras_and_the_best_weights_are_kept(patience: int) -> None:
    restless = Settings(epochs=60, batch_size=8, learning_rate=0.3)
    training, validation = problem(16)
    start = glorot_uniform(Shape(2), np.random.default_rng(3))
    whole = go(Shape(2), fresh(start, 60), training, validation, restless)
    epochs, best_epoch = keras_early_stopping(whole.losses.tolist(), patience)
    assert best_epoch < epochs < 60  # the case tests something
    stopped = go(Shape(2), fresh(start, 60), training, validation, replace(restless, patience=patience))
    assert stopped.counters[[EPOCH, BEST_EPOCH, FINISHED]].tolist() == [epochs, best_epoch, 1]
    assert np.isnan(stopped.losses[epochs:]).all()
    best = go(Shape(2), fresh(start, 60), training, validation, restless, until=best_epoch)
    assert stopped.best_weights.tobytes() == best.weights.tobytes()
    assert stopped.best_loss[0] == stopped.losses[:epochs].min() == stopped.losses[best_epoch - 1]


def test_patience_zero_never_stops_early() -> None:
    training, validation = problem(16)
    start = glorot_uniform(Shape(2), np.random.default_rng(3))
    state = go(Shape(2), fresh(start, 80), training, validation, Settings(epochs=80, batch_size=8, learning_rate=0.5))
    assert state.counters[EPOCH] == 80


@pytest.mark.parametrize("nau", [False, True])
@given(cuts=st.lists(st.integers(0, 12), max_size=6))
@settings(max_examples=15, deadline=None)
def test_training_in_stretches_gives_the_same_bits(nau: bool, cuts: list[int]) -> None:
    shape = Shape(3, "identity") if nau else Shape(3)
    s = Settings(epochs=12, patience=0 if nau else 3, nau=nau, scale=1 / 16, learning_rate=0.02)
    training, validation = problem(16, s.scale)
    start = np.clip(glorot_uniform(shape, np.random.default_rng(4)), -1, 1)
    whole = go(shape, fresh(start, 12), training, validation, s)
    parts = fresh(start, 12)
    for until in [*sorted(cuts), 12]:
        if not parts.counters[FINISHED]:
            go(shape, parts, training, validation, s, until=until)
    for name, array in vars(whole).items():
        assert array.tobytes() == vars(parts)[name].tobytes(), name


def test_a_diverging_learning_rate_ends_as_a_network_that_is_seen_to_have_diverged() -> None:
    shape = Shape(16, "relu")
    training, validation = problem(2**24)
    start = glorot_uniform(shape, np.random.default_rng(0))
    state = go(shape, fresh(start, 1000), training, validation, Settings(epochs=1000, learning_rate=100.0))
    epochs = int(state.counters[EPOCH])
    assert state.counters[FINISHED] == 1
    assert epochs < 1000
    assert not np.isfinite(state.losses[epochs - 1])
    assert np.isfinite(state.losses[: epochs - 1]).all()
    assert np.isfinite(state.best_weights).all()
