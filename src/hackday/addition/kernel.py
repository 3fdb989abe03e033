"""Where the networks learn: forward, backward and Adam in one plain loop, compiled by numba, one network a core.

PyTorch spends almost all of its time between the operations of a network this small; here the whole training is one
compiled function. Three things make it fast: a sigmoid of additions, multiplications and one division, which the
compiler turns into vector instructions where an `exp` would stay scalar; arrays along the batch, contiguous; and no
allocation inside the loop. Training is in float32, like the original's. A NumPy version in tests/addition/reference.py
says the same thing slowly.
"""

from typing import Any

import numpy as np
from numba import njit

Array = np.ndarray[Any, Any]
f32 = np.float32

SIGMOID, TANH, RELU, IDENTITY = range(4)
# A compiler may reorder sums and use reciprocals, but must keep NaN: a diverged network has to be seen as one.
FAST = {"reassoc", "contract", "arcp", "nsz", "afn"}

# Columns of `counters`, one row a network.
EPOCH, EPOCHS_SINCE_BEST, BEST_EPOCH, FINISHED = range(4)


@njit(inline="always", fastmath=FAST, error_model="numpy")
def fast_tanh(x: Any) -> Any:  # pragma: no cover (compiled)
    """tanh x to 7e-7: the 11th convergent of Lambert's continued fraction x/(1 + x²/(3 + x²/(5 + …))), of 1761.

    The convergent passes 1 at |x| = 7.62, where tanh rounds to 1 in float32, so the argument is cut there.
    """
    x = min(max(x, f32(-7.622)), f32(7.622))
    t = x * x
    over = ((((t + f32(2145)) * t + f32(675675)) * t + f32(64324260)) * t + f32(1964187225)) * t + f32(13749310575)
    under = (((((f32(66) * t + f32(45045)) * t + f32(7567560)) * t + f32(413513100)) * t + f32(6547290750)) * t) + f32(
        13749310575
    )
    return x * over / under


@njit(inline="always")
def shuffle(order: Array, seed: int, epoch: int) -> None:  # pragma: no cover (compiled)
    """Fill `order` with 0 … n−1 in an order that depends on (seed, epoch) alone, so a resumed run needs no state of it.

    Fisher-Yates with splitmix64 (Steele, Lea and Flood 2014, Fast splittable pseudorandom number generators, fig. 16).
    """
    for i in range(order.size):
        order[i] = i
    state = np.uint64(seed) + np.uint64(epoch) * np.uint64(0xD1342543DE82EF95)
    for i in range(order.size - 1, 0, -1):
        state += np.uint64(0x9E3779B97F4A7C15)
        z = state
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
        j = np.int64(((z >> np.uint64(32)) * np.uint64(i + 1)) >> np.uint64(32))
        order[i], order[j] = order[j], order[i]


@njit(fastmath=FAST, error_model="numpy")
def forward(
    weights: Array,
    nodes: int,
    activation: int,
    biases: bool,
    a: Array,
    b: Array,
    hidden: Array,
    error: Array,
    size: int,
) -> None:  # pragma: no cover (compiled)
    """Fill `hidden` (nodes, batch) and `error` (batch), prediction minus sum, for the first `size` pairs."""
    start = weights[weights.size - 1] if biases else f32(0)
    if nodes == 0:
        for i in range(size):
            error[i] = start + weights[0] * a[i] + weights[1] * b[i] - (a[i] + b[i])
        return
    for i in range(size):
        error[i] = start - (a[i] + b[i])
    output_start = 3 * nodes if biases else 2 * nodes
    for j in range(nodes):
        from_a, from_b, output = weights[j], weights[nodes + j], weights[output_start + j]
        bias = weights[2 * nodes + j] if biases else f32(0)
        row = hidden[j]
        # One loop an activation: a choice inside the loop would keep it from becoming vector instructions.
        if activation == SIGMOID:
            for i in range(size):
                row[i] = f32(0.5) + f32(0.5) * fast_tanh(f32(0.5) * (from_a * a[i] + from_b * b[i] + bias))
        elif activation == TANH:
            for i in range(size):
                row[i] = fast_tanh(from_a * a[i] + from_b * b[i] + bias)
        elif activation == RELU:
            for i in range(size):
                row[i] = max(from_a * a[i] + from_b * b[i] + bias, f32(0))
        else:
            for i in range(size):
                row[i] = from_a * a[i] + from_b * b[i] + bias
        for i in range(size):
            error[i] += output * row[i]


@njit(fastmath=FAST, error_model="numpy")
def backward(
    weights: Array, nodes: int, activation: int, biases: bool, a: Array, b: Array, hidden: Array, error: Array, size:
    int, slope: Array, gradient: Array,
) -> None:  # pragma: no cover (compiled)  # fmt: skip
    """Fill `gradient` (parameters) with that of the mean squared error over the first `size` pairs."""
    unit = f32(2) / f32(size)
    if biases:
        total = f32(0)
        for i in range(size):
            total += error[i]
        gradient[weights.size - 1] = unit * total
    if nodes == 0:
        to_a, to_b = f32(0), f32(0)
        for i in range(size):
            to_a += error[i] * a[i]
            to_b += error[i] * b[i]
        gradient[0], gradient[1] = unit * to_a, unit * to_b
        return
    output_start = 3 * nodes if biases else 2 * nodes
    for j in range(nodes):
        row = hidden[j]
        # slope = error · dh/dz, shape (batch,)
        if activation == SIGMOID:
            for i in range(size):
                slope[i] = error[i] * row[i] * (f32(1) - row[i])
        elif activation == TANH:
            for i in range(size):
                slope[i] = error[i] * (f32(1) - row[i] * row[i])
        elif activation == RELU:
            for i in range(size):
                slope[i] = error[i] if row[i] > f32(0) else f32(0)
        else:
            for i in range(size):
                slope[i] = error[i]
        to_a, to_b, to_output = f32(0), f32(0), f32(0)
        for i in range(size):
            to_a += slope[i] * a[i]
            to_b += slope[i] * b[i]
            to_output += error[i] * row[i]
        through = unit * weights[output_start + j]
        gradient[j] = through * to_a
        gradient[nodes + j] = through * to_b
        gradient[output_start + j] = unit * to_output
        if biases:
            total = f32(0)
            for i in range(size):
                total += slope[i]
            gradient[2 * nodes + j] = through * total


@njit(fastmath=FAST, error_model="numpy")
def adam_step(
    weights: Array, gradient: Array, first: Array, second: Array, powers: Array,
    learning_rate: float, beta1: float, beta2: float, epsilon: float,
) -> None:  # pragma: no cover (compiled)  # fmt: skip
    """One step of Adam as Keras takes it: epsilon beside sqrt(v), both bias corrections folded into the rate.

    `powers` holds beta1^t and beta2^t. Source: Kingma and Ba 2015, section 2, the form before algorithm 1's "epsilon
    hat".
    """
    powers[0] *= beta1
    powers[1] *= beta2
    rate = f32(learning_rate * np.sqrt(1 - powers[1]) / (1 - powers[0]))
    keep1, keep2, small = f32(1 - beta1), f32(1 - beta2), f32(epsilon)
    for k in range(weights.size):
        first[k] += (gradient[k] - first[k]) * keep1
        second[k] += (gradient[k] * gradient[k] - second[k]) * keep2
        weights[k] -= rate * first[k] / (np.sqrt(second[k]) + small)


@njit(fastmath=FAST, error_model="numpy")
def pull_to_integers(weights: Array, reach: float) -> None:  # pragma: no cover (compiled)
    """Clip the weights to −1 … 1 and move each by at most `reach` towards the nearest of −1, 0 and 1, and not beyond.

    Source: Madsen and Johansen 2020, Neural Arithmetic Units, section 2: the same clip, and the same penalty
    Σ min(|w|, 1 − |w|) with its strength ramped up; but as a proximal step after Adam's, not as a part of the gradient.
    As a gradient it keeps weights swinging about their integers by the learning rate, which a large sum shows.
    """
    for k in range(weights.size):
        weights[k] = min(max(weights[k], f32(-1)), f32(1))
        nearest = np.round(weights[k])
        away = weights[k] - nearest
        weights[k] = nearest if abs(away) <= f32(reach) else weights[k] - (f32(reach) if away > 0 else f32(-reach))


@njit(nogil=True, cache=True, fastmath=FAST, error_model="numpy")
def train_epochs(
    train: Array,  # (2, training pairs) float32: a and b, scaled
    validation: Array,  # (2, validation pairs) float32, scaled
    nodes: int, activation: int, biases: bool, nau: bool,
    weights: Array, first: Array, second: Array,  # (parameters,) float32: the weights and Adam's two moments
    powers: Array,  # (2,) float64: beta1^t, beta2^t
    best_weights: Array,  # (parameters,) float32
    best_loss: Array,  # (1,) float64
    counters: Array,  # (4,) int64: see EPOCH … FINISHED
    losses: Array,  # (epochs,) float64: validation loss after each epoch, in units of the sum squared
    until_epoch: int, epochs: int, batch_size: int, patience: int, shuffle_seed: int, scale: float,
    learning_rate: float, beta1: float, beta2: float, epsilon: float, nau_regularisation: float,
) -> None:  # pragma: no cover (compiled)  # fmt: skip
    """Train one network up to `until_epoch`, or until it stops early; all that it changes is in its arguments.

    Early stopping is Keras': after `patience` epochs in a row without a lower validation loss.
    """
    a, b = np.empty(batch_size, f32), np.empty(batch_size, f32)
    error, slope = np.empty(batch_size, f32), np.empty(batch_size, f32)
    hidden = np.empty((max(nodes, 1), batch_size), f32)
    gradient = np.zeros(weights.size, f32)
    order = np.empty(train.shape[1], np.int32)
    ramp_start, ramp_end = 0.2 * epochs, 0.4 * epochs  # the pull to integers comes after the sum has been found
    for epoch in range(counters[EPOCH], until_epoch):
        pull = nau_regularisation * min(max((epoch - ramp_start) / (ramp_end - ramp_start), 0.0), 1.0)
        shuffle(order, shuffle_seed, epoch)
        for start in range(0, order.size, batch_size):
            size = min(batch_size, order.size - start)
            for i in range(size):
                a[i] = train[0, order[start + i]]
                b[i] = train[1, order[start + i]]
            forward(weights, nodes, activation, biases, a, b, hidden, error, size)
            backward(weights, nodes, activation, biases, a, b, hidden, error, size, slope, gradient)
            adam_step(weights, gradient, first, second, powers, learning_rate, beta1, beta2, epsilon)
            if nau:
                pull_to_integers(weights, pull * learning_rate)

        total = 0.0
        for start in range(0, validation.shape[1], batch_size):
            size = min(batch_size, validation.shape[1] - start)
            for i in range(size):
                a[i] = validation[0, start + i]
                b[i] = validation[1, start + i]
            forward(weights, nodes, activation, biases, a, b, hidden, error, size)
            part = f32(0)
            for i in range(size):
                part += error[i] * error[i]
            total += float(part)
        loss = total / validation.shape[1] / (scale * scale)
        losses[epoch] = loss
        counters[EPOCH] = epoch + 1

        # A unit's loss is at its lowest before its weights become integers: from the pull on, the latest are the best.
        if loss < best_loss[0] or (nau and epoch >= ramp_start):
            best_loss[0] = loss
            best_weights[:] = weights
            counters[BEST_EPOCH] = epoch + 1
            counters[EPOCHS_SINCE_BEST] = 0
        else:
            counters[EPOCHS_SINCE_BEST] += 1
        diverged = not np.isfinite(loss)
        if diverged or counters[EPOCH] >= epochs or (0 < patience <= counters[EPOCHS_SINCE_BEST]):
            counters[FINISHED] = 1
            return
