"""Writing songs: the network reads what stands so far and scores every word, the sampler chooses, again and again.

One seed serves a whole text (pagemodel/random.py): the same prompt, settings and seed write the same words.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from hackday.lyrics.data.corpus import END, LINE, STANZA, Array
from hackday.lyrics.data.words import PIECE_START
from hackday.lyrics.model import SongModel, State, WindowModel
from hackday.lyrics.sampling import Sampler, SamplingSettings
from hackday.lyrics.trained import TrainedWriter

USUAL_WORDS = 200
SIDE_BY_SIDE = 50  # songs written at once
LONGEST_WORD = 30  # tokens a word, over a whole text: where letters never come to a space, a text ends all the same


@dataclass(frozen=True)
class Length:
    """Where a text ends if the network does not end it: after so many `words` (prompt not counted), or so many `lines`
    if that is not 0. Line ends count as words; letters and pieces count by the words that they make."""

    words: int = USUAL_WORDS
    lines: int = 0


class WordCount:
    """How many words have begun in a text, told token by token. A line end is a word; a space belongs to none."""

    def __init__(self, trained: TrainedWriter) -> None:
        self._words, self._kind = trained.words, trained.cleaning.tokens
        self._inside = False
        self.begun = 0

    @property
    def by_tokens(self) -> bool:
        """Whether every token is a word."""
        return self._kind == "words"

    def read(self, token: int) -> None:
        """Go on by a token."""
        is_end = token in (LINE, STANZA)
        if self._kind == "characters":
            is_letter = not is_end and self._words[token] != " "
            begins = is_end or (is_letter and not self._inside)
            self._inside = is_letter
        else:
            begins = is_end or self.by_tokens or self._words[token].startswith(PIECE_START)
        self.begun += begins

    def is_over(self, words: int, tokens: int) -> bool:
        """Whether a text of `tokens` that may have so many words has to end before its last token, or has ended."""
        return self.begun > words or tokens > words * LONGEST_WORD


class Reading:
    """What some songs, read side by side, lead the network to expect. `voices`: a voice for each song, -1 for none."""

    def __init__(self, trained: TrainedWriter, voices: Sequence[int]) -> None:
        self._network = trained.network
        self._voices = torch.tensor(list(voices))
        if isinstance(self._network, SongModel):
            self._state: State = self._network.begin(len(voices))
        else:
            self._seen = np.full((len(voices), self._network.shape.window), END, np.int64)
        self.logits = self._read([END] * len(voices))

    def read(self, words: Sequence[int]) -> None:
        """Go on by one word in each song."""
        self.logits = self._read(words)

    @torch.inference_mode()
    def _read(self, words: Sequence[int]) -> Array:
        """The logits (songs, words) of what comes next, float32."""
        if isinstance(self._network, WindowModel):
            self._seen = np.concatenate([self._seen[:, 1:], np.array(words, np.int64)[:, None]], axis=1)
            return np.asarray(self._network(torch.from_numpy(self._seen)).numpy())
        features, self._state = self._network(torch.tensor([list(words)]), self._voices, self._state)
        return np.asarray(self._network.logits(features[0]).numpy())


def write(
    trained: TrainedWriter, prompt: Sequence[int], settings: SamplingSettings, seed: int, *, voice: int = -1,
    length: Length = Length(), choose: Callable[[Sampler, Array], int | None] = Sampler.choose,
) -> Iterator[int]:  # fmt: skip
    """The tokens of one song after `prompt`, as they come; END, which ends it, is not among them.

    `choose` may take the place of the sampler's draw; it lets the sampler `accept` its choice. None ends the song.
    """
    sampler = Sampler(settings, seed, len(trained.words))
    reading = Reading(trained, [voice])
    count = WordCount(trained)
    for token in prompt:
        sampler.accept(token)
        reading.read([token])
        count.read(token)
    count.begun = lines = 0
    for tokens in itertools.count(1):
        if count.by_tokens and count.begun == length.words:
            return
        chosen = choose(sampler, reading.logits[0])
        if chosen is None or chosen == END:
            return
        count.read(chosen)
        if count.is_over(length.words, tokens):
            return
        yield chosen
        lines += chosen in (LINE, STANZA)
        if length.lines and lines == length.lines:
            return
        reading.read([chosen])


def write_many(
    trained: TrainedWriter, count: int, settings: SamplingSettings, seed: int, *, voices: Sequence[int] | None = None,
    prompts: Sequence[Sequence[int]] | None = None, words: int = USUAL_WORDS,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> list[Array]:  # fmt: skip
    """`count` songs, song i as `write` writes it from seed + i; each begins with its prompt and ends with its END.

    `words`: of a song, its prompt included.
    """
    voices = voices if voices is not None else [-1] * count
    given = prompts if prompts is not None else [[]] * count
    songs: list[Array] = []
    for first in range(0, count, SIDE_BY_SIDE):
        group = range(first, min(first + SIDE_BY_SIDE, count))
        rows = [_Row(trained, Sampler(settings, seed + song, len(trained.words)), given[song]) for song in group]
        reading = Reading(trained, [voices[song] for song in group])
        while not all(row.ended for row in rows):
            last = [row.go_on(logits, words) for row, logits in zip(rows, reading.logits, strict=True)]
            reading.read(last)
        songs += [np.array(row.tokens, np.int64) for row in rows]
        progress(group[-1] + 1, count)
    return songs


class _Row:
    """One of the songs that are written side by side."""

    def __init__(self, trained: TrainedWriter, sampler: Sampler, prompt: Sequence[int]) -> None:
        self.tokens: list[int] = []
        self.ended = False
        self._sampler, self._prompt, self._count = sampler, prompt, WordCount(trained)

    def go_on(self, logits: Array, words: int) -> int:
        """Write one token more, up to so many words; what there is to read next, END after the end."""
        if self.ended:
            return END
        if len(self.tokens) < len(self._prompt):
            token = self._prompt[len(self.tokens)]
            self._sampler.accept(token)
        else:
            token = self._sampler.choose(logits)
        self._count.read(token)
        if self._count.is_over(words, len(self.tokens) + 1):
            self.ended = True
            return END
        self.tokens.append(token)
        self.ended = token == END or (self._count.by_tokens and self._count.begun == words)
        return token
