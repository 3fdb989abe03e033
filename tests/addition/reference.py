"""What kernel.py does, said slowly: a plain NumPy loop with an exact sigmoid, matrices and Python integers."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from hackday.addition.model import Shape

Array = np.ndarray[Any, Any]
WORD = 2**64 - 1


def shuffled(count: int, seed: int, epoch: int) -> list[int]:
    """Fisher-Yates with splitmix64, in integers that cannot overflow."""
    order = list(range(count))
    state = (seed + epoch * 0xD1342543DE82EF95) & WORD
    for i in range(count - 1, 0, -1):
        state = (state + 0x9E3779B97F4A7C15) & WORD
        z = ((state ^ state >> 30) * 0xBF58476D1CE4E5B9) & WORD
        z = ((z ^ z >> 27) * 0x94D049BB133111EB) & WORD
        z ^= z >> 31
        j = (z >> 32) * (i + 1) >> 32
        order[i], order[j] = order[j], order[i]
    return order


@dataclass(frozen=True)
class Layers:
    """The flat weights, cut up: hidden (2, n), hidden_bias (n,), output (n,), output_bias ()."""

    hidden: Array
    hidden_bias: Array
    output: Array
    output_bias: Any


def cut(shape: Shape, weights: Array) -> Layers:
    """Along docs/formats/page-model.md; absent biases are zeros."""
    n = shape.nodes
    parts = [2 * n, n if shape.biases else 0, n or 2, 1 if shape.biases else 0]
    assert len(weights) == sum(parts)
    hidden, hidden_bias, output, output_bias = np.split(weights, np.cumsum(parts)[:-1])
    zeros = np.zeros(n, weights.dtype)
    return Layers(
        hidden.reshape(2, n), hidden_bias if shape.biases else zeros, output, output_bias[0] if shape.biases else 0.0
    )


def answers(shape: Shape, weights: Array, x: Array) -> tuple[Array, Array, Array]:
    """(answers (batch,), hidden (batch, n), slopes of the activation (batch, n)) for inputs (batch, 2)."""
    layers = cut(shape, weights)
    if shape.nodes == 0:
        return x @ layers.output + layers.output_bias, x[:, :0], x[:, :0]
    z = x @ layers.hidden + layers.hidden_bias
    match shape.activation:
        case "sigmoid":
            h = 1 / (1 + np.exp(-np.clip(z, -700, 700)))
            slope = h * (1 - h)
        case "tanh":
            h = np.tanh(z)
            slope = 1 - h**2
        case "relu":
            h = z * (z > 0)
            slope = (z > 0).astype(z.dtype)
        case "identity":
            h, slope = z, np.ones_like(z)
    return h @ layers.output + layers.output_bias, h, slope


def gradient(shape: Shape, weights: Array, x: Array) -> Array:
    """Of mean((answer − a − b)²), flat."""
    y, h, slope = answers(shape, weights, x)
    error = 2 * (y - x.sum(axis=1)) / len(x)
    bias = [np.array([error.sum()])] if shape.biases else []
    if shape.nodes == 0:
        return np.concatenate([x.T @ error, *bias])
    back = error[:, None] * cut(shape, weights).output * slope  # (batch, n)
    hidden_bias = [back.sum(axis=0)] if shape.biases else []
    return np.concatenate([(x.T @ back).ravel(), *hidden_bias, h.T @ error, *bias])


@dataclass
class Outcome:
    """Where a training ended."""

    weights: Array
    best_weights: Array
    best_epoch: int = 0
    losses: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Settings:
    """As in AdditionSpec."""

    epochs: int = 5
    batch_size: int = 32
    patience: int = 0
    learning_rate: float = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-7
    nau: bool = False
    nau_regularisation: float = 0.01
    scale: float = 1.0
    shuffle_seed: int = 7


def train(shape: Shape, start: Array, training: Array, validation: Array, settings: Settings) -> Outcome:
    """Train from `start` on pairs (pairs, 2), already scaled; everything in the precision of `start`."""
    s = settings
    w = start.copy()
    m, v, step = np.zeros_like(w), np.zeros_like(w), 0
    outcome = Outcome(w, start.copy())
    best, waited = np.inf, 0
    for epoch in range(s.epochs):
        order = shuffled(len(training), s.shuffle_seed, epoch)
        pull = s.nau_regularisation * np.clip((epoch - 0.2 * s.epochs) / (0.2 * s.epochs), 0, 1)
        for begin in range(0, len(order), s.batch_size):
            g = gradient(shape, w, training[order[begin : begin + s.batch_size]])
            step += 1
            m = s.beta1 * m + (1 - s.beta1) * g
            v = s.beta2 * v + (1 - s.beta2) * g**2
            rate = s.learning_rate * np.sqrt(1 - s.beta2**step) / (1 - s.beta1**step)
            w = w - rate * m / (np.sqrt(v) + s.epsilon)
            if s.nau:  # towards the nearest integer, never beyond it
                w = np.clip(w, -1, 1)
                away = w - np.round(w)
                w = w - np.sign(away) * np.minimum(np.abs(away), pull * s.learning_rate).astype(w.dtype)
        error = (answers(shape, w, validation)[0] - validation.sum(axis=1)) / s.scale
        loss = float(np.mean(error**2))
        outcome.losses.append(loss)
        waited += 1
        if loss < best or (s.nau and epoch >= 0.2 * s.epochs):  # once the pull has begun, the latest are the best
            best, waited = loss, 0
            outcome.best_epoch, outcome.best_weights = epoch + 1, w.copy()
        if not np.isfinite(loss) or (s.patience and waited >= s.patience):
            break
    outcome.weights = w
    return outcome


def keras_early_stopping(losses: list[float], patience: int) -> tuple[int, int]:
    """(epochs run, epoch of the restored weights) of Keras' EarlyStopping(patience=…, restore_best_weights=True).

    Source: keras/src/callbacks/early_stopping.py, version 3: on_epoch_end, with min_delta 0 and no baseline.
    """
    wait, best, best_epoch = 0, float("inf"), 0
    for epoch, current in enumerate(losses):
        wait += 1
        if current < best:
            best, best_epoch, wait = current, epoch, 0
            continue
        if wait >= patience and epoch > 0:
            return epoch + 1, best_epoch + 1
    return len(losses), best_epoch + 1
