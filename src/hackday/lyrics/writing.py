"""Writing songs: the network reads what stands so far and scores every word, the sampler chooses, again and again.

One seed serves a whole text (lyrics/random.py): the same prompt, settings and seed write the same words.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from hackday.lyrics.data.corpus import END, LINE, STANZA, Array
from hackday.lyrics.model import SongModel, State, WindowModel
from hackday.lyrics.sampling import Sampler, SamplingSettings
from hackday.lyrics.trained import TrainedWriter

USUAL_WORDS = 200
SIDE_BY_SIDE = 50  # songs written at once


@dataclass(frozen=True)
class Length:
    """Where a text ends if the network does not end it: after so many `words` (prompt not counted), or so many `lines`
    if that is not 0. Line ends count as words."""

    words: int = USUAL_WORDS
    lines: int = 0


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
    for token in prompt:
        sampler.accept(token)
        reading.read([token])
    lines = 0
    for _ in range(length.words):
        chosen = choose(sampler, reading.logits[0])
        if chosen is None or chosen == END:
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
    songs: list[list[int]] = [[] for _ in range(count)]
    for first in range(0, count, SIDE_BY_SIDE):
        group = list(range(first, min(first + SIDE_BY_SIDE, count)))
        samplers = [Sampler(settings, seed + song, len(trained.words)) for song in group]
        reading = Reading(trained, [voices[song] for song in group])
        for _ in range(words):
            last = []
            for sampler, song, logits in zip(samplers, group, reading.logits, strict=True):
                ended = songs[song][-1:] == [END]
                if not ended and len(songs[song]) < len(given[song]):
                    songs[song].append(given[song][len(songs[song])])
                    sampler.accept(songs[song][-1])
                elif not ended:
                    songs[song].append(sampler.choose(logits))
                last.append(songs[song][-1])
            if all(token == END for token in last):
                break
            reading.read(last)
        progress(group[-1] + 1, count)
    return [np.array(song, np.int64) for song in songs]
