"""The networks that write. All but `WindowModel` read a song word by word and carry what they have read in a state.

`SongModel` (model=lstm, the default): word vectors → LSTM layers → the same word vectors once more as the softmax's
weights (tied, Press and Wolf 2017; Inan et al. 2017). With voices, the artist's vector is added to each word's.
`model=sequence` is the post's own sequence network: GRU layers and a softmax with weights of its own.
`WindowModel` (model=window) is how the post trained: from the last words alone, read in both directions, to the next.

Dropout is locked: one mask for all steps of a stretch (Gal and Ghahramani 2016), as in AWD-LSTM (Merity et al. 2017).
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn

from hackday.lyrics.spec import LyricsSpec

State = tuple[tuple[Tensor, ...], ...]
"""For each layer its hidden values and, for an LSTM, its cell's: each (1, batch, width)."""

LIMITS = {"words": (1, 65_536), "voices": (0, 65_536), "embedding": (1, 8192), "hidden": (1, 8192), "layers": (1, 8),
          "window": (0, 1000)}  # fmt: skip
"""The least and the most of each part of a shape: beyond, building a network would itself take the machine's time."""


@dataclass(frozen=True)
class ModelShape:
    """What a network must fit, and how wide it is. `voices`: 0, or how many artists it can be asked for."""

    words: int
    voices: int
    embedding: int
    hidden: int
    layers: int
    window: int = 0

    @classmethod
    def read(cls, values: Mapping[str, int]) -> "ModelShape":
        """What `asdict` gave, from a file that a stranger may have made. ValueError where no network is that large."""
        shape = cls(**{name: int(value) for name, value in values.items()})
        for name, (least, most) in LIMITS.items():
            if not least <= getattr(shape, name) <= most:
                raise ValueError(f"{name}={getattr(shape, name)} is of no size that this version knows")
        return shape


@dataclass(frozen=True)
class Dropouts:
    """Shares that are hidden while training; all 0 otherwise. See LyricsSpec."""

    inputs: float = 0.0
    between: float = 0.0
    outputs: float = 0.0
    words: float = 0.0
    weights: float = 0.0

    @classmethod
    def of(cls, spec: LyricsSpec) -> "Dropouts":
        """The settings'."""
        return cls(spec.input_dropout, spec.hidden_dropout, spec.output_dropout, spec.word_dropout, spec.weight_dropout)


NONE = Dropouts()


class SongModel(nn.Module):
    """Words (steps, batch) → features (steps, batch, width) that `logits` turns into a score for each word."""

    def __init__(self, shape: ModelShape, *, cell: str = "lstm", tied: bool = True) -> None:
        super().__init__()
        self.shape, self.tied = shape, tied
        self.embedding = nn.Embedding(shape.words, shape.embedding)
        self.voice = nn.Embedding(shape.voices, shape.embedding) if shape.voices else None
        last = shape.embedding if tied else shape.hidden
        widths = [shape.embedding, *[shape.hidden] * (shape.layers - 1), last]
        kind = {"lstm": nn.LSTM, "gru": nn.GRU}[cell]
        self.recurrent = nn.ModuleList([kind(a, b) for a, b in itertools.pairwise(widths)])
        self.output = None if tied else nn.Linear(last, shape.words)
        self.bias = nn.Parameter(torch.zeros(shape.words)) if tied else None
        nn.init.uniform_(self.embedding.weight, -0.1, 0.1)
        if self.voice is not None:
            nn.init.uniform_(self.voice.weight, -0.1, 0.1)

    def begin(self, batch: int) -> State:
        """The state before the first word."""
        zeros = self.embedding.weight.new_zeros
        return tuple(
            tuple(zeros(1, batch, int(layer.hidden_size)) for _ in range(2 if isinstance(layer, nn.LSTM) else 1))  # type: ignore[arg-type]
            for layer in self.recurrent
        )

    def forward(
        self, words: Tensor, voices: Tensor, state: State, dropouts: Dropouts = NONE,
        random: torch.Generator | None = None,
    ) -> tuple[Tensor, State]:  # fmt: skip
        """`words`: int64 (steps, batch); `voices`: int64 (batch,), -1 for the mean of all voices, and unused in a
        network without voices; `random` draws the masks."""
        x = self.embedding(words)
        if dropouts.words > 0:
            x = x * self._shown_words(dropouts.words, random)[words]
        if self.voice is not None:
            chosen = self.voice(voices.clamp(min=0))
            x = x + torch.where((voices < 0)[:, None], self.voice.weight.mean(dim=0), chosen)
        x = locked(x, dropouts.inputs, random)
        after: list[tuple[Tensor, ...]] = []
        for place, (layer, before) in enumerate(zip(self.recurrent, state, strict=True)):
            given = before if isinstance(layer, nn.LSTM) else before[0]
            if dropouts.weights > 0:
                weights = {"weight_hh_l0": dropped(cast(Tensor, layer.weight_hh_l0), dropouts.weights, random)}
                x, now = torch.func.functional_call(layer, weights, (x, given))
            else:
                x, now = layer(x, given)
            after.append(now if isinstance(now, tuple) else (now,))
            x = locked(x, dropouts.outputs if place == len(self.recurrent) - 1 else dropouts.between, random)
        return x, tuple(after)

    def _shown_words(self, share: float, random: torch.Generator | None) -> Tensor:
        """What each word's vector is multiplied by all through a step: 0 for a share of the words. (words, 1)"""
        return (torch.rand(self.shape.words, 1, generator=random) >= share) / (1 - share)

    def output_weights(self) -> tuple[Tensor, Tensor]:
        """The softmax's weights (words, width) and biases (words,)."""
        if self.output is None:
            assert self.bias is not None
            return self.embedding.weight, self.bias
        return self.output.weight, self.output.bias

    def logits(self, features: Tensor) -> Tensor:
        """(…, width) → (…, words)."""
        return nn.functional.linear(features, *self.output_weights())


class WindowModel(nn.Module):
    """The post's network: the last words (batch, window) → two layers of GRU in both directions → logits."""

    def __init__(self, shape: ModelShape) -> None:
        super().__init__()
        self.shape = shape
        self.embedding = nn.Embedding(shape.words, shape.embedding)
        self.recurrent = nn.GRU(shape.embedding, shape.hidden, 2, batch_first=True, bidirectional=True)
        self.dense = nn.Linear(2 * shape.hidden, shape.hidden)
        self.output = nn.Linear(shape.hidden, shape.words)

    def forward(self, windows: Tensor) -> Tensor:
        """Score every word as the next one: (batch, window) → (batch, words)."""
        _, last = self.recurrent(self.embedding(windows))
        both = torch.cat([last[-2], last[-1]], dim=1)  # the upper layer, forwards and backwards
        logits: Tensor = self.output(torch.relu(self.dense(both)))
        return logits


def build(shape: ModelShape, model: str) -> SongModel | WindowModel:
    """A network of the kind that the setting `model` names, with fresh weights from torch's own random numbers."""
    if model == "window":
        return WindowModel(shape)
    return SongModel(shape, cell="lstm" if model == "lstm" else "gru", tied=model == "lstm")


def locked(x: Tensor, share: float, random: torch.Generator | None) -> Tensor:
    """(steps, batch, width) with a share of each song's numbers 0, the same ones at all steps, the rest made larger."""
    if share == 0:
        return x
    keep = torch.rand(1, *x.shape[1:], generator=random) >= share
    return x * (keep / (1 - share))


def dropped(weight: Tensor, share: float, random: torch.Generator | None) -> Tensor:
    """DropConnect (Wan et al. 2013): a share of the weights 0, the rest made larger."""
    keep = torch.rand(weight.shape, generator=random) >= share
    return weight * (keep / (1 - share))


def restarted(state: State, fresh: Sequence[bool] | Tensor) -> State:
    """The state with the rows of songs that begin anew emptied, and cut off from the slopes of what came before."""
    keep = (~torch.as_tensor(fresh)).float()[None, :, None]
    return tuple(tuple(part.detach() * keep for part in layer) for layer in state)
