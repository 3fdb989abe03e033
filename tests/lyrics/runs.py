"""Small runs of the lyrics lab: made as the command line makes them, a few seconds each."""

from pathlib import Path

import numpy as np

from hackday import api
from hackday.api import Run
from hackday.lyrics.data.corpus import SPECIAL, TEST, TRAINING, VALIDATION, Corpus
from hackday.lyrics.spec import LyricsSpec

TINY = LyricsSpec(
    embedding=16,
    hidden=24,
    layers=2,
    batch_size=8,
    stretch=16,
    epochs=2,
    validations=3,
    measured=6,
    max_songs=60,
    sampled=64,
)


def new_run(runs: Path, spec: LyricsSpec = TINY, seed: int = 0, minutes: float | None = None) -> Run:
    """A fresh run directory of `spec`."""
    return api.create("lyrics", spec, preset="songbook", seed=seed, minutes=minutes, runs=runs)


def corpus_of(songs: list[list[int]], words: int, parts: list[int] | None = None) -> Corpus:
    """A corpus of these token lists (each without its END), the words named w4, w5, …"""
    tokens = [[*song, 1] for song in songs]
    usual = [TRAINING] * (len(songs) - 2) + [VALIDATION, TEST]
    return Corpus(
        name="made up", summary="", licence="", key="made-up", kind="words",
        words=(*SPECIAL, *(f"w{number}" for number in range(len(SPECIAL), words))),
        tokens=np.concatenate(tokens).astype(np.uint16), offsets=np.cumsum([0, *map(len, tokens)]),
        part=np.array(parts or usual, np.uint8), artist=np.arange(len(songs), dtype=np.int32) % 2,
        artists=("One", "Two"), characters=np.array([5 * len(song) for song in songs]),
        spelling_bits=np.zeros(len(songs)),
    )  # fmt: skip
