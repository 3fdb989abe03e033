"""Train every network of an experiment: one network a core, the largest first.

The line where the networks learn by Adam is in kernel.py (`train_epochs`); by least squares, in
projection.py (`solve`). This file deals out the work; grid.py holds everything that a resumed run needs.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from typing import Any, TypeVar

import numpy as np
from threadpoolctl import threadpool_limits

from hackday.addition.data import Pairs
from hackday.addition.grid import Grid, Network, frame_schedule, training_pairs
from hackday.addition.kernel import EPOCH, FINISHED, train_epochs
from hackday.addition.model import ACTIVATIONS, Shape, fold_scale, predict
from hackday.addition.projection import solve
from hackday.addition.spec import AdditionSpec
from hackday.processes import cores
from hackday.training import Pace, Session, stream

Array = np.ndarray[Any, Any]

T = TypeVar("T")

LISTENING_SECONDS = 0.25
LONGEST_STRETCH = 250  # epochs


def train(session: Session, spec: AdditionSpec) -> list[Network]:
    """Train, or go on training, all networks of `spec`. Raises Stopped when asked to stop, saved."""
    if spec.method == "adam":
        session.announce("preparing the compiled training loop (some seconds the first time)")
        compile_loop()
    checkpoint = session.resume()
    grid = Grid(spec, session.seed, checkpoint.arrays if checkpoint else None)
    # One network a core: a linear algebra library that starts threads of its own would only make the cores wait.
    with threadpool_limits(1), ThreadPoolExecutor(cores()) as pool:
        try:
            (train_by_adam if spec.method == "adam" else train_by_least_squares)(session, grid, pool)
        except BaseException:  # an error, or the second Ctrl-C: what has not begun shall not begin
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return [grid.network(row) for row in range(len(grid.designs))]


def compile_loop() -> None:
    """Have the kernel compiled, or read from numba's cache, on the smallest of networks: half a minute the first time,
    which no budget of minutes is to pay."""
    small = Grid(AdditionSpec(nodes=(1,), max_sum=(16,), seeds=1, pairs=20, epochs=1), 0, None)
    AdamTrainer(small).advance(0, 1)


def train_by_adam(session: Session, grid: Grid, pool: ThreadPoolExecutor) -> None:
    """All networks side by side, from frame to frame of the film."""
    trainer = AdamTrainer(grid)
    pace = Pace()

    def report() -> None:
        training = int(np.sum(grid.counters[:, FINISHED] == 0))
        message = f"epoch {session.step}: {training} of {len(grid.designs)} networks are still learning"
        left, done = trainer.work()
        session.advance(session.step, message=message, seconds_left=pace.seconds_for(left, done=done))

    frames = frame_schedule(grid.spec.epochs)[1:]
    # Between frames that lie far apart come stops without a frame: to save, and to hear a wish to stop.
    for epoch in sorted({*frames, *range(LONGEST_STRETCH, grid.spec.epochs, LONGEST_STRETCH)}):
        rows = [row for row in grid.unfinished() if grid.counters[row, EPOCH] < epoch]
        if not rows:
            continue
        if session.step > 0 and session.time_is_up():  # whatever the budget, the first epoch is trained
            break
        complete = deal(session, pool, [partial(trainer.advance, row, epoch) for row in rows], trainer.take, report,
                        hurry=session.step > 0)  # fmt: skip
        if complete:
            session.step = epoch
            report()
        if complete and epoch in frames:
            losses = {f"validation_loss/{name}": loss for name, loss in grid.latest_losses().items()}
            session.log(training=len(grid.unfinished()), **losses)
        if session.stop_requested():
            session.save(grid.arrays)
            session.stop()
        if session.save_due():
            session.save(grid.arrays)
    for row in range(grid.filmed):  # a film ends where its training ended, also when the time was up
        grid.film(row, int(grid.counters[row, EPOCH]), grid.arrays["weights"][row])
    session.save(grid.arrays)


class AdamTrainer:
    """The kernel with all that it is called with: the pairs, scaled, and the order in which they are drawn."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.frames = set(frame_schedule(grid.spec.epochs))
        self.shuffle_seeds = [int(stream(d.seed, "shuffle", d.id).integers(2**63)) for d in grid.designs]
        self.pairs = {
            where: [
                np.ascontiguousarray(np.stack([pairs.a, pairs.b]) * grid.scale(where[1]), np.float32)
                for pairs in training_pairs(grid.spec, *where)
            ]
            for where in {(design.seed, design.max_sum) for design in grid.designs}
        }
        # What an epoch costs, about: a fixed part (drawing the batches) and one for each node.
        self.cost = np.array([2.0 + design.nodes for design in grid.designs])

    def advance(self, row: int, epoch: int) -> int:
        """Train the network of `row` up to `epoch`, or until it stops early; returns the row."""
        design, spec, arrays = self.grid.designs[row], self.grid.spec, self.grid.arrays
        size = design.shape.parameters
        train_pairs, validation_pairs = self.pairs[design.seed, design.max_sum]
        train_epochs(
            train_pairs, validation_pairs,
            design.nodes, ACTIVATIONS.index(design.shape.activation), spec.biases, design.kind == "nau",
            arrays["weights"][row, :size], arrays["first_moment"][row, :size], arrays["second_moment"][row, :size],
            arrays["beta_powers"][row], arrays["best_weights"][row, :size], arrays["best_loss"][row],
            self.grid.counters[row], arrays["losses"][row],
            epoch, spec.epochs, spec.batch_size, spec.patience, self.shuffle_seeds[row],
            self.grid.scale(design.max_sum),
            spec.learning_rate, spec.beta1, spec.beta2, spec.epsilon, spec.nau_regularisation,
        )  # fmt: skip
        return row

    def take(self, row: int) -> None:
        """What follows a network's stretch: a frame of its film, when one is due."""
        epoch = int(self.grid.counters[row, EPOCH])
        if epoch in self.frames or self.grid.counters[row, FINISHED]:
            self.grid.film(row, epoch, self.grid.arrays["weights"][row])

    def work(self) -> tuple[float, float]:
        """Work left and work done; left at most, as if no network stopped early from now on."""
        epochs, finished = self.grid.counters[:, EPOCH], self.grid.counters[:, FINISHED]
        return float(self.cost @ ((self.grid.spec.epochs - epochs) * (1 - finished))), float(self.cost @ epochs)


def train_by_least_squares(session: Session, grid: Grid, pool: ThreadPoolExecutor) -> None:
    """Each network whole, one after the other."""
    pace = Pace()

    def report() -> None:
        done = len(grid.designs) - len(grid.unfinished())
        left = pace.seconds_for(len(grid.designs) - done, done=done)
        session.advance(done, message=f"{done} of {len(grid.designs)} networks solved", seconds_left=left)

    def take(solved: tuple[int, Array, Array]) -> None:
        _keep_solution(grid, *solved)
        if session.save_due():
            session.save(grid.arrays)

    work = [partial(solve_one, grid, row) for row in grid.unfinished()]
    complete = deal(session, pool, work, take, report, hurry=True)
    report()
    session.save(grid.arrays)  # before the metrics, which a resumed run writes again
    if not complete and session.stop_requested():
        session.stop()
    session.log(**{f"validation_loss/{name}": loss for name, loss in grid.latest_losses().items()})


def solve_one(grid: Grid, row: int) -> tuple[int, Array, Array]:
    """The row, and its network's way from start to solution: weights (iterations + 1, parameters) and losses."""
    design, spec = grid.designs[row], grid.spec
    pairs, validation = training_pairs(spec, design.seed, design.max_sum)
    draw = stream(design.seed, "start", design.id)
    iterations = spec.epochs - 1 if spec.method == "projection" else spec.epochs  # its last epoch is `smallest`
    path = solve(design.shape, pairs, design.max_sum, spec.method, iterations, draw).path
    plain = np.array([fold_scale(design.shape, weights, 1 / design.max_sum) for weights in path])
    return row, plain, np.array([_mean_squared_error(design.shape, weights, validation) for weights in plain])


def _keep_solution(grid: Grid, row: int, path: Array, losses: Array) -> None:
    iterations = len(path) - 1
    grid.arrays["losses"][row, :iterations] = losses[1:]
    grid.arrays["best_weights"][row, : path.shape[1]] = path[-1]
    grid.arrays["best_loss"][row] = losses[-1]
    for epoch in {epoch for epoch in frame_schedule(grid.spec.epochs) if epoch <= iterations} | {iterations}:
        grid.film(row, epoch, path[epoch])
    grid.counters[row] = (iterations, 0, iterations, 1)


def deal(
    session: Session,
    pool: ThreadPoolExecutor,
    work: Sequence[Callable[[], T]],
    take: Callable[[T], None],
    report: Callable[[], None],
    *,
    hurry: bool,
) -> bool:
    """Do all of `work` on all cores and `take` each result, here and not in the threads. Was all of it done?

    Reports, and listens for a wish to stop, four times a second; with `hurry`, a spent budget of time ends the work
    too. What is under way is then brought to its end and taken, so that every row is whole.
    """
    waiting = {pool.submit(piece) for piece in work}
    cancelled = False
    while waiting:
        done, waiting = wait(waiting, timeout=LISTENING_SECONDS)
        for future in done:
            take(future.result())
        report()
        if waiting and not cancelled and (session.stop_requested() or (hurry and session.time_is_up())):
            under_way = {future for future in waiting if not future.cancel()}
            cancelled = len(under_way) < len(waiting)
            waiting = under_way
    return not cancelled


def _mean_squared_error(shape: Shape, weights: Array, pairs: Pairs) -> float:
    return float(np.mean((predict(shape, weights, pairs.a, pairs.b) - pairs.sums) ** 2))
