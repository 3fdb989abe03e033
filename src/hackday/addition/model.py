"""The network: two inputs, at most one hidden layer, one output; six weights for two hidden nodes.

Its weights are one flat vector, everywhere: in the kernel, in the files, in the page (docs/formats/page-model.md).

    nodes ≥ 1:  n weights from a · n weights from b · [n hidden biases] · n output weights · [output bias]
    nodes = 0:  weight of a · weight of b · [output bias]
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

Array = np.ndarray[Any, Any]
Activation = Literal["sigmoid", "tanh", "relu", "identity"]
ACTIVATIONS: tuple[Activation, ...] = ("sigmoid", "tanh", "relu", "identity")


BLOCK = 4_000_000


@dataclass(frozen=True)
class Shape:
    """What a network is, apart from its weights. `nodes` = 0: no hidden layer."""

    nodes: int
    activation: Activation = "sigmoid"
    biases: bool = False

    @property
    def parameters(self) -> int:
        """How many numbers the weight vector has."""
        return self.output_start + (self.nodes or 2) + (1 if self.biases else 0)

    @property
    def output_start(self) -> int:
        """Where the output weights begin: 0 without a hidden layer."""
        return self.nodes * (3 if self.biases else 2)

    def names(self) -> list[str]:
        """A short name for each weight, in order: a→h1 …, b→h1 …, [bias h1 …], h1→sum …, [bias sum]."""
        nodes = [f"h{j + 1}" for j in range(self.nodes)]
        if not nodes:
            names = ["a→sum", "b→sum"]
        else:
            names = [f"a→{node}" for node in nodes] + [f"b→{node}" for node in nodes]
            names += [f"bias {node}" for node in nodes] if self.biases else []
            names += [f"{node}→sum" for node in nodes]
        return names + (["bias sum"] if self.biases else [])


@dataclass(frozen=True)
class Trace:
    """Every layer's numbers, first to last, for a batch of pairs."""

    inputs: Array  # (pairs, 2)
    sums: Array  # (pairs, nodes), before the activation
    hidden: Array  # (pairs, nodes)
    output: Array  # (pairs,)


def sigmoid(z: Array) -> Array:
    """1 / (1 + e^−z), without overflow for any z; keeps the type of `z`."""
    small = np.exp(-np.abs(z))
    said: Array = np.where(z >= 0, 1, small) / (1 + small)
    return said


def activate(activation: Activation, z: Array) -> Array:
    """The activation of `z`, elementwise."""
    match activation:
        case "sigmoid":
            return sigmoid(z)
        case "tanh":
            return np.tanh(z)
        case "relu":
            return np.maximum(z, 0)
        case "identity":
            return z


def derivative(activation: Activation, z: Array) -> Array:
    """The activation's derivative at `z`, elementwise."""
    match activation:
        case "sigmoid":
            said = sigmoid(z)
            slope: Array = said * (1 - said)
            return slope
        case "tanh":
            return 1 - np.tanh(z) ** 2
        case "relu":
            return (z > 0).astype(z.dtype)
        case "identity":
            return np.ones_like(z)


def trace(shape: Shape, weights: Array, a: Array, b: Array) -> Trace:
    """Every layer's output for pairs `a`, `b` of shape (pairs,), in the precision of `weights`."""
    dtype = weights.dtype
    a, b = np.asarray(a, dtype), np.asarray(b, dtype)
    inputs = np.stack([a, b], axis=-1)  # (pairs, 2)
    n, start = shape.nodes, shape.output_start
    bias = weights[-1] if shape.biases else dtype.type(0)
    if n == 0:
        empty = np.empty((len(a), 0), dtype)
        return Trace(inputs, empty, empty, a * weights[0] + b * weights[1] + bias)
    sums = a[:, None] * weights[:n] + b[:, None] * weights[n : 2 * n]  # (pairs, nodes)
    if shape.biases:
        sums = sums + weights[2 * n : 3 * n]
    hidden = activate(shape.activation, sums)
    output = bias + np.zeros(len(a), dtype)
    for j in range(n):  # one node after the other, as the page adds them
        output = output + weights[start + j] * hidden[:, j]
    return Trace(inputs, sums, hidden, output)


def predict(shape: Shape, weights: Array, a: Array, b: Array) -> Array:
    """The network's answers for pairs of shape (pairs,)."""
    block = BLOCK // max(shape.nodes, 1)
    parts = range(0, max(len(a), 1), block)  # many pairs times many nodes would take gigabytes at once
    return np.concatenate([trace(shape, weights, a[k : k + block], b[k : k + block]).output for k in parts])


def fold_scale(shape: Shape, weights: Array, scale: float) -> Array:
    """Weights for plain numbers from weights learned on numbers and sums multiplied by `scale`; float64."""
    plain = np.asarray(weights, np.float64).copy()
    start = shape.output_start
    if shape.nodes == 0 or shape.activation == "identity":  # y(x·scale)/scale = y(x) but for the biases
        plain[2 * shape.nodes : start] /= scale
        plain[start + (shape.nodes or 2) :] /= scale
    else:
        plain[: 2 * shape.nodes] *= scale
        plain[start:] /= scale
    return plain


def glorot_uniform(shape: Shape, generator: np.random.Generator) -> Array:
    """A start as Keras makes it: uniform in ±sqrt(6 / (inputs + outputs)) a layer, biases 0; float64.

    Source: Glorot and Bengio 2010, Understanding the difficulty of training deep feedforward neural networks, eq. 16.
    """
    weights = np.zeros(shape.parameters)
    n, start = shape.nodes, shape.output_start
    if n == 0:
        weights[:2] = generator.uniform(-1, 1, 2) * np.sqrt(6 / (2 + 1))
        return weights
    weights[: 2 * n] = generator.uniform(-1, 1, 2 * n) * np.sqrt(6 / (2 + n))
    weights[start : start + n] = generator.uniform(-1, 1, n) * np.sqrt(6 / (n + 1))
    return weights
