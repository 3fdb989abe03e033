"""From logits to the next word: the usual samplers, in llama.cpp's order, and a guard against lines that never end.

The page has the same rules in TypeScript. All arithmetic is float64; sums run from the first number to the last,
over candidates from the likeliest down (ties: the smaller id first), so that equal logits and an equal seed give equal
words.
"""

import math
from typing import Any

import numpy as np

from hackday.lyrics.data.corpus import END, LINE, STANZA, UNKNOWN
from hackday.lyrics.line_guard import LINE_ENDS, LineGuard
from hackday.lyrics.sampling_settings import SamplingSettings
from hackday.pagemodel.random import Random
from hackday.specs import SpecError, require

__all__ = ["Sampler", "SamplingSettings", "candidates"]

Array = np.ndarray[Any, Any]

DRY_LINES = 3
"""DRY looks at so many whole lines before the current one."""
LONGEST_MATCH = 50
"""DRY counts no further, as in its first version (oobabooga/text-generation-webui #5677)."""


class Sampler:
    """Chooses the words of one text, from one random stream, `Random(seed, "song")`, that is never started again.

    `vocabulary`: how many tokens there are. Each word takes one random number, and one more before it where XTC is on;
    words of a prompt take none. After END the history and the guard begin a new song; the random stream and mirostat
    (Basu et al. 2021, arXiv 2007.14966, version 2 as in llama.cpp) go on. The rules, in llama.cpp's order: repetition
    penalty, DRY, the bars (UNKNOWN, the line guard, repeated n-grams), top-k, typical, top-p, min-p, XTC, temperature.
    Each cut sees the probabilities that the one before it left, at temperature 1, and leaves at least one word.
    """

    def __init__(self, settings: SamplingSettings, seed: int, vocabulary: int) -> None:
        require(vocabulary > STANZA + 1, f"{vocabulary} tokens leave no word: the first {STANZA + 1} are not words")
        self.settings = settings
        self._vocabulary = vocabulary
        self._random = Random(seed, "song")
        self._coin: float | None = None
        self._most_bits = 2 * settings.mirostat_tau
        self._history: list[int] = []
        self._guard = LineGuard(settings.lines_in_row, settings.lines_in_song)

    def accept(self, token: int) -> None:
        """Take note of a token that was not chosen here, such as those of the prompt."""
        require(0 <= token < self._vocabulary, f"there is no token {token} among {self._vocabulary}")
        self._guard.accept(token)
        if token == END:
            self._history.clear()
        else:
            self._history.append(token)

    def choose(self, logits: Array) -> int:
        """Draw the next token from `logits` (vocabulary,) and take note of it."""
        ids, probabilities = self.distribution(logits)
        drawn = self._random.uniform()
        self._coin = None
        place = min(int(np.searchsorted(np.cumsum(probabilities), drawn, side="right")), len(ids) - 1)
        if self.settings.mirostat:
            bits = -math.log2(probabilities[place])
            self._most_bits -= self.settings.mirostat_eta * (bits - self.settings.mirostat_tau)
        token = int(ids[place])
        self.accept(token)
        return token

    def distribution(self, logits: Array) -> tuple[Array, Array]:
        """What the next token is drawn from: ids (n,) int64, the likeliest first, and their probabilities (n,)."""
        values = self._barred(logits)
        ids = np.flatnonzero(values > -np.inf)
        values = values[ids]
        temperature = self.settings.temperature
        if temperature == 0:
            best = int(np.argmax(values))
            return ids[best : best + 1], np.ones(1)
        if self.settings.mirostat:
            ids, values = _ranked(ids, values)
            kept = _count(_softmax(values, temperature) >= 2.0**-self._most_bits)
            ids, values = ids[:kept], values[:kept]
        else:
            ids, values = self._cut(ids, values)
        probabilities = _softmax(values, temperature)
        possible = np.count_nonzero(probabilities)
        return ids[:possible], probabilities[:possible]

    def _barred(self, logits: Array) -> Array:
        """The logits as penalties and DRY leave them, −∞ for what may not come.

        If nothing is left, the n-grams are allowed again, and then, where the network itself allows no word, the lines.
        """
        values = np.array(logits, dtype=np.float64)
        require(values.shape == (self._vocabulary,), f"logits of shape {values.shape}, not ({self._vocabulary},)")
        require(bool(np.all(values < np.inf)), "the network's logits are not numbers; has its training gone wrong?")
        self._penalise(values)
        values[UNKNOWN] = -np.inf
        lines = self._guard.barred()
        for bars in ((*lines, *self._repeated_ngrams()), lines, ()):
            left = values.copy()
            left[list(bars)] = -np.inf
            if left.max() > -np.inf:
                return left
        raise SpecError("every word has probability 0, so none can be chosen; has the training gone wrong?")

    def _penalise(self, values: Array) -> None:
        """Repetition penalty (Keskar et al. 2019, arXiv 1909.05858, section 4.1), then DRY; never of line ends."""
        settings = self.settings
        if settings.repetition_penalty != 1 and settings.repeat_last_n:
            last = self._history[-settings.repeat_last_n :] if settings.repeat_last_n > 0 else self._history
            for token in set(last) - {LINE, STANZA, UNKNOWN}:
                value = values[token]
                factor = settings.repetition_penalty
                values[token] = value / factor if value > 0 else value * factor
        if settings.dry_multiplier:
            for token, length in self._matches().items():
                further = length - settings.dry_allowed_length
                if further >= 0 and token > STANZA:
                    values[token] -= settings.dry_multiplier * settings.dry_base**further

    def _matches(self) -> dict[int, int]:
        """DRY (oobabooga #5677): each token that has followed a copy of the last words, and how long that copy was.

        llama.cpp ends a match at a line end and so does not see a line that comes again. Here a match goes through line
        ends, over the current line and the `DRY_LINES` before it; what lies further back, such as a chorus, is free.
        """
        history = self._history
        start, lines = len(history), 0
        while start > 0 and (lines := lines + (history[start - 1] in (LINE, STANZA))) <= DRY_LINES:
            start -= 1
        longest: dict[int, int] = {}
        for place in range(start + 1, len(history)):
            length = 0
            while (
                length < min(place - start, LONGEST_MATCH)
                and history[place - 1 - length] == history[len(history) - 1 - length]
            ):
                length += 1
            longest[history[place]] = max(length, longest.get(history[place], 0))
        return longest

    def _repeated_ngrams(self) -> tuple[int, ...]:
        """The tokens that would complete an n-gram of this song a second time (as in transformers)."""
        size, history = self.settings.no_repeat_ngram_size, self._history
        if not size or len(history) < size:
            return ()
        last = history[len(history) - size + 1 :]
        return tuple(
            history[place + size - 1]
            for place in range(len(history) - size + 1)
            if history[place : place + size - 1] == last
        )

    def _cut(self, ids: Array, values: Array) -> tuple[Array, Array]:
        """From top-k to XTC: ids and logits that are left, the likeliest first."""
        settings = self.settings
        log_min_p = math.log(settings.min_p) if settings.min_p else -math.inf
        mass = None  # the sum of exp(logit − greatest logit) of what top-p sees, where a quicker way has cut it already
        if 0 < settings.top_k < len(ids):
            near = values >= np.partition(values, -settings.top_k)[-settings.top_k]
            ids, values = _ranked(ids[near], values[near])
            ids, values = ids[: settings.top_k], values[: settings.top_k]
        else:
            if settings.typical_p == 1 and settings.min_p:
                # Nothing below min-p is left in the end; not to sort it saves nearly all of the time.
                greatest = values.max()
                mass = _total(np.exp(values - greatest)) if settings.top_p < 1 else None
                near = values >= greatest + log_min_p
                ids, values = ids[near], values[near]
            ids, values = _ranked(ids, values)
        if settings.typical_p < 1:
            kept = _typical(values, settings.typical_p)
            ids, values = ids[kept], values[kept]
        if settings.top_p < 1:
            sums = np.cumsum(np.exp(values - values[0]))
            kept_count = _reached(sums, settings.top_p * (sums[-1] if mass is None else mass))
            ids, values = ids[:kept_count], values[:kept_count]
        kept_count = _count(values >= values[0] + log_min_p)
        ids, values = ids[:kept_count], values[:kept_count]
        first = self._first_after_xtc(ids, values)
        return ids[first:], values[first:]

    def _first_after_xtc(self, ids: Array, values: Array) -> int:
        """XTC (oobabooga #6335): how many of the likeliest are left out; none if a line end were among them."""
        settings = self.settings
        if not settings.xtc_probability:
            return 0
        if self._coin is None:
            self._coin = self._random.uniform()
        obvious = int(np.count_nonzero(_softmax(values) >= settings.xtc_threshold))
        if self._coin >= settings.xtc_probability or obvious < 2 or np.isin(ids[: obvious - 1], LINE_ENDS).any():
            return 0
        return obvious - 1


def candidates(logits: Array, count: int) -> list[tuple[int, float]]:
    """The `count` likeliest words and their probabilities as the network sees them: temperature 1, no rule but that
    UNKNOWN is not a word."""
    ids = np.delete(np.arange(len(logits)), UNKNOWN)
    ids, values = _ranked(ids, np.asarray(logits, dtype=np.float64)[ids])
    return list(zip(ids[:count].tolist(), _softmax(values)[:count].tolist(), strict=True))


def _ranked(ids: Array, values: Array) -> tuple[Array, Array]:
    """Both by falling value; of equal values, in their order, which is by id."""
    order = np.argsort(-values, kind="stable")
    return ids[order], values[order]


def _softmax(values: Array, temperature: float = 1.0) -> Array:
    """Probabilities of ranked logits."""
    weights = np.exp((values - values[0]) / temperature)
    probabilities: Array = weights / _total(weights)
    return probabilities


def _typical(values: Array, mass: float) -> Array:
    """Meister et al. 2022 (arXiv 2202.00666): the places of the words nearest to the entropy, of `mass` together."""
    weights = np.exp(values - values[0])
    surprise = math.log(_total(weights)) - (values - values[0])
    probabilities = _softmax(values)
    known = probabilities > 0
    entropy = _total(probabilities[known] * surprise[known])
    order = np.argsort(np.abs(surprise - entropy), kind="stable")
    kept: Array = np.sort(order[: _reached(np.cumsum(probabilities[order]), mass)])
    return kept


def _total(numbers: Array) -> float:
    """The sum from the first to the last, as a loop adds; numpy's own sum adds in pairs."""
    return float(np.cumsum(numbers)[-1])


def _reached(sums: Array, goal: float) -> int:
    """How many of the first reach `goal` together, at least 1 and at most all; `sums` are their running sums."""
    return min(int(np.searchsorted(sums, goal, side="left")) + 1, len(sums))


def _count(kept: Array) -> int:
    """How many are kept, at least the first."""
    return max(1, int(np.count_nonzero(kept)))
