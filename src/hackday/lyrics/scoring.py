"""What a network makes of songs it is shown: the probability that it gave to every word, by the full softmax."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch

from hackday.lyrics.data.corpus import END, Array, Corpus
from hackday.lyrics.model import SongModel, WindowModel

WORDS_AT_ONCE = 4_000_000  # scores in memory at a time: 16 MB, some times over
SIDE_BY_SIDE = 32
STRETCH = 64
WINDOWS_AT_ONCE = 512
TOP = 5


@dataclass(frozen=True)
class Scores:
    """Of every word of some songs, in their order: `log_probability`, float64, natural; `rank`: int64, how many words
    were thought likelier (ties count as likelier)."""

    log_probability: Array
    rank: Array

    @property
    def perplexity(self) -> float:
        """exp of the mean of −ln p: among how many equally likely words the choice seems to be."""
        return float(np.exp(min(-self.log_probability.mean(), 700.0)))

    def accuracy(self, top: int = 1) -> float:
        """The share of words that were among the `top` likeliest."""
        return float((self.rank < top).mean())


@torch.inference_mode()
def score(model: SongModel | WindowModel, corpus: Corpus, songs: Array) -> Scores:
    """Score `songs`, each from its start, nothing remembered between them."""
    parts = _by_window(model, corpus, songs) if isinstance(model, WindowModel) else _by_state(model, corpus, songs)
    lengths = corpus.lengths(songs)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    probability, rank = np.zeros(starts[-1]), np.zeros(starts[-1], np.int64)
    for places, logits, targets in parts:
        logits = logits.float()
        log_probability = logits.log_softmax(dim=1).gather(1, targets[:, None])[:, 0]
        likelier = (logits >= logits.gather(1, targets[:, None])).sum(dim=1) - 1
        probability[places], rank[places] = log_probability.double().numpy(), likelier.numpy()
    return Scores(probability, rank)


Part = tuple[Array, torch.Tensor, torch.Tensor]
"""Where in the result, the logits (n, words), and the words that came (n,)."""


@torch.inference_mode()
def distributions(model: SongModel | WindowModel, corpus: Corpus, song: int, most: int = 500) -> Array:
    """p of each word at each of the first `most` places of one song, float32 (places, vocabulary)."""
    only = np.array([song])
    parts = _by_window(model, corpus, only) if isinstance(model, WindowModel) else _by_state(model, corpus, only)
    found: list[torch.Tensor] = []
    for _, logits, _ in parts:  # of one song they come in order
        found.append(logits.float().softmax(dim=1))
        if sum(map(len, found)) >= most:
            break
    return np.asarray(torch.cat(found)[:most].numpy())


def _by_state(model: SongModel, corpus: Corpus, songs: Array) -> Iterator[Part]:
    """Songs of like length side by side, so that little is padded."""
    lengths = corpus.lengths(songs)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    order = np.argsort(lengths, kind="stable")
    for first in range(0, len(order), SIDE_BY_SIDE):
        chosen = order[first : first + SIDE_BY_SIDE]
        longest = int(lengths[chosen].max())
        words = np.full((longest + 1, len(chosen)), END, np.int64)
        for column, place in enumerate(chosen):
            words[1 : lengths[place] + 1, column] = corpus.song(int(songs[place]))
        voices = torch.from_numpy(corpus.artist[songs[chosen]].astype(np.int64))
        state = model.begin(len(chosen))
        for begin in range(0, longest, STRETCH):
            end = min(begin + STRETCH, longest)
            features, state = model(torch.from_numpy(words[begin:end]), voices, state)
            step, row = np.nonzero(np.arange(begin, end)[:, None] < lengths[chosen][None, :])
            at_once = max(1, WORDS_AT_ONCE // model.shape.words)
            for part in range(0, len(step), at_once):
                steps, rows = step[part : part + at_once], row[part : part + at_once]
                logits = model.logits(features[torch.from_numpy(steps), torch.from_numpy(rows)])
                targets = torch.from_numpy(words[begin + steps + 1, rows])
                yield starts[chosen[rows]] + begin + steps, logits, targets


def _by_window(model: WindowModel, corpus: Corpus, songs: Array) -> Iterator[Part]:
    lengths = corpus.lengths(songs)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    for place, song in enumerate(songs):
        tokens = corpus.song(int(song)).astype(np.int64)
        seen = windows_of(tokens, model.shape.window)
        for begin in range(0, len(tokens), WINDOWS_AT_ONCE):
            part = slice(begin, min(begin + WINDOWS_AT_ONCE, len(tokens)))
            yield (
                np.arange(starts[place] + part.start, starts[place] + part.stop),
                model(torch.from_numpy(seen[part])),
                torch.from_numpy(tokens[part]),
            )


def windows_of(tokens: Array, window: int) -> Array:
    """For every word of a song the `window` words before it, int64 (words, window); before the song stands END."""
    before = np.concatenate([np.full(window, END, np.int64), tokens.astype(np.int64)])
    return np.ascontiguousarray(np.lib.stride_tricks.sliding_window_view(before, window)[: len(tokens)])
