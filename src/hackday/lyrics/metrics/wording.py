"""Songs of letters or of pieces of words as songs of words: a run of five words is one whatever a network writes in.

The words of letters are what stands between spaces and line ends; with punctuation kept they are cut as words are. A
piece that begins a word carries PIECE_START. A word with an unknown letter is an unknown word.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hackday.lyrics.data.corpus import END, LINE, SPECIAL, STANZA, TRAINING, UNKNOWN, Corpus
from hackday.lyrics.data.words import MARK, PIECE_START, WORD
from hackday.lyrics.metrics.copies import TOKENS, TrainingSongs

Array = np.ndarray[Any, Any]

_WORDS = re.compile(rf"{WORD}|{MARK}")
_FNV_START, _FNV_FACTOR = 0x811C9DC5, 0x01000193


@dataclass(frozen=True)
class Worded:
    """The words and line ends of a song, in its order, without its END. `starts`, `ends`: the first token of each, and
    the one after its last."""

    texts: list[str]
    starts: list[int]
    ends: list[int]


class Wording:
    """How the tokens of a vocabulary make words. `kind`: the setting `tokens`."""

    def __init__(self, vocabulary: Sequence[str], kind: str) -> None:
        self.kind = kind
        self._vocabulary = vocabulary

    def of(self, song: Array | Sequence[int]) -> Worded:
        """The words of a song."""
        found = Worded([], [], [])
        start: int | None = None  # of the word that is being read
        letters: str | None = ""  # of it; None once one of them is unknown
        for place, token in enumerate(np.asarray(song).tolist()):
            text = self._vocabulary[token]
            is_gap = token in (END, LINE, STANZA) or text == " "
            if start is not None and (is_gap or self.kind == "words" or text.startswith(PIECE_START)):
                self._add(found, letters, start, place)
                start, letters = None, ""
            if token in (LINE, STANZA):
                _append(found, text, place, place + 1)
            if not is_gap:
                start = place if start is None else start
                letters = None if token == UNKNOWN or letters is None else letters + text.removeprefix(PIECE_START)
        if start is not None:
            self._add(found, letters, start, len(song))
        return found

    def first(self, song: Array, words: int) -> int:
        """How many tokens the first so many words (line ends counted) of a song are."""
        if self.kind == "words":
            return words
        return [0, *self.of(song).ends][: words + 1][-1]

    def stretch(self, song: Array, start: int, length: int) -> tuple[int, int]:
        """The tokens of `length` words and line ends of a song from word `start` on: the first, and how many."""
        if self.kind == "words":
            return start, length
        worded = self.of(song)
        first = worded.starts[start]
        return first, worded.ends[start + length - 1] - first

    def _add(self, found: Worded, word: str | None, start: int, end: int) -> None:
        """One word; of letters between two spaces perhaps a word and marks."""
        if word is None or self.kind != "characters":
            _append(found, SPECIAL[UNKNOWN] if word is None else word, start, end)
            return
        for part in _WORDS.finditer(word):
            _append(found, part[0], start + part.start(), start + part.end())


def _append(found: Worded, text: str, start: int, end: int) -> None:
    found.texts.append(text)
    found.starts.append(start)
    found.ends.append(end)


def word_number(word: str) -> int:
    """A word's number where there is no vocabulary of words: FNV-1a over its UTF-16 units, below 2³², above SPECIAL's.

    A page makes the same (Math.imul), so that it can ask the filter of word runs.
    """
    if word in SPECIAL:
        return SPECIAL.index(word)
    value = _FNV_START
    for letter in word:
        value = (value ^ ord(letter)) * _FNV_FACTOR & 0xFFFFFFFF
    return value if value > STANZA else value + len(SPECIAL)


def training_words(corpus: Corpus) -> TrainingSongs:
    """The training songs in words: of tokens=words the corpus itself, else with the numbers of `word_number`."""
    which = corpus.songs_of(TRAINING)
    if corpus.kind == "words":
        return TrainingSongs(corpus.tokens, corpus.offsets, which)
    wording = Wording(corpus.words, corpus.kind)
    numbers: dict[str, int] = {}
    songs = []
    for song in which.tolist():
        texts = wording.of(corpus.song(song)).texts
        for text in texts:
            if text not in numbers:
                numbers[text] = word_number(text)
        songs.append(np.array([numbers[text] for text in texts], np.uint32))
    offsets = np.cumsum([0, *map(len, songs)])
    return TrainingSongs(np.concatenate([*songs, np.zeros(0, np.uint32)]), offsets, np.arange(len(songs)))


@dataclass(frozen=True)
class InWords:
    """Groups of songs in words, the vocabulary that their numbers mean, and the training songs in the same numbers.

    Training words that none of the songs has are unknown ones there: they equal nothing.
    """

    groups: list[list[Array]]
    words: tuple[str, ...]
    training: TrainingSongs


def in_words(groups: Sequence[Sequence[Array]], corpus: Corpus, training: TrainingSongs, most: int) -> InWords:
    """The first `most` words (line ends counted) of all songs of `groups`. `training`: from `training_words`."""
    if corpus.kind == "words":
        return InWords([[song[:most] for song in songs] for songs in groups], corpus.words, training)
    wording = Wording(corpus.words, corpus.kind)
    texts = [[wording.of(song).texts[:most] for song in songs] for songs in groups]
    counts = Counter(text for songs in texts for song in songs for text in song if text not in SPECIAL)
    chosen = [word for word, _ in counts.most_common(TOKENS - len(SPECIAL))]
    vocabulary = (*SPECIAL, *chosen)
    place = {word: number for number, word in enumerate(vocabulary)}
    numbered = [[np.array([place.get(text, UNKNOWN) for text in song], np.int64) for song in songs] for songs in texts]
    return InWords(numbered, vocabulary, _renumbered(training, chosen))


def _renumbered(training: TrainingSongs, words: list[str]) -> TrainingSongs:
    """The training songs with the numbers that `words` have after SPECIAL."""
    hashes = np.array([word_number(word) for word in words], np.uint32)
    order = np.argsort(hashes, kind="stable")
    ordered = hashes[order]
    tokens = np.zeros(len(training.tokens), np.uint16)
    if len(ordered):
        place = np.minimum(np.searchsorted(ordered, training.tokens), len(ordered) - 1)
        tokens = np.where(ordered[place] == training.tokens, order[place] + len(SPECIAL), UNKNOWN).astype(np.uint16)
    is_end = np.isin(training.tokens, (LINE, STANZA))
    tokens[is_end] = training.tokens[is_end]
    return TrainingSongs(tokens, training.offsets, training.which)
