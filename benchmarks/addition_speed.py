"""The post's grid, 15 networks x 1000 epochs without early stopping: here, cold and warm, and beside what bounds it.

python benchmarks/addition_speed.py [--quick]
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch_grid
from grid import train_in_session
from numba import njit
from report import gates, heading, median_seconds, table

from hackday.addition import kernel
from hackday.addition.data import draw_pairs
from hackday.addition.model import Shape, glorot_uniform
from hackday.addition.spec import AdditionSpec

Array = np.ndarray[Any, Any]

SPEC = AdditionSpec(patience=0)
HERE = Path(__file__).parent.resolve()
CORES = os.cpu_count() or 1
CHUNK = 4096  # numbers; stays in the first cache


def start_of(nodes: int) -> Array:
    """A start for a network, flat."""
    return glorot_uniform(Shape(nodes), np.random.default_rng(nodes)).astype(np.float32)


def numbers(max_sum: int) -> tuple[Array, Array]:
    """(training, validation) as the kernel takes them: (2, pairs) float32."""
    pairs = draw_pairs(0, "training", SPEC.pairs, max_sum)
    both = np.stack([pairs.a, pairs.b]).astype(np.float32)
    cut = SPEC.pairs - SPEC.validation_pairs
    return np.ascontiguousarray(both[:, :cut]), np.ascontiguousarray(both[:, cut:])


def train_one(nodes: int, training: Array, validation: Array, weights: Array, epochs: int) -> None:
    """One network by the kernel alone, changing `weights`."""
    kernel.train_epochs(
        training, validation, nodes, kernel.SIGMOID, False, False,
        weights, np.zeros_like(weights), np.zeros_like(weights), np.ones(2), weights.copy(), np.full(1, np.inf),
        np.zeros(4, np.int64), np.empty(epochs), epochs, epochs, SPEC.batch_size, 0, 7, 1.0,
        SPEC.learning_rate, SPEC.beta1, SPEC.beta2, SPEC.epsilon, 0.0,
    )  # fmt: skip


def kernels_alone(epochs: int) -> None:
    """The whole grid without session, files or film; the heaviest first."""
    data = [numbers(max_sum) for max_sum in SPEC.max_sum]
    with ThreadPoolExecutor(CORES) as pool:
        for nodes in sorted(SPEC.nodes, reverse=True):
            for training, validation in data:
                pool.submit(train_one, nodes, training, validation, start_of(nodes), epochs)


@njit(nogil=True, fastmath=kernel.FAST, error_model="numpy")
def kernel_sigmoids(x: Array, y: Array, times: int) -> None:
    """The sigmoid of each `x`, as the kernel computes it."""
    for _ in range(times):
        for i in range(x.size):
            y[i] = np.float32(0.5) + np.float32(0.5) * kernel.fast_tanh(np.float32(0.5) * x[i])


@njit(nogil=True)
def numba_exps(x: Array, y: Array, times: int) -> None:
    """e^x as numba compiles it by default."""
    for _ in range(times):
        for i in range(x.size):
            y[i] = np.exp(x[i])


def numpy_exps(x: Array, y: Array, times: int) -> None:
    """e^x by NumPy's vector instructions."""
    for _ in range(times):
        np.exp(x, out=y)


def rate(work: Callable[[Array, Array, int], None], count: int, repeats: int) -> float:
    """Evaluations per second of `work` on all cores, each on a chunk of its own."""
    x = [np.random.default_rng(k).normal(0, 3, CHUNK).astype(np.float32) for k in range(CORES)]
    y = [np.empty_like(one) for one in x]
    work(x[0], y[0], 1)
    times = count // CHUNK // CORES
    with ThreadPoolExecutor(CORES) as pool:
        median = median_seconds(lambda: list(pool.map(work, x, y, [times] * CORES)), repeats)[0]
    return times * CHUNK * CORES / median


def cold_seconds() -> float:
    """From nothing compiled to the grid trained: a new process, its imports and the compilation included."""
    code = """
from grid import train_in_session
from hackday.addition.spec import AdditionSpec
train_in_session(AdditionSpec(patience=0))
"""
    with tempfile.TemporaryDirectory(prefix="hackday-cold-") as folder:
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-c", code], check=True, cwd=folder,
            env={**os.environ, "NUMBA_CACHE_DIR": f"{folder}/numba", "PYTHONPATH": str(HERE)},
        )  # fmt: skip
        return time.perf_counter() - began


def torch_batches(max_sums: list[int]) -> tuple[torch.Tensor, torch.Tensor]:
    """(networks, pairs, 2) tensors of training and validation pairs."""
    both = [numbers(max_sum) for max_sum in max_sums]
    return (
        torch.from_numpy(np.stack([training.T for training, _ in both])).contiguous(),
        torch.from_numpy(np.stack([validation.T for _, validation in both])).contiguous(),
    )


def torch_agrees() -> float:
    """Largest relative difference of weights after 2 epochs of the same batches in both; a wrong loop is no measure."""
    nodes, epochs = [1, 2, 4], 2
    starts = [start_of(n) for n in nodes]
    training, validation = torch_batches([16, 16, 16])
    orders = torch.stack(
        [torch.from_numpy(_orders(7, epoch, training.shape[1])).repeat(3, 1) for epoch in range(epochs)]
    )
    grid = torch_grid.Grid.of(nodes, starts)
    torch_grid.train(grid, training, validation, epochs, SPEC.batch_size, orders)
    largest = 0.0
    for k, (n, start) in enumerate(zip(nodes, starts, strict=True)):
        ours = start.copy()
        train_one(n, *numbers(16), ours, epochs)
        largest = max(largest, float((np.abs(grid.flat(k, n) - ours) / np.abs(ours).max()).max()))
        assert np.abs(ours - start).max() > 0.1  # it has moved
    return largest


@njit(cache=False)
def _shuffle(order: Array, seed: int, epoch: int) -> None:
    kernel.shuffle(order, seed, epoch)


def _orders(seed: int, epoch: int, pairs: int) -> Array:
    order = np.empty(pairs, np.int64)
    _shuffle(order, seed, epoch)
    return order


def torch_epochs(threads: int, epochs: int, times: int) -> list[float]:
    """Seconds an epoch of all 15 networks takes in PyTorch, after a warm-up epoch."""
    torch.set_num_threads(threads)
    cells = [(nodes, max_sum) for max_sum in SPEC.max_sum for nodes in SPEC.nodes]
    training, validation = torch_batches([max_sum for _, max_sum in cells])
    grid = torch_grid.Grid.of([nodes for nodes, _ in cells], [start_of(nodes) for nodes, _ in cells])
    torch_grid.train(grid, training, validation, 1, SPEC.batch_size, None)
    return [torch_grid.train(grid, training, validation, epochs, SPEC.batch_size, None) / epochs for _ in range(times)]


def torch_alone(threads: int, epochs: int, times: int) -> list[float]:
    """`torch_epochs` in a process of its own: beside our thread pools, PyTorch's threads can wait on each other."""
    code = f"import addition_speed, json; print(json.dumps(addition_speed.torch_epochs({threads}, {epochs}, {times})))"
    answer = subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.PIPE, text=True, cwd=HERE)
    seconds: list[float] = json.loads(answer.stdout.splitlines()[-1])
    return seconds


def main() -> None:
    """Measure all, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions")
    quick = parser.parse_args().quick
    repeats = 3 if quick else 5
    heading("The post's grid: 15 networks x 1000 epochs, 10,000 pairs, no early stopping")

    train_in_session(AdditionSpec(patience=0, epochs=1))  # fills the compile cache
    session = sorted(train_in_session(SPEC)[0] for _ in range(repeats))
    warm = statistics.median(session)
    alone = median_seconds(lambda: kernels_alone(SPEC.epochs), repeats)
    cold = sorted(cold_seconds() for _ in range(1 if quick else 3))
    rows = [
        ("train() in a session, warm", f"{warm:.3f}", f"{session[0]:.3f}", f"{session[-1]:.3f}"),
        ("the kernels alone, warm", *(f"{value:.3f}" for value in alone)),
        ("cold: new process, compiling", f"{statistics.median(cold):.2f}", f"{cold[0]:.2f}", f"{cold[-1]:.2f}"),
    ]
    table((f"{CORES} cores", "seconds", "least", "most"), rows)

    count = SPEC.pairs * sum(SPEC.nodes) * len(SPEC.max_sum) * SPEC.epochs
    rates = {
        "training, whole": count / warm,
        "training, the kernels alone": count / alone[0],
        "the kernel's sigmoid, nothing else": rate(kernel_sigmoids, count, repeats),
        "np.exp, float32, nothing else": rate(numpy_exps, count, repeats),
        "exp in a plain numba loop": rate(numba_exps, count // 4, repeats),
    }
    print(f"{count:,} sigmoids (training and validation pairs x nodes x epochs)")
    table(
        ("evaluations per second", "billions", "seconds for all"),
        [(name, f"{value / 1e9:.2f}", f"{count / value:.3f}") for name, value in rates.items()],
    )

    difference = torch_agrees()
    each = {threads: torch_alone(threads, 3 if quick else 10, 3) for threads in (1, 2)}
    epoch = min(min(seconds) for seconds in each.values())  # the best it can do counts, for us it is the median
    total = epoch * SPEC.epochs
    table(
        (f"PyTorch {torch.__version__}, all 15 in one batch", ""),
        [
            *(
                (f"ms an epoch, threads: {threads}", " ".join(f"{value * 1000:.1f}" for value in seconds))
                for threads, seconds in each.items()
            ),
            ("seconds for 1000 of its best", f"{total:.1f}"),
            ("differs from the kernel by", f"{difference:.1e} (weights, relative, after 2 epochs of the same batches)"),
            ("times slower than train()", f"{total / warm:.1f}"),
        ],
    )
    gates(
        [
            (f"the grid in 1.5 s or less, warm: {warm:.3f} s", warm <= 1.5),
            (f"cold in 8 s or less: {statistics.median(cold):.2f} s", statistics.median(cold) <= 8),
            (f"at least 10 times faster than batched PyTorch: {total / warm:.1f}", total / warm >= 10),
            (f"PyTorch learns the same: {difference:.1e}", difference < 1e-3),
        ]
    )


if __name__ == "__main__":
    main()
