"""The networks of one experiment while they train: their designs, and all their numbers in arrays, a row a network.

The arrays are the whole state: saved and read back, they let a training go on as if it had never stopped.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from hackday.addition.data import Pairs, draw_pairs
from hackday.addition.kernel import BEST_EPOCH, EPOCH, FINISHED
from hackday.addition.model import Shape, fold_scale, glorot_uniform
from hackday.addition.spec import AdditionSpec, Kind
from hackday.runs import RunError
from hackday.training import stream

Array = np.ndarray[Any, Any]

FRAMES = 72


@dataclass(frozen=True)
class Design:
    """What a network is before it has learned anything: its place in the table, its seed and its shape."""

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

    design: Design
    weights: Array  # (parameters,), the best
    losses: Array  # (epochs run,): validation loss after epoch 1, 2, …
    best_epoch: int
    frame_epochs: Array  # (frames,), empty except for the first seed
    frame_weights: Array  # (frames, parameters)


def designs_of(spec: AdditionSpec, seed: int) -> list[Design]:
    """Every network of the experiment, seed by seed; the networks' seeds count up from the run's."""

    def shape(kind: Kind, nodes: int) -> Shape:
        return Shape(nodes, spec.activation if kind == "hidden" else "identity", spec.biases)

    return [
        Design(kind, nodes, max_sum, seed + k, shape(kind, nodes))
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


class Grid:
    """The designs of an experiment and the arrays of their training; `arrays` as a checkpoint kept them, or fresh ones.

    A row's columns past the network's own parameters are never used. Rows of different networks may be written by
    different threads; a row only by one.
    """

    def __init__(self, spec: AdditionSpec, seed: int, arrays: Mapping[str, Array] | None) -> None:
        self.spec = spec
        self.designs = designs_of(spec, seed)
        self.filmed = len(spec.cells())  # the networks of the first seed have their training filmed
        self.arrays = self._fresh()
        if arrays is not None:
            self._check(arrays)
            for name, array in arrays.items():
                self.arrays[name][...] = array
        self.counters = self.arrays["counters"]  # (networks, 4): see kernel.py

    def _check(self, arrays: Mapping[str, Array]) -> None:
        """RunError unless `arrays` can be a state of this experiment: the compiled loop trusts its indices."""
        fits = {name: (array.shape, array.dtype) for name, array in arrays.items()} == {
            name: (array.shape, array.dtype) for name, array in self.arrays.items()
        }
        if fits:
            epoch, since, best, finished = arrays["counters"].T
            last = self.spec.epochs
            fits = bool(
                np.all((best >= 0) & (best <= epoch) & (epoch <= last) & (since >= 0) & np.isin(finished, (0, 1)))
            )
            fits = fits and bool(np.all((arrays["frame_epochs"] >= -1) & (arrays["frame_epochs"] <= last)))
        if not fits:
            raise RunError("the checkpoint does not fit the run's settings; delete checkpoints/ to begin anew")

    def _fresh(self) -> dict[str, Array]:
        rows, columns = len(self.designs), max(design.shape.parameters for design in self.designs)
        frames = len(frame_schedule(self.spec.epochs))
        number = np.float32 if self.spec.method == "adam" else np.float64
        arrays = {
            "weights": np.zeros((rows, columns), number),
            "first_moment": np.zeros((rows, columns), number),
            "second_moment": np.zeros((rows, columns), number),
            "beta_powers": np.ones((rows, 2)),
            "best_weights": np.zeros((rows, columns), number),
            "best_loss": np.full((rows, 1), np.inf),
            "counters": np.zeros((rows, 4), np.int64),
            "losses": np.full((rows, self.spec.epochs), np.nan),
            "frame_epochs": np.full((self.filmed, frames), -1, np.int64),
            "frame_weights": np.zeros((self.filmed, frames, columns), number),
        }
        for row, design in enumerate(self.designs):
            start = glorot_uniform(design.shape, stream(design.seed, "start", design.id))
            if design.kind == "nau":
                start = np.clip(start, -1, 1)
            arrays["weights"][row, : len(start)] = start
            arrays["best_weights"][row, : len(start)] = start
            if row < self.filmed and self.spec.method == "adam":
                # The other methods may take several starts; their film begins with the last.
                arrays["frame_epochs"][row, 0] = 0
                arrays["frame_weights"][row, 0, : len(start)] = start
        return arrays

    def scale(self, max_sum: int) -> float:
        """What the numbers are multiplied by while Adam trains (the other methods fold their scale themselves)."""
        return 1 / max_sum if self.spec.scaling and self.spec.method == "adam" else 1.0

    def unfinished(self) -> list[int]:
        """The rows that go on learning, the largest networks first, so that the cores end together."""
        rows = np.flatnonzero(self.counters[:, FINISHED] == 0)
        return sorted(rows.tolist(), key=lambda row: -self.designs[row].nodes)

    def film(self, row: int, epoch: int, weights: Array) -> None:
        """Keep `weights` as the frame of `epoch`, if this network is filmed and the frame is new."""
        if row >= self.filmed or epoch in self.arrays["frame_epochs"][row]:
            return
        free = int(np.argmax(self.arrays["frame_epochs"][row] == -1))
        self.arrays["frame_epochs"][row, free] = epoch
        self.arrays["frame_weights"][row, free, : len(weights)] = weights

    def latest_losses(self) -> dict[str, float | None]:
        """The filmed networks' validation loss after their latest epoch, by their ids; None before the first."""
        losses, epochs = self.arrays["losses"], self.counters[:, EPOCH]
        return {
            self.designs[row].id: float(losses[row, epochs[row] - 1]) if epochs[row] else None
            for row in range(self.filmed)
        }

    def network(self, row: int) -> Network:
        """Row `row` as a trained network; the best weights join the film at their epoch."""
        design = self.designs[row]
        size, scale = design.shape.parameters, self.scale(design.max_sum)
        epochs, best_epoch = int(self.counters[row, EPOCH]), int(self.counters[row, BEST_EPOCH])
        best = fold_scale(design.shape, self.arrays["best_weights"][row, :size], scale)
        film: dict[int, Array] = {}
        if row < self.filmed:
            frames = zip(self.arrays["frame_epochs"][row], self.arrays["frame_weights"][row], strict=True)
            film = {int(e): fold_scale(design.shape, weights[:size], scale) for e, weights in frames if e >= 0}
            film[best_epoch] = best
        return Network(
            design=design,
            weights=best,
            losses=self.arrays["losses"][row, :epochs].copy(),
            best_epoch=best_epoch,
            frame_epochs=np.array(sorted(film), np.int64),
            frame_weights=np.array([film[epoch] for epoch in sorted(film)]).reshape(len(film), size),
        )
