"""From logits to the next word: the usual samplers, in llama.cpp's order, and a guard against lines that never end.

The page has the same rules in TypeScript. All arithmetic is float64; sums run from the first number to the last,
over candidates from the likeliest down (ties: the smaller id first), so that equal logits and an equal seed give equal
words.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from hackday.lyrics.data.corpus import END, LINE, STANZA, UNKNOWN
from hackday.lyrics.random import Random
from hackday.specs import SpecError, read, require

Array = np.ndarray[Any, Any]

LINE_ENDS = (END, LINE, STANZA)
DRY_LINES = 3
"""DRY looks at so many whole lines before the current one."""
LONGEST_MATCH = 50
"""DRY counts no further, as in its first version (oobabooga/text-generation-webui #5677)."""

ALIASES = {
    "temp": "temperature",
    "typical": "typical_p",
    "repeat_penalty": "repetition_penalty",
    "rep_pen": "repetition_penalty",
    "rep_pen_range": "repeat_last_n",
    "repetition_penalty_range": "repeat_last_n",
    "mirostat_mode": "mirostat",
    "mirostat_ent": "mirostat_tau",
    "mirostat_lr": "mirostat_eta",
}
"""Names known from llama.cpp, transformers and their kin, and what they are called here; see `asked`."""


@dataclass(frozen=True)
class SamplingSettings:
    """How the next word is chosen. Unless changed: temperature 0.9, min-p 0.05 and the line guard."""

    temperature: float = 0.9
    """Below 1 the words are safer, above 1 bolder; 0 always takes the likeliest, and no other cut plays a part."""
    top_k: int = 0
    """Only the so many likeliest words; 0 takes all."""
    top_p: float = 1.0
    """Only the fewest likeliest words that together have this probability; 1 takes all."""
    min_p: float = 0.05
    """Only words at least this share as likely as the likeliest; 0 takes all."""
    typical_p: float = 1.0
    """Only words about as surprising as is usual here, the fewest that have this probability together; 1 takes all."""
    repetition_penalty: float = 1.0
    """Logits of words that have come lately are divided (below 0: multiplied) by this; 1 changes nothing."""
    repeat_last_n: int = 64
    """How many last words the repetition penalty looks at; 0 none, -1 the whole song."""
    no_repeat_ngram_size: int = 0
    """No so many words in a row come twice in a song, which forbids choruses; 0 allows all."""
    dry_multiplier: float = 0.0
    """DRY lowers the logit of a word that would go on repeating the last lines, usually by 0.8 at first; 0 is off."""
    dry_base: float = 1.75
    """DRY's lowering grows by this factor with every further repeated word."""
    dry_allowed_length: int = 2
    """So many repeated words cost DRY's multiplier; fewer cost nothing."""
    xtc_probability: float = 0.0
    """How often XTC leaves out the most obvious words; 0 never."""
    xtc_threshold: float = 0.1
    """XTC's obvious words have at least this probability; the least likely of them stays."""
    mirostat: int = 0
    """2 keeps the surprise near mirostat_tau, in place of the cuts from top-k to XTC; 0 is off."""
    mirostat_tau: float = 5.0
    """The surprise that mirostat aims at, in bits a word."""
    mirostat_eta: float = 0.1
    """How fast mirostat learns."""
    lines_in_row: int = 2
    """At most so many equal lines one after another; 0 allows any number."""
    lines_in_song: int = 4
    """At most so many copies of one line in a song; 0 allows any number."""

    def __post_init__(self) -> None:
        for name, low, high in (
            ("temperature", 0.0, 10.0),
            ("top_k", 0, 1_000_000),
            ("top_p", 0.0, 1.0),
            ("min_p", 0.0, 1.0),
            ("typical_p", 0.0, 1.0),
            ("repetition_penalty", 0.1, 10.0),
            ("repeat_last_n", -1, 1_000_000),
            ("no_repeat_ngram_size", 0, 1000),
            ("dry_multiplier", 0.0, 100.0),
            ("dry_base", 1.0, 10.0),
            ("dry_allowed_length", 1, 1000),
            ("xtc_probability", 0.0, 1.0),
            ("xtc_threshold", 0.0, 1.0),
            ("mirostat_tau", 0.0, 20.0),
            ("mirostat_eta", 0.0, 1.0),
            ("lines_in_row", 0, 1000),
            ("lines_in_song", 0, 1000),
        ):
            value = getattr(self, name)
            require(low <= value <= high, f"{name}={value} is not possible: it lies between {low:g} and {high:g}")
        require(
            self.temperature == 0 or self.temperature >= 0.01,
            f"temperature={self.temperature} is not possible: it is 0, for the likeliest word, or at least 0.01",
        )
        require(self.mirostat in (0, 2), f"mirostat={self.mirostat} is not possible: it is 0 (off) or 2")


def asked(values: Mapping[str, Any]) -> SamplingSettings:
    """The settings that `values` name, by their own names or by `ALIASES`, with hyphens or underscores.

    `do_sample=false`, as transformers says it, is temperature 0. SpecError for unknown names, names given twice and
    impossible values.
    """
    named: dict[str, Any] = {}
    for given, value in values.items():
        name = given.replace("-", "_").lower()
        name = ALIASES.get(name, name)
        if name == "do_sample":
            word = str(value).lower()
            require(word in ("true", "false"), f"do_sample={value} is neither true nor false")
            if word == "true":
                continue
            name, value = "temperature", 0.0
        if name in named:
            raise SpecError(f"'{given}' sets {name} a second time; give one of its names")
        named[name] = value
    return read(SamplingSettings, named)


class LineGuard:
    """Lets no line come too often: not more than `in_row` times in a row, nor `in_song` times in a song (0: any).

    While the words of a line are chosen it only watches. When they are all words of a line that may not come again, so
    that a line end would complete the copy, it bars LINE, STANZA and END: the line has to go on with another word and
    becomes another line. It also bars blank lines and songs without a word, which would be the shortest of all loops.
    Words are never barred, so a vocabulary with one word always leaves a candidate. A text that is cut off in the
    middle of a line may still end with one copy too many.
    """

    def __init__(self, in_row: int, in_song: int) -> None:
        self._in_row = in_row
        self._in_song = in_song
        self._start()

    def _start(self) -> None:
        self._line: list[int] = []
        self._last: tuple[int, ...] = ()
        self._run = 0
        self._copies: dict[tuple[int, ...], int] = {}

    def barred(self) -> tuple[int, ...]:
        """The tokens that may not come next."""
        if not self._in_row and not self._in_song:
            return ()
        line = tuple(self._line)
        if not line:
            return (LINE, STANZA) if self._copies else LINE_ENDS
        too_often = 0 < self._in_song <= self._copies.get(line, 0)
        in_a_row = 0 < self._in_row <= self._run and line == self._last
        return LINE_ENDS if too_often or in_a_row else ()

    def accept(self, token: int) -> None:
        """Take note of a token of the text; END begins another song."""
        if token == END:
            self._start()
        elif token not in (LINE, STANZA):
            self._line.append(token)
        elif self._line:
            line = tuple(self._line)
            self._run = self._run + 1 if line == self._last else 1
            self._last = line
            self._copies[line] = self._copies.get(line, 0) + 1
            self._line = []


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
