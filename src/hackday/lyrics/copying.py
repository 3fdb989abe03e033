"""What a song that was just written has word for word from the training songs, by the filter in its run's page.

The page underlines the same (web/src/engine/words/copies.ts). The filter cannot tell from which song a run of words is.
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
from hackday.runs import RunDirectory
from hackday.runs.files import parse_json
from hackday.runs.plain import NoSuchFile, open_inside

SHOWN_SPANS, SHOWN_LETTERS = 3, 80  # in a sentence

# A page model may be absent, cut short or made up by a stranger: a song can be written nevertheless.
UNREADABLE = (NoSuchFile, OSError, ValueError, LookupError, TypeError, RecursionError)


@dataclass(frozen=True)
class Copied:
    """`share`: of the song's words those inside `spans`; `spans`: the copied stretches as they are read."""

    share: float
    spans: tuple[str, ...]


def read_filter(run: RunDirectory) -> NgramFilter | None:
    """The filter in the run's page model; None where there is none that can be read."""
    try:
        with open_inside(run.path, f"{run.export.name}/page.json") as file:
            text = parse_json(file.read().decode("utf-8"))["filter"]
        return None if text is None else NgramFilter.from_bytes(base64.b64decode(text, validate=True))
    except UNREADABLE:
        return None


def copied_from(tokens: Sequence[int], trained: TrainedWriter, training: NgramFilter) -> Copied:
    """What of a song, a prompt at its start included, is in the training songs, in stretches of SHORTEST_SPAN words or
    more."""
    song = np.asarray(tokens, np.int64)
    wording = Wording(trained.words, trained.cleaning.tokens)
    numbers = song if wording.kind == "words" else np.array([word_number(text) for text in wording.of(song).texts])
    places = np.flatnonzero(is_word(numbers))
    stretches = _stretches(numbers[places], training)
    inside = np.zeros(len(places), bool)
    spans = []
    for first, last in stretches:
        inside[first : last + 1] = True
        start, length = wording.stretch(song, int(places[first]), int(places[last] - places[first]) + 1)
        spans.append(trained.text(song[start : start + length]))
    return Copied(float(inside.mean()) if len(inside) else 0.0, tuple(spans))


def _stretches(words: Array, training: NgramFilter) -> list[tuple[int, int]]:
    """The first and the last word of each stretch of which every run of words is in the filter."""
    if len(words) < max(training.size, SHORTEST_SPAN):
        return []
    runs = np.lib.stride_tricks.sliding_window_view(words, training.size)
    there = (runs > STANZA).all(axis=1) & training.contains(runs)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], there, [False]]).astype(np.int8)))
    found = [(int(start), int(end) + training.size - 2) for start, end in edges.reshape(-1, 2)]
    return [(first, last) for first, last in found if last - first + 1 >= SHORTEST_SPAN]


def told(copied: Copied | None) -> str:
    """A sentence on what is copied."""
    if copied is None:
        return "copied: not known, as the run has no readable list of its training songs' phrases"
    if not copied.spans:
        return f"copied: no {SHORTEST_SPAN} words in a row from the songs that it learned from"
    lines = [" / ".join(line for line in span.split("\n") if line) for span in copied.spans[:SHOWN_SPANS]]
    shown = [f"“{line if len(line) <= SHOWN_LETTERS else line[:SHOWN_LETTERS] + '…'}”" for line in lines]
    more = f" and {len(copied.spans) - SHOWN_SPANS} more" if len(copied.spans) > SHOWN_SPANS else ""
    count = f"{len(copied.spans)} span{'s' * (len(copied.spans) != 1)}"
    return f"copied: {percent(copied.share)} of the words, in {count}: {', '.join(shown)}{more}"
