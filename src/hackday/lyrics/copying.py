"""What a song that was just written has word for word from the training songs, by the filter that its run keeps.

The page gives the same two shares and underlines the same stretches (web/src/engine/words/copies.ts). The filter cannot
tell from which song a run of words is.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hackday.lyrics.data.corpus import STANZA
from hackday.lyrics.metrics.copies import SHORTEST_SPAN, Array, NgramFilter, is_word
from hackday.lyrics.metrics.wording import Wording, word_number
from hackday.lyrics.trained import TrainedWriter
from hackday.pagemodel.card import percent
from hackday.pagemodel.page import MOST_READ_BYTES
from hackday.runs import RunDirectory
from hackday.runs.files import parse_json, read_at_most
from hackday.runs.plain import NoSuchFile, open_inside

SHOWN_SPANS, SHOWN_LETTERS = 3, 80  # in a sentence
TOLD_CHANCE = (
    0.001  # a share of runs found by chance that is worth a word beside the share that is found; as in the page
)

KEPT_FILTER = "copies.bin"
MOST_KEPT_FILTER = 32_000_000  # bytes; some 26 million distinct runs of words at 10 bits, 50 million at 5

# A filter or a page model may be absent, cut short or made up by a stranger: a song can be written nevertheless.
UNREADABLE = (NoSuchFile, OSError, ValueError, LookupError, TypeError, RecursionError)


@dataclass(frozen=True)
class Copied:
    """`runs_of_five`: of the song's runs of known words those that stand in training songs, None where it has none;
    `by_chance`: how many of the others seem to. `share`: of the song's words those inside `spans`; `spans`: the copied
    stretches as they are read."""

    runs_of_five: float | None
    by_chance: float
    share: float
    spans: tuple[str, ...]


def read_filter(run: RunDirectory) -> NgramFilter | None:
    """The filter that the run keeps, or of an older run that in its page model; None where none can be read."""
    try:
        with open_inside(run.path, f"{run.export.name}/{KEPT_FILTER}") as file:
            return NgramFilter.from_bytes(file.read(MOST_KEPT_FILTER + 1))
    except UNREADABLE:
        pass
    try:
        with open_inside(run.path, f"{run.export.name}/page.json") as file:
            text = parse_json(read_at_most(file, MOST_READ_BYTES).decode("utf-8"))["filter"]
        return None if text is None else NgramFilter.from_bytes(base64.b64decode(text, validate=True))
    except UNREADABLE:
        return None


def copied_from(tokens: Sequence[int], trained: TrainedWriter, training: NgramFilter) -> Copied:
    """What of a song, a prompt at its start included, is in the training songs: runs of words, and stretches of
    SHORTEST_SPAN words or more."""
    song = np.asarray(tokens, np.int64)
    wording = Wording(trained.words, trained.cleaning.tokens)
    numbers = song if wording.kind == "words" else np.array([word_number(text) for text in wording.of(song).texts])
    places = np.flatnonzero(is_word(numbers))
    known, there = _runs(numbers[places], training)
    inside = np.zeros(len(places), bool)
    spans = []
    for first, last in _stretches(there, training.size):
        inside[first : last + 1] = True
        start, length = wording.stretch(song, int(places[first]), int(places[last] - places[first]) + 1)
        spans.append(trained.text(song[start : start + length]))
    runs_of_five = float(there[known].mean()) if known.any() else None
    share = float(inside.mean()) if len(inside) else 0.0
    return Copied(runs_of_five, training.by_chance, share, tuple(spans))


def _runs(words: Array, training: NgramFilter) -> tuple[Array, Array]:
    """Of each run of the filter's size whether all its words are known, and whether it is in the filter, bool (n,)."""
    if len(words) < training.size:
        return np.zeros(0, bool), np.zeros(0, bool)
    runs = np.lib.stride_tricks.sliding_window_view(words, training.size)
    known = np.asarray((runs > STANZA).all(axis=1))
    return known, known & training.contains(runs)


def _stretches(there: Array, size: int) -> list[tuple[int, int]]:
    """The first and the last word of each stretch of which every run of `size` words is `there`."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], there, [False]]).astype(np.int8)))
    found = [(int(start), int(end) + size - 2) for start, end in edges.reshape(-1, 2)]
    return [(first, last) for first, last in found if last - first + 1 >= SHORTEST_SPAN]


def told(copied: Copied | None) -> str:
    """A sentence on what is copied."""
    if copied is None:
        return "copied: not known, as the run has no readable list of its training songs' runs of words"
    if copied.runs_of_five is None:
        return "copied: nothing to look for, as it has no five words in a row that the network knows"
    chance = f" (about {percent(copied.by_chance)} is chance)" if copied.by_chance > TOLD_CHANCE else ""
    runs = (
        f"copied: {percent(copied.runs_of_five)} of its runs of five words stand in a song that it learned from{chance}"
    )
    if not copied.spans:
        return f"{runs}; no stretch of eight words or more does"
    lines = [" / ".join(line for line in span.split("\n") if line) for span in copied.spans[:SHOWN_SPANS]]
    shown = [f"“{line if len(line) <= SHOWN_LETTERS else line[:SHOWN_LETTERS] + '…'}”" for line in lines]
    more = f" and {len(copied.spans) - SHOWN_SPANS} more" if len(copied.spans) > SHOWN_SPANS else ""
    count = f"{len(copied.spans)} stretch{'es' * (len(copied.spans) != 1)}"
    return (
        f"{runs}; {percent(copied.share)} of its words are in {count} of eight words or more: {', '.join(shown)}{more}"
    )
