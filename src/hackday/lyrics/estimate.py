"""What a lyrics training will take: words are guessed from the size of the file, networks are built without memory."""

import os
from dataclasses import dataclass

import torch

from hackday.limits import Estimate
from hackday.lyrics.budget import LADDER, POST, settled, usual_rung, words_a_step
from hackday.lyrics.copying import MOST_KEPT_FILTER
from hackday.lyrics.data.parts import SHARE
from hackday.lyrics.data.prepared import songs_path
from hackday.lyrics.data.reading import list_texts
from hackday.lyrics.model import ModelShape, build
from hackday.lyrics.ngram import MOST_COUNTED
from hackday.lyrics.scoring import SIDE_BY_SIDE, STRETCH, WORDS_AT_ONCE
from hackday.lyrics.spec import LyricsSpec
from hackday.processes import cores

PROGRAM_BYTES = 330_000_000
WORD_BYTES = 5.5
"""Of a word in a file of songs, with what stands between words."""
SONG_WORDS = 230
WINDOW = 14
COUNTED_BYTES = 150
"""Of memory for each training word while its runs of up to five words are counted, sorted and looked up."""
COPIES = 9
"""Of every weight: itself, its slope, AdamW's two, the average, the best, a checkpoint in two forms, an export."""
GATES = 10
"""Values that a step of a recurrent layer leaves behind for its slopes, for each of its outputs."""
SCORES_COPIES = 3
"""Of the scores of all words: as they come, normalised, and compared."""
MACS_A_SECOND = 1e10
"""Multiply-adds of a training on one core; benchmarks/lyrics_speed.py."""
SMALLER = "choose a smaller --set batch_size=…, --set embedding=… or --set max_words=…, or fewer songs with --max-songs"


@dataclass(frozen=True)
class Songs:
    """About how many words there are in all, how many of them to learn from, and how many different ones are known."""

    words: int
    training: int
    known: int


def estimate(spec: LyricsSpec, minutes: float | None) -> Estimate:
    """With a budget of minutes the widest network that so many words can teach counts."""
    file_bytes = _bytes_of(spec.data)
    songs = songs_in(spec, file_bytes)
    spec = settled(spec, songs.training)
    shape = _shape(spec, songs)
    with torch.device("meta"):
        network = build(shape, spec.model)
    weights = sum(one.numel() for one in network.parameters())
    values = _values_a_word(spec, shape) * words_a_step(spec)
    scored = min(WORDS_AT_ONCE, SIDE_BY_SIDE * STRETCH * songs.known)
    networks = COPIES * 4 * weights + 4 * values + SCORES_COPIES * 4 * scored
    data = COUNTED_BYTES * min(songs.training, MOST_COUNTED) + 2 * songs.words
    disk = 2 * 6 * 4 * weights + 2 * songs.words + min(MOST_KEPT_FILTER, 3 * songs.training) + 20_000_000
    recurrent = weights - (1 if spec.model == "lstm" else 2) * songs.known * shape.embedding
    macs = 3 * (max(recurrent, 0) + shape.embedding * min(spec.sampled or songs.known, songs.known))
    if spec.model == "window":
        macs *= shape.window
    seconds = spec.epochs * songs.training * macs / (MACS_A_SECOND * cores()) if minutes is None else None
    return Estimate(data, networks, PROGRAM_BYTES, disk, seconds, SMALLER)


def songs_in(spec: LyricsSpec, file_bytes: int) -> Songs:
    """As a file of that size has them: the known words grow as the square root of all, as Heaps found."""
    unit = {"words": WORD_BYTES, "characters": 1.0, "bpe": 3.5}[spec.tokens]
    words = round(file_bytes / unit)
    if spec.max_songs:
        words = min(words, round(spec.max_songs * SONG_WORDS * WORD_BYTES / unit))
    most = {"words": spec.max_words, "characters": 200, "bpe": spec.pieces}[spec.tokens]
    return Songs(words, round(words * (1 - 2 * SHARE)), min(most, round(10 * words**0.5) + 100))


def _shape(spec: LyricsSpec, songs: Songs) -> ModelShape:
    embedding, hidden = LADDER[usual_rung(songs.training)] if spec.model == "lstm" else POST
    return ModelShape(
        words=songs.known, voices=0, embedding=spec.embedding or embedding, hidden=spec.hidden or hidden,
        layers=spec.layers, window=spec.window or WINDOW,
    )  # fmt: skip


def _values_a_word(spec: LyricsSpec, shape: ModelShape) -> int:
    """What a word of a step leaves behind: its vector, the layers' values, and its scores with their slopes."""
    known = min(spec.sampled or shape.words, shape.words)
    if spec.model == "window":
        return shape.window * (3 * shape.embedding + GATES * 4 * shape.hidden) + 3 * shape.words
    return 3 * shape.embedding + GATES * (shape.layers * shape.hidden + shape.embedding) + 3 * known


def _bytes_of(data: str) -> int:
    path = songs_path(data)
    if path.is_dir():
        return sum(os.path.getsize(path / name) for name in list_texts(path))  # noqa: PTH202
    return path.stat().st_size
