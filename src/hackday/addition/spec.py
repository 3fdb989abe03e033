"""Every setting of the addition lab, with its default and its limits."""

from dataclasses import dataclass
from typing import Literal

from hackday.specs import require

Kind = Literal["hidden", "linear", "nau"]
Method = Literal["adam", "levenberg-marquardt", "projection"]

MOST_KINDS = 200
MOST_NETWORKS = 20_000
MOST_SUM = 2**24
MOST_PAIRS = 100_000_000  # 800 MB; the other methods draw theirs when they need them
MOST_LOSSES = 20_000_000  # 160 MB


@dataclass(frozen=True)
class AdditionSpec:
    """One experiment: every combination of kind, nodes, maximum sum and seed is a network.

    The defaults are the experiment of the post "2 + 2 with neural networks".
    """

    networks: tuple[Kind, ...] = ("hidden",)
    """`hidden`: one hidden layer; `linear`: two weights and nothing else; `nau`: neural addition units."""
    nodes: tuple[int, ...] = (1, 2, 4, 8, 16)
    """Hidden nodes; one network for each number."""
    max_sum: tuple[int, ...] = (16, 256, 65536)
    """Sums stay below this: both inputs are whole numbers from 0 to max_sum/2 − 1."""
    seeds: int = 1
    """How many times each network is trained, from different starts."""
    activation: Literal["sigmoid", "tanh", "relu"] = "sigmoid"
    """What each hidden node does to its sum."""
    biases: bool = False
    """Give every hidden node and the output a bias."""
    method: Method = "adam"
    """How the weights are found: Adam; Levenberg-Marquardt on all weights; or variable projection."""
    scaling: bool = False
    """Divide inputs and sums by max_sum while training; folded back into the weights afterwards."""
    pairs: int = 10_000
    """Pairs to learn from, those held out for validation included."""
    validation_share: float = 0.2
    """The share of the pairs that is held out to decide when to stop."""
    test_pairs: int = 20_000
    """Fresh pairs for every figure in the results."""
    batch_size: int = 32
    """Pairs in each step of Adam."""
    learning_rate: float = 0.001
    """Of Adam: about how far a weight moves in a step."""
    beta1: float = 0.9
    """Of Adam: how long it remembers the slope."""
    beta2: float = 0.999
    """Of Adam: how long it remembers the slope's size."""
    epsilon: float = 1e-7
    """Of Adam: added to the slope's size."""
    epochs: int = 1000
    """At most so many passes over the training pairs (iterations for the other methods)."""
    patience: int = 10
    """Stop after so many epochs without a better validation loss; 0 never stops early. The best weights are kept."""
    nau_regularisation: float = 0.5
    """The pull of neural addition units' weights towards −1, 0 and 1, as a share of the learning rate a step."""
    extrapolate: int = 100
    """The extrapolation test draws sums up to so many times max_sum."""

    def __post_init__(self) -> None:
        for name in ("networks", "nodes", "max_sum"):
            values = getattr(self, name)
            require(len(values) > 0, f"{name} is empty; give at least one value")
            require(len(set(values)) == len(values), f"{name}={_joined(values)} names the same value twice")
        for nodes in self.nodes:
            require(1 <= nodes <= 256, f"nodes={nodes} is not possible: a hidden layer has 1 to 256 nodes")
        for max_sum in self.max_sum:
            fits = 4 <= max_sum <= MOST_SUM and max_sum % 2 == 0
            require(fits, f"max_sum={max_sum} is not possible: it is an even number from 4 to 16777216")
        _within(self, "seeds", 1, 10_000)
        _within(self, "pairs", 10, 1_000_000)
        _within(self, "test_pairs", 1, 1_000_000)
        _within(self, "batch_size", 1, 100_000)
        _within(self, "epochs", 1, 1_000_000)
        _within(self, "patience", 0, 1_000_000)
        _within(self, "extrapolate", 1, 10_000)
        _within(self, "learning_rate", 1e-9, 100.0)
        _within(self, "epsilon", 1e-16, 1.0)
        _within(self, "nau_regularisation", 0.0, 100.0)
        for name in ("beta1", "beta2"):
            value = getattr(self, name)
            require(0 <= value < 1, f"{name}={value} is not possible: it is at least 0 and below 1")
        share = self.validation_share
        require(0 < share < 1, f"validation_share={share} is not possible: it lies between 0 and 1")
        held_out = self.validation_pairs
        require(
            0 < held_out < self.pairs, f"validation_share={share} leaves no pair on one side; there are {self.pairs}"
        )
        if self.method != "adam":
            only_hidden = self.networks == ("hidden",)
            require(
                only_hidden, f"method={self.method} trains hidden networks; leave networks=hidden or use method=adam"
            )
            require(not self.biases, f"method={self.method} trains networks without biases; leave biases=false")
        if "nau" in self.networks:
            require(not self.biases, "neural addition units have no biases; leave biases=false")
        kinds = len(self.cells())
        require(kinds <= MOST_KINDS, f"these settings make {kinds} kinds of network; a page shows at most {MOST_KINDS}")
        count = self.seeds * kinds
        require(count <= MOST_NETWORKS, f"these settings make {count} networks; at most {MOST_NETWORKS} fit in one run")
        drawn = self.seeds * len(self.max_sum) * self.pairs
        fits = self.method != "adam" or drawn <= MOST_PAIRS
        require(fits, f"{self.seeds} seeds × {len(self.max_sum)} maxima × {self.pairs} are {drawn:,} pairs; at most "
                f"{MOST_PAIRS:,} fit in memory")  # fmt: skip
        curves = count * self.epochs
        require(curves <= MOST_LOSSES, f"{count} networks × {self.epochs} epochs keep {curves:,} losses; at most "
                f"{MOST_LOSSES:,} fit in memory")  # fmt: skip

    @property
    def validation_pairs(self) -> int:
        """How many of the pairs are held out to decide when to stop."""
        return round(self.pairs * self.validation_share)

    def cells(self) -> list[tuple[Kind, int, int]]:
        """(kind, nodes, maximum sum) of every cell of the table; `linear` has one cell a maximum, with 0 nodes."""
        return [
            (kind, nodes, max_sum)
            for kind in self.networks
            for max_sum in self.max_sum
            for nodes in (self.nodes if kind != "linear" else (0,))
        ]


def _within(spec: AdditionSpec, name: str, low: float, high: float) -> None:
    value = getattr(spec, name)
    require(low <= value <= high, f"{name}={value} is not possible: it lies between {low:g} and {high:g}")


def _joined(values: tuple[object, ...]) -> str:
    return ",".join(map(str, values))
