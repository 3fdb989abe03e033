"""The network as arithmetic: against the same arithmetic with Python's own numbers, one pair at a time."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hackday.addition.model import (
    ACTIVATIONS,
    Activation,
    Shape,
    activate,
    derivative,
    fold_scale,
    glorot_uniform,
    predict,
    sigmoid,
    trace,
)

Array = np.ndarray[Any, Any]

shapes = st.builds(Shape, st.integers(0, 17), st.sampled_from(ACTIVATIONS), st.booleans())
seeds = st.integers(0, 10**6)


def weights_of(shape: Shape, seed: int) -> Array:
    return np.random.default_rng(seed).normal(0, 1, shape.parameters)


def slowly(shape: Shape, weights: Array, a: float, b: float) -> float:
    """docs/formats/page-model.md, read aloud."""
    w = [float(value) for value in weights]
    bias = w.pop() if shape.biases else 0.0
    n = shape.nodes
    if n == 0:
        return w[0] * a + w[1] * b + bias
    functions: dict[str, Callable[[float], float]] = {
        "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
        "tanh": math.tanh,
        "relu": lambda z: max(z, 0.0),
        "identity": lambda z: z,
    }
    output = w[-n:]
    sums = [a * w[j] + b * w[n + j] + (w[2 * n + j] if shape.biases else 0.0) for j in range(n)]
    return math.fsum([*(v * functions[shape.activation](z) for v, z in zip(output, sums, strict=True)), bias])


@given(shapes, seeds)
@settings(max_examples=80, deadline=None)
def test_a_prediction_is_what_the_format_says_of_the_weights(shape: Shape, seed: int) -> None:
    weights = weights_of(shape, seed)
    a, b = np.random.default_rng(seed).integers(0, 8, (2, 5)).astype(float)
    expected = [slowly(shape, weights, *pair) for pair in zip(a, b, strict=True)]
    np.testing.assert_allclose(predict(shape, weights, a, b), expected, rtol=1e-12, atol=1e-12)


@given(shapes)
def test_every_weight_has_one_name_and_a_shape_counts_its_weights(shape: Shape) -> None:
    names = shape.names()
    n = shape.nodes
    hidden = 3 * n + (n + 1 if shape.biases else 0)
    assert len(names) == len(set(names)) == shape.parameters == (hidden if n else 2 + shape.biases)
    if n:
        assert names[shape.output_start : shape.output_start + n] == [f"h{j + 1}→sum" for j in range(n)]


def test_two_nodes_without_biases_are_six_weights() -> None:
    assert Shape(2).names() == ["a→h1", "a→h2", "b→h1", "b→h2", "h1→sum", "h2→sum"]


@given(shapes, seeds, st.integers(0, 20))
@settings(max_examples=40, deadline=None)
def test_a_trace_shows_every_layer_of_every_pair(shape: Shape, seed: int, pairs: int) -> None:
    weights = weights_of(shape, seed)
    numbers = np.random.default_rng(seed).normal(0, 3, (2, pairs))
    seen = trace(shape, weights, *numbers)
    assert seen.inputs.shape == (pairs, 2)
    assert seen.sums.shape == seen.hidden.shape == (pairs, shape.nodes)
    assert seen.output.shape == (pairs,)
    np.testing.assert_array_equal(seen.inputs, numbers.T)
    np.testing.assert_array_equal(seen.hidden, activate(shape.activation, seen.sums))
    if shape.nodes:
        start = shape.output_start
        bias = weights[-1] if shape.biases else 0.0
        expected = seen.hidden @ weights[start : start + shape.nodes] + bias
        np.testing.assert_allclose(seen.output, expected, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_precision_of_the_weights_is_that_of_every_layer(activation: Activation, dtype: type) -> None:
    shape = Shape(3, activation, biases=True)
    seen = trace(shape, weights_of(shape, 0).astype(dtype), np.arange(5), np.arange(5))
    assert {seen.inputs.dtype, seen.sums.dtype, seen.hidden.dtype, seen.output.dtype} == {np.dtype(dtype)}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_sigmoid_has_its_limits_and_never_overflows(dtype: type) -> None:
    z: Array = np.array([-np.inf, -1e30, -745, -1, 0, 1, 745, 1e30, np.inf], dtype)
    answer = sigmoid(z)  # an overflow would warn, and a warning is an error here
    assert answer.dtype == dtype
    assert answer[[0, 1, 4, 7, 8]].tolist() == [0, 0, 0.5, 1, 1]
    np.testing.assert_allclose(answer + answer[::-1], 1, rtol=1e-6)
    assert np.isnan(sigmoid(np.array([np.nan], dtype))).all()


@given(st.floats(-700, 700))
def test_the_sigmoid_is_the_textbooks(z: float) -> None:
    assert float(sigmoid(np.array([z]))[0]) == pytest.approx(1 / (1 + math.exp(-z)), rel=1e-14)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_derivatives_are_the_limits_of_differences(activation: Activation) -> None:
    z = np.linspace(-6, 6, 40)  # without 0, where a ReLU has none
    difference = (activate(activation, z + 1e-6) - activate(activation, z - 1e-6)) / 2e-6
    np.testing.assert_allclose(derivative(activation, z), difference, atol=1e-8)


@given(shapes, seeds, st.sampled_from([1.0, 1 / 16, 1 / 65536, 3.0]))
@settings(max_examples=80, deadline=None)
def test_folding_the_scale_back_leaves_every_answer_as_it_was(shape: Shape, seed: int, scale: float) -> None:
    scaled = weights_of(shape, seed)
    a, b = np.random.default_rng(seed).integers(0, 8, (2, 9)) / scale
    plain = fold_scale(shape, scaled, scale)
    assert plain.dtype == np.float64
    if (
        shape.biases and shape.nodes and shape.activation != "identity"
    ):  # a hidden bias stands beside a·x·scale and must not be scaled itself
        n = shape.nodes
        np.testing.assert_array_equal(plain[2 * n : 3 * n], scaled[2 * n : 3 * n])
    expected = predict(shape, scaled, a * scale, b * scale) / scale
    np.testing.assert_allclose(predict(shape, plain, a, b), expected, rtol=1e-9, atol=1e-9 / scale)


@given(shapes, seeds)
@settings(max_examples=40, deadline=None)
def test_a_start_is_glorots_with_biases_at_zero(shape: Shape, seed: int) -> None:
    weights = glorot_uniform(shape, np.random.default_rng(seed))
    names = shape.names()
    bias = np.array(["bias" in name for name in names])
    assert (weights[bias] == 0).all()
    n = shape.nodes
    into_hidden = np.array(["→h" in name for name in names])
    into_sum = np.array(["→sum" in name for name in names])
    assert (np.abs(weights[into_hidden]) <= math.sqrt(6 / (2 + n))).all()
    assert (np.abs(weights[into_sum]) <= math.sqrt(6 / ((n or 2) + 1))).all()
    assert len(set(weights[~bias])) == np.count_nonzero(~bias)


def test_many_starts_fill_glorots_range() -> None:
    weights = glorot_uniform(Shape(4000), np.random.default_rng(0)).reshape(3, 4000)
    for row, limit in zip(weights, np.sqrt([6 / 4002, 6 / 4002, 6 / 4001]), strict=True):
        assert row.std() == pytest.approx(limit / math.sqrt(3), rel=0.05)
        assert abs(row.mean()) < 5 * limit / math.sqrt(3 * 4000)
        assert row.max() > 0.99 * limit
