"""How wide a network should be, and for how many steps it can be trained, on this machine in the minutes given."""

import time
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
import torch

from hackday.lyrics.data.corpus import END, LINE, STANZA, Corpus
from hackday.lyrics.data.vectors import Vectors
from hackday.lyrics.model import ModelShape, SongModel, build
from hackday.lyrics.spec import CHOSEN, DROPOUTS, LyricsSpec
from hackday.specs import require
from hackday.training.device import gains_from_bfloat16

Row = TypeVar("Row")

LADDER = ((64, 128), (128, 256), (256, 512), (384, 768))
"""Numbers in a word's vector, and hidden values of layers below the last, smallest first: `--minutes` chooses."""
WANTED_EPOCHS = {0: 20, 2_000_000: 4}
"""How often a wider network must read every song to be worth its time, from so many words of training songs on."""
LEAST_WORDS = (0, 4_000, 100_000, 2_000_000)
"""Words of training songs below which a rung is too wide: it would learn them by heart."""
STEPS = {0: (8, 32), 100_000: (16, 32), 2_000_000: (32, 64)}
"""From so many words of training songs on: songs side by side in a step, and words of each. Few words are learned from
in small steps, or there would be too few of them."""
HIDDEN = {0: (0.4, 0.4, 0.1), 100_000: (0.25, 0.25, 0.05)}
"""The shares that are hidden (`DROPOUTS`), from so many words of training songs on."""
SMALLEST_WINDOW, LARGEST_WINDOW = 4, 60
POST = (50, 128)
"""The post's networks: 50 numbers for a word, GRUs of 128."""
TRIALS = 4


@dataclass(frozen=True)
class Plan:
    """What will be trained: the network's shape and the number of steps."""

    shape: ModelShape
    steps: int


def settled(spec: LyricsSpec, training_words: int) -> LyricsSpec:
    """The settings with the size of a step and the dropouts chosen, where they leave them open."""
    batch, stretch = _for_words(STEPS, training_words)
    usual = _for_words(HIDDEN, training_words)
    hidden: dict[str, Any] = {
        name: share for name, share in zip(DROPOUTS, usual, strict=True) if getattr(spec, name) == CHOSEN
    }
    return replace(spec, batch_size=spec.batch_size or batch, stretch=spec.stretch or stretch, **hidden)


def _for_words(table: dict[int, Row], training_words: int) -> Row:
    """The row of the most words that are not more than these."""
    return table[max(least for least in table if training_words >= least)]


def shape_for(spec: LyricsSpec, corpus: Corpus, rung: tuple[int, int], vectors: Vectors | None = None) -> ModelShape:
    """The settings' widths where they are given, else the rung's. Word vectors of others bring their own width."""
    embedding, hidden = rung if spec.model == "lstm" else POST
    if vectors is not None:
        embedding = vectors.matrix.shape[1]
        fits = spec.embedding in (0, embedding)
        require(fits, f"embedding={spec.embedding} does not fit the word vectors, which have {embedding} numbers")
    told = spec.artist_as_input and spec.model != "window" and len(corpus.artists) > 1
    voices = len(corpus.artists) if told else 0
    return ModelShape(
        words=len(corpus.words), voices=voices, embedding=spec.embedding or embedding,
        hidden=spec.hidden or hidden, layers=spec.layers,
        window=window_of(spec, corpus) if spec.model == "window" else 0,
    )  # fmt: skip


def window_of(spec: LyricsSpec, corpus: Corpus) -> int:
    """What the window model sees: the setting, else two average lines of the songs, their line ends included.

    Songs from a file that lost its line ends are one line each, which is more than the post's network can be shown.
    """
    if spec.window:
        return spec.window
    tokens = corpus.tokens[:1_000_000]
    lines = int(np.isin(tokens, (LINE, STANZA, END)).sum()) + 1
    return min(max(SMALLEST_WINDOW, round(2 * len(tokens) / lines)), LARGEST_WINDOW)


def wanted_words(training_words: int) -> int:
    """How many words a network must read in its minutes; one that cannot is too wide for them."""
    return _for_words(WANTED_EPOCHS, training_words) * training_words


def usual_rung(training_words: int) -> int:
    """The widest rung that so many words can teach."""
    return max(place for place, least in enumerate(LEAST_WORDS) if training_words >= least)


def words_a_step(spec: LyricsSpec) -> int:
    """How many words a step learns from at most."""
    return spec.batch_size * (8 if spec.model == "window" else spec.stretch)


def words_per_second(spec: LyricsSpec, shape: ModelShape) -> float:
    """Measured on a network that is thrown away: the median of a few real steps, the first left out."""
    from hackday.lyrics.step import Material, Optimiser, learn

    with torch.random.fork_rng(devices=[]):
        network = build(shape, spec.model)
    optimiser, material = Optimiser(network, spec), Material.made_up(spec, shape)
    took = []
    for step in range(TRIALS):
        began = time.monotonic()
        state = network.begin(spec.batch_size) if isinstance(network, SongModel) else ()
        learn(network, optimiser, material, state, spec, 0, step, 0.0, bfloat16=gains_from_bfloat16())
        took.append(time.monotonic() - began)
    return material.asked / float(np.median(took[1:]))
