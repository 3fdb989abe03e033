"""Train every network of an experiment: one network a core, the largest first.

The line where the networks learn by Adam is in kernel.py (`train_epochs`); by least squares, in projection.py
(`solve`). This file deals out the work, in stretches between the frames of the film, and keeps everything that a
resumed run needs in one set of arrays, a row a network.
"""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from hackday.addition.data import Pairs, draw_pairs
from hackday.addition.kernel import BEST_EPOCH, EPOCH, FINISHED, train_epochs
from hackday.addition.model import ACTIVATIONS, Shape, fold_scale, glorot_uniform, predict
from hackday.addition.projection import solve
from hackday.addition.spec import AdditionSpec, Kind
from hackday.training import Pace, Session, stream

Array = np.ndarray[Any, Any]

FRAMES = 72


@dataclass(frozen=True)
class Cell:
    """Which network: the coordinates of one cell of the table, and the seed."""

    kind: Kind
    nodes: int
    max_sum: int
    seed: int
    shape: Shape

    @property
    def id(self) -> str:
        """`hidden-2-16`: unique among the networks of one seed."""
        return f"{self.kind}-{self.nodes}-{self.max_sum}"


@dataclass(frozen=True)
class Network:
    """A trained network and how it came about. All weights are for plain numbers, float64."""

    cell: Cell
    weights: Array  # (parameters,), the best
    losses: Array  # (epochs run,): validation loss after epoch 1, 2, …
    best_epoch: int
    frame_epochs: Array  # (frames,), empty except for the first seed
    frame_weights: Array  # (frames, parameters)


def cells_of(spec: AdditionSpec, seed: int) -> list[Cell]:
    """Every network of the experiment, seed by seed; network seeds count up from the run's seed."""

    def shape(kind: Kind, nodes: int) -> Shape:
        return Shape(nodes, spec.activation if kind == "hidden" else "identity", spec.biases)

    return [
        Cell(kind, nodes, max_sum, seed + k, shape(kind, nodes))
        for k in range(spec.seeds)
        for kind, nodes, max_sum in spec.cells()
    ]


def training_pairs(spec: AdditionSpec, seed: int, max_sum: int) -> tuple[Pairs, Pairs]:
    """The pairs to learn from and those held out to decide when to stop; the same for every size of network."""
    pairs = draw_pairs(seed, "training", spec.pairs, max_sum)
    cut = spec.pairs - spec.validation_pairs
    return Pairs(pairs.a[:cut], pairs.b[:cut]), Pairs(pairs.a[cut:], pairs.b[cut:])


def frame_schedule(epochs: int) -> list[int]:
    """The epochs whose weights are kept: each of the first, then ever further apart, the last one among them."""
    return sorted({0, *np.round(np.geomspace(1, epochs, min(FRAMES, epochs))).astype(int).tolist(), epochs})


def train(session: Session, spec: AdditionSpec) -> list[Network]:
    """Train, or go on training, all networks of `spec`. Raises Stopped when asked to stop, saved."""
    cells = cells_of(spec, session.seed)
    checkpoint = session.resume()
    arrays = {name: array.copy() for name, array in checkpoint.arrays.items()} if checkpoint else _start(spec, cells)
    # One network a core: a linear algebra library that starts threads of its own would only make the cores wait.
    with threadpool_limits(1), ThreadPoolExecutor(os.cpu_count()) as pool:
        try:
            if spec.method == "adam":
                _train_by_adam(session, spec, cells, arrays, pool)
            else:
                _train_by_least_squares(session, spec, cells, arrays, pool)
        except BaseException:  # an error, or the second Ctrl-C: what has not begun shall not begin
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return [_network(spec, cell, arrays, row) for row, cell in enumerate(cells)]


def _start(spec: AdditionSpec, cells: list[Cell]) -> dict[str, Array]:
    """The state before the first epoch: a row a network; columns past a network's own parameters are never used."""
    rows, columns = len(cells), max(cell.shape.parameters for cell in cells)
    filmed, frames = len(spec.cells()), len(frame_schedule(spec.epochs))
    number = np.float32 if spec.method == "adam" else np.float64
    arrays = {
        "weights": np.zeros((rows, columns), number),
        "first_moment": np.zeros((rows, columns), number),
        "second_moment": np.zeros((rows, columns), number),
        "beta_powers": np.ones((rows, 2)),
        "best_weights": np.zeros((rows, columns), number),
        "best_loss": np.full((rows, 1), np.inf),
        "counters": np.zeros((rows, 4), np.int64),
        "losses": np.full((rows, spec.epochs), np.nan),
        "frame_epochs": np.full((filmed, frames), -1, np.int64),
        "frame_weights": np.zeros((filmed, frames, columns), number),
    }
    for row, cell in enumerate(cells):
        start = glorot_uniform(cell.shape, stream(cell.seed, "start", cell.id))
        if cell.kind == "nau":
            start = np.clip(start, -1, 1)
        arrays["weights"][row, : len(start)] = start
        arrays["best_weights"][row, : len(start)] = start
        if spec.method == "adam":  # the other methods may take several starts; their film begins with the last
            _film(arrays, row, 0, start)
    return arrays


def _train_by_adam(
    session: Session, spec: AdditionSpec, cells: list[Cell], arrays: dict[str, Array], pool: ThreadPoolExecutor
) -> None:
    """All networks side by side, from frame to frame."""
    scales = {max_sum: 1 / max_sum if spec.scaling else 1.0 for max_sum in spec.max_sum}
    scaled: dict[tuple[int, int], list[Array]] = {}
    for cell in cells:
        if (cell.seed, cell.max_sum) not in scaled:
            scaled[cell.seed, cell.max_sum] = [
                np.ascontiguousarray(np.stack([pairs.a, pairs.b]) * scales[cell.max_sum], np.float32)
                for pairs in training_pairs(spec, cell.seed, cell.max_sum)
            ]
    session.announce("preparing the compiled training loop (some seconds the first time)")
    shuffle_seeds = [int(stream(cell.seed, "shuffle", cell.id).integers(2**63)) for cell in cells]
    counters = arrays["counters"]

    def train_until(row: int, epoch: int) -> None:
        cell = cells[row]
        size = cell.shape.parameters
        train_pairs, validation_pairs = scaled[cell.seed, cell.max_sum]
        train_epochs(
            train_pairs, validation_pairs,
            cell.nodes, ACTIVATIONS.index(cell.shape.activation), spec.biases, cell.kind == "nau",
            arrays["weights"][row, :size], arrays["first_moment"][row, :size], arrays["second_moment"][row, :size],
            arrays["beta_powers"][row], arrays["best_weights"][row, :size], arrays["best_loss"][row], counters[row],
            arrays["losses"][row], epoch, spec.epochs, spec.batch_size, spec.patience, shuffle_seeds[row],
            scales[cell.max_sum], spec.learning_rate, spec.beta1, spec.beta2, spec.epsilon, spec.nau_regularisation,
        )  # fmt: skip
        _film(arrays, row, int(counters[row, EPOCH]), arrays["weights"][row])

    # What an epoch costs, about: a fixed part (drawing the batches) and one for each node.
    cost = np.array([2.0 + cell.nodes for cell in cells])
    pace = Pace()

    def seconds_left() -> float | None:
        """At most: as if no network stopped early from now on."""
        left = float(cost @ ((spec.epochs - counters[:, EPOCH]) * (1 - counters[:, FINISHED])))
        return pace.seconds_for(left, done=float(cost @ counters[:, EPOCH]))

    for epoch in frame_schedule(spec.epochs):
        rows = [row for row in _heaviest_first(cells) if not counters[row, FINISHED] and counters[row, EPOCH] < epoch]
        if epoch == 0 or not rows:
            continue
        if session.step > 0 and session.time_is_up():  # whatever the budget, the first epoch is trained
            break

        def report() -> None:
            training = int(np.sum(counters[:, FINISHED] == 0))
            message = f"epoch {session.step}: {training} of {len(cells)} networks are still learning"
            session.advance(session.step, message=message, seconds_left=seconds_left())

        _deal(session, arrays, pool, [partial(train_until, row, epoch) for row in rows], report)
        session.step = epoch
        report()
        filmed = len(spec.cells())
        session.log(
            training=int(np.sum(counters[:, FINISHED] == 0)),
            **{f"validation_loss/{cells[row].id}": _latest_loss(arrays, row) for row in range(filmed)},
        )
        if session.stop_requested():
            session.save(arrays)
            session.stop()
        if session.save_due():
            session.save(arrays)
    session.save(arrays)


def _train_by_least_squares(
    session: Session, spec: AdditionSpec, cells: list[Cell], arrays: dict[str, Array], pool: ThreadPoolExecutor
) -> None:
    """Each network whole, one after the other."""
    counters = arrays["counters"]

    def solve_one(row: int) -> None:
        cell = cells[row]
        pairs, validation = training_pairs(spec, cell.seed, cell.max_sum)
        draw = stream(cell.seed, "start", cell.id)
        iterations = spec.epochs - 1 if spec.method == "projection" else spec.epochs  # its last epoch is `smallest`
        path = solve(cell.shape, pairs, cell.max_sum, spec.method, iterations, draw).path
        plain = np.array([fold_scale(cell.shape, weights, 1 / cell.max_sum) for weights in path])
        losses = [_mean_squared_error(cell.shape, weights, validation) for weights in plain]
        size = cell.shape.parameters
        arrays["losses"][row, : len(losses) - 1] = losses[1:]
        arrays["best_weights"][row, :size] = plain[-1]
        arrays["best_loss"][row] = losses[-1]
        for epoch in frame_schedule(spec.epochs):
            if epoch < len(plain):
                _film(arrays, row, epoch, plain[epoch])
        _film(arrays, row, len(plain) - 1, plain[-1])
        counters[row] = (len(plain) - 1, 0, len(plain) - 1, 1)

    def report() -> None:
        done = int(counters[:, FINISHED].sum())
        left = pace.seconds_for(len(cells) - done, done=done)
        session.advance(done, message=f"{done} of {len(cells)} networks solved", seconds_left=left)

    pace = Pace()
    session.steps = len(cells)
    rows = [row for row in _heaviest_first(cells) if not counters[row, FINISHED]]
    _deal(session, arrays, pool, [partial(solve_one, row) for row in rows], report)
    report()
    session.save(arrays)  # before the metrics, which a resumed run writes again
    for row in range(len(spec.cells())):
        session.log(
            network=row, validation_loss=float(arrays["best_loss"][row, 0]), iterations=int(counters[row, EPOCH])
        )


def _deal(
    session: Session,
    arrays: dict[str, Array],
    pool: ThreadPoolExecutor,
    work: list[Callable[[], None]],
    report: Callable[[], None],
) -> None:
    """Do all of `work` on all cores; report and listen for a wish to stop four times a second.

    A stop lets the networks under way finish their stretch, so that every row is whole when it is saved. If they were
    the last, the work is done and the caller stops after its metrics: a resumed run would not pass here to write them.
    """
    waiting = {pool.submit(piece) for piece in work}
    while waiting:
        done, waiting = wait(waiting, timeout=0.25)
        for future in done:
            future.result()
        report()
        if waiting and session.stop_requested():
            under_way = [future for future in waiting if not future.cancel()]
            for future in under_way:
                future.result()
            if len(under_way) < len(waiting):
                session.save(arrays)
                session.stop()
            return


def _heaviest_first(cells: list[Cell]) -> Iterable[int]:
    return sorted(range(len(cells)), key=lambda row: -cells[row].nodes)


def _film(arrays: dict[str, Array], row: int, epoch: int, weights: Array) -> None:
    """Keep `weights` as the frame of `epoch`, if the network is filmed (those of the first seed are)."""
    if row >= len(arrays["frame_epochs"]):
        return
    epochs = arrays["frame_epochs"][row]
    if epoch in epochs:
        return
    free = int(np.argmax(epochs == -1))
    epochs[free] = epoch
    arrays["frame_weights"][row, free, : len(weights)] = weights


def _latest_loss(arrays: dict[str, Array], row: int) -> float | None:
    epoch = int(arrays["counters"][row, EPOCH])
    return float(arrays["losses"][row, epoch - 1]) if epoch else None


def _mean_squared_error(shape: Shape, weights: Array, pairs: Pairs) -> float:
    return float(np.mean((predict(shape, weights, pairs.a, pairs.b) - pairs.sums) ** 2))


def _network(spec: AdditionSpec, cell: Cell, arrays: dict[str, Array], row: int) -> Network:
    """Row `row` as a trained network; the best weights join the film at their epoch."""
    size = cell.shape.parameters
    scale = 1 / cell.max_sum if spec.scaling and spec.method == "adam" else 1.0

    def plain(weights: Array) -> Array:
        return fold_scale(cell.shape, weights[:size], scale)

    best = plain(arrays["best_weights"][row])
    epochs, best_epoch = int(arrays["counters"][row, EPOCH]), int(arrays["counters"][row, BEST_EPOCH])
    film: dict[int, Array] = {}
    if row < len(arrays["frame_epochs"]):
        for epoch, weights in zip(arrays["frame_epochs"][row], arrays["frame_weights"][row], strict=True):
            if epoch >= 0:
                film[int(epoch)] = plain(weights)
        film[best_epoch] = best
    return Network(
        cell=cell,
        weights=best,
        losses=arrays["losses"][row, :epochs].copy(),
        best_epoch=best_epoch,
        frame_epochs=np.array(sorted(film), np.int64),
        frame_weights=np.array([film[epoch] for epoch in sorted(film)]).reshape(len(film), size),
    )
