"""One step of learning: a stretch of each song, or a batch of windows. The heart of the lab."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from hackday.lyrics.data.corpus import Array, Corpus
from hackday.lyrics.model import Dropouts, ModelShape, SongModel, State, WindowModel, restarted
from hackday.lyrics.reading import NOTHING, Stretch
from hackday.lyrics.scoring import windows_of
from hackday.lyrics.softmax import full_loss, sampled_loss
from hackday.lyrics.spec import LyricsSpec
from hackday.training.device import mixed_precision
from hackday.training.torch_streams import torch_stream


@dataclass(frozen=True)
class Material:
    """What a step learns from. `words` and `targets`: int64; a stretch (steps, batch) with `fresh` (bool) and `voices`
    (int64) for each row, or windows (n, window) with the word after each (n,). `asked`: how many words are predicted.
    """

    words: Tensor
    targets: Tensor
    fresh: Tensor
    voices: Tensor
    asked: int

    @classmethod
    def of(cls, stretch: Stretch) -> "Material":
        """A stretch as tensors."""
        asked = int((stretch.targets != NOTHING).sum())
        words, targets, fresh, voices = map(
            torch.from_numpy, (stretch.words, stretch.targets, stretch.fresh, stretch.voices)
        )
        return cls(words, targets, fresh, voices, asked)

    @classmethod
    def windows(cls, corpus: Corpus, songs: Array, places: Array, window: int) -> "Material":
        """The windows before some words; `places` count through the words of `songs`, one song after another."""
        lengths = corpus.lengths(songs)
        ends = np.cumsum(lengths)
        words = np.empty((len(places), window), np.int64)
        targets = np.empty(len(places), np.int64)
        which = np.searchsorted(ends, places, side="right")
        for row, (song, place) in enumerate(zip(which, places, strict=True)):
            tokens = corpus.song(int(songs[song]))
            at = int(place - ends[song] + lengths[song])
            start = max(0, at - window)
            words[row] = windows_of(tokens[start : at + 1], window)[-1]
            targets[row] = tokens[at]
        nothing = torch.zeros(0)
        return cls(torch.from_numpy(words), torch.from_numpy(targets), nothing, nothing, len(places))

    @classmethod
    def made_up(cls, spec: LyricsSpec, shape: ModelShape) -> "Material":
        """Random words, to measure the machine with: frequent words are frequent."""
        rng = np.random.default_rng(0)
        size = (8 * spec.batch_size, shape.window) if shape.window and spec.model == "window" else (
            spec.stretch, spec.batch_size)  # fmt: skip
        draw = np.minimum(shape.words ** rng.uniform(0, 1, (2, *size)), shape.words - 1).astype(np.int64)
        words, targets = map(torch.from_numpy, draw)
        if spec.model == "window":
            return cls(words, targets[:, 0].contiguous(), torch.zeros(0), torch.zeros(0), len(words))
        rows = spec.batch_size
        return cls(
            words, targets, torch.zeros(rows, dtype=torch.bool), torch.zeros(rows, dtype=torch.int64), words.numel()
        )


class Optimiser:
    """AdamW, and the limit on the length of its slope."""

    def __init__(self, network: nn.Module, spec: LyricsSpec) -> None:
        self.adam = torch.optim.AdamW(
            network.parameters(), lr=spec.learning_rate, betas=(0.9, 0.99), weight_decay=spec.weight_decay, fused=True
        )
        self._parameters, self._clip = list(network.parameters()), spec.clip

    def step(self, loss: Tensor, rate: float) -> None:
        """Move the weights down the slope of `loss`."""
        for group in self.adam.param_groups:
            group["lr"] = rate
        self.adam.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        if self._clip:
            nn.utils.clip_grad_norm_(self._parameters, self._clip)
        self.adam.step()


def learn(
    network: SongModel | WindowModel, optimiser: Optimiser, material: Material, state: State, spec: LyricsSpec,
    seed: int, step: int, rate: float, *, bfloat16: bool = False,
) -> tuple[float, State]:  # fmt: skip
    """One step. Returns the loss, in nats a word, and the state in which the songs go on."""
    if isinstance(network, WindowModel):
        loss = nn.functional.cross_entropy(network(material.words), material.targets)
        optimiser.step(loss, rate)
        return loss.item(), ()
    network.train()
    before = restarted(state, material.fresh)
    with mixed_precision(bfloat16):
        features, after = network(
            material.words, material.voices, before, Dropouts.of(spec), torch_stream(seed, "dropout", step)
        )
        asked = material.targets != NOTHING
        weight, bias = network.output_weights()
        if spec.sampled:
            loss = sampled_loss(features[asked], weight, bias, material.targets[asked], spec.sampled,
                                torch_stream(seed, "drawn words", step))  # fmt: skip
        else:
            loss = full_loss(features[asked], weight, bias, material.targets[asked])
    optimiser.step(loss.float(), rate)
    # In bfloat16 torch hands the state on as such, which neither a checkpoint nor the next processor may have to read.
    return loss.item(), tuple(tuple(part.float() for part in layer) for layer in after)
