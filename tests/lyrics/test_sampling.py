"""Each sampler against its definition, on distributions small enough to see through; and what must always hold."""

import math
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hackday.lyrics.data.corpus import END, LINE, STANZA, UNKNOWN
from hackday.lyrics.line_guard import LineGuard
from hackday.lyrics.metrics.samples import lines_of, longest_run_of_lines
from hackday.lyrics.sampling import Array, Sampler, SamplingSettings, candidates
from hackday.lyrics.sampling_settings import ALIASES, asked
from hackday.specs import SpecError

PLAIN: dict[str, Any] = {"temperature": 1.0, "min_p": 0.0, "lines_in_row": 0, "lines_in_song": 0}
A, B, C, D, E = 4, 5, 6, 7, 8
SHARES = {A: 0.4, B: 0.3, C: 0.15, D: 0.1, E: 0.05}


def _logits(shares: dict[int, float] = SHARES, vocabulary: int = 9) -> Array:
    """Logits whose softmax is `shares`, and nothing else, up to a constant."""
    logits = np.full(vocabulary, -np.inf)
    for token, share in shares.items():
        logits[token] = math.log(share) + 3
    return logits


def _sampler(seed: int = 0, vocabulary: int = 9, history: tuple[int, ...] = (), **settings: Any) -> Sampler:
    sampler = Sampler(SamplingSettings(**{**PLAIN, **settings}), seed, vocabulary)
    for token in history:
        sampler.accept(token)
    return sampler


def _shares(sampler: Sampler, logits: Array | None = None) -> dict[int, float]:
    ids, probabilities = sampler.distribution(_logits() if logits is None else logits)
    return dict(zip(ids.tolist(), probabilities.tolist(), strict=True))


def _of(*tokens: int, power: float = 1) -> Any:
    """The shares of these tokens alone, to a power, summing to 1."""
    total = sum(SHARES[token] ** power for token in tokens)
    return pytest.approx({token: SHARES[token] ** power / total for token in tokens})


def test_with_everything_off_it_is_the_softmax() -> None:
    assert _shares(_sampler()) == _of(A, B, C, D, E)


@pytest.mark.parametrize("temperature", [0.5, 2.0])
def test_temperature_raises_the_shares_to_a_power(temperature: float) -> None:
    assert _shares(_sampler(temperature=temperature)) == _of(A, B, C, D, E, power=1 / temperature)


def test_temperature_0_takes_the_likeliest_and_the_smaller_of_two() -> None:
    assert _shares(_sampler(temperature=0.0, typical_p=0.1, xtc_probability=1.0, mirostat=2)) == {A: 1.0}
    assert _shares(_sampler(temperature=0.0), _logits({A: 0.2, C: 0.4, B: 0.4})) == {B: 1.0}


@pytest.mark.parametrize(
    ("settings", "kept"),
    [
        ({"top_k": 2}, (A, B)),
        ({"top_k": 50}, (A, B, C, D, E)),
        ({"top_p": 0.69}, (A, B)),
        ({"top_p": 0.71}, (A, B, C)),
        ({"top_p": 0.0}, (A,)),
        ({"min_p": 0.37}, (A, B, C)),
        ({"min_p": 1.0}, (A,)),
        ({"top_k": 2, "top_p": 0.5}, (A,)),  # of A and B, A alone has 0.57
        ({"top_p": 0.69, "min_p": 0.8}, (A,)),
        ({"top_p": 0.5, "min_p": 0.3}, (A, B)),  # top-p counts what min-p will take away
    ],
)
def test_cuts_keep_what_they_define(settings: dict[str, Any], kept: tuple[int, ...]) -> None:
    assert _shares(_sampler(**settings)) == _of(*kept)


def test_top_k_keeps_the_smaller_of_equal_words() -> None:
    assert list(_shares(_sampler(top_k=2), _logits({E: 0.25, D: 0.25, C: 0.25, B: 0.25}))) == [B, C]


def test_cuts_come_before_temperature() -> None:
    assert _shares(_sampler(temperature=2.0, min_p=0.37)) == _of(A, B, C, power=0.5)


@pytest.mark.parametrize("mass", [0.1, 0.25, 0.35, 0.5, 0.8, 0.99])
def test_typical_keeps_what_is_nearest_to_the_entropy(mass: float) -> None:
    entropy = -sum(share * math.log(share) for share in SHARES.values())
    kept: list[int] = []
    for token in sorted(SHARES, key=lambda token: abs(-math.log(SHARES[token]) - entropy)):
        kept.append(token)
        if sum(SHARES[each] for each in kept) >= mass:
            break
    assert _shares(_sampler(typical_p=mass)) == _of(*sorted(kept))


def test_repetition_penalty_divides_or_multiplies_the_last_words_but_not_line_ends() -> None:
    logits = np.array([0, 0, 1.0, 0, 2.0, -1.0, 0.5, 0.5, 0.5])
    sampler = _sampler(history=(C, A, LINE, B, B), repetition_penalty=2.0, repeat_last_n=4)
    changed = logits.copy()
    changed[A], changed[B], changed[UNKNOWN] = 1.0, -2.0, -np.inf
    expected = np.exp(changed) / np.exp(changed).sum()
    ids, probabilities = sampler.distribution(logits)
    assert probabilities == pytest.approx(expected[ids])
    assert probabilities[ids.tolist().index(LINE)] == pytest.approx(expected[LINE])
    whole = _shares(_sampler(history=(C, *[D] * 70), repetition_penalty=2.0, repeat_last_n=-1), logits)
    assert whole[C] < whole[E]


def test_no_ngram_comes_twice() -> None:
    assert _shares(_sampler(history=(A, B, C, A, B), no_repeat_ngram_size=3)) == _of(A, B, D, E)
    assert _shares(_sampler(history=(A, B, C, LINE, B), no_repeat_ngram_size=2)) == _of(A, B, D, E)
    assert _shares(_sampler(history=(A, B), no_repeat_ngram_size=1)) == _of(C, D, E)
    # Where no word would be left, all are allowed again; another song knows nothing of this one.
    assert _shares(_sampler(history=(A, B, C, D, E), no_repeat_ngram_size=1)) == _of(A, B, C, D, E)
    assert _shares(_sampler(history=(A, B, C, END, A, B), no_repeat_ngram_size=3)) == _of(A, B, C, D, E)


def _lowered(token: int, by: float) -> Any:
    shares = {each: share * (math.exp(-by) if each == token else 1) for each, share in SHARES.items()}
    return pytest.approx({each: share / sum(shares.values()) for each, share in shares.items()})


def test_dry_lowers_what_goes_on_repeating() -> None:
    dry: dict[str, Any] = {"dry_multiplier": 0.8, "dry_base": 1.75, "dry_allowed_length": 2}
    assert _shares(_sampler(history=(A, B, C, D, B), **dry)) == _of(A, B, C, D, E)  # one word repeated: too short
    assert _shares(_sampler(history=(A, B, C, D, A, B), **dry)) == _lowered(C, 0.8)
    assert _shares(_sampler(history=(E, A, B, C, D, E, A, B), **dry)) == _lowered(C, 0.8 * 1.75)


def test_dry_sees_through_line_ends_as_far_as_three_lines() -> None:
    dry: dict[str, Any] = {"dry_multiplier": 0.8, "dry_base": 2.0}
    assert _shares(_sampler(history=(A, B, LINE, C, E, LINE, A, B, LINE), **dry)) == _lowered(C, 0.8 * 2)
    further = (A, B, C, LINE, D, LINE, E, LINE, D, LINE, A, B)
    assert _shares(_sampler(history=further, **dry)) == _of(A, B, C, D, E)
    assert _shares(_sampler(history=further[:6] + further[8:], **dry)) == _lowered(C, 0.8)
    # A line end is never made less likely.
    shares = _shares(_sampler(history=(A, B, LINE, A, B), **dry), _logits({LINE: 0.5, C: 0.5}))
    assert shares[LINE] == pytest.approx(0.5)


def test_xtc_leaves_out_the_obvious_but_the_least_of_them() -> None:
    assert _shares(_sampler(xtc_probability=1.0, xtc_threshold=0.1001)) == _of(C, D, E)
    assert _shares(_sampler(xtc_probability=1.0, xtc_threshold=0.35)) == _of(A, B, C, D, E)
    assert _shares(_sampler(xtc_probability=1.0), _logits({LINE: 0.5, A: 0.3, B: 0.2})) == pytest.approx(
        {LINE: 0.5, A: 0.3, B: 0.2}
    )


def test_xtc_happens_as_often_as_it_should_and_looking_changes_nothing() -> None:
    sampler, other = (_sampler(3, xtc_probability=0.3, xtc_threshold=0.1001) for _ in range(2))
    happened = 0
    for _ in range(2000):
        shares = _shares(sampler)
        assert _shares(sampler) == shares
        happened += A not in shares
        assert sampler.choose(_logits()) == other.choose(_logits())
    assert happened / 2000 == pytest.approx(0.3, abs=0.04)


def test_mirostat_cuts_at_its_surprise_and_learns() -> None:
    sampler = _sampler(mirostat=2, mirostat_tau=1.0, mirostat_eta=0.5, top_k=1)
    assert _shares(sampler) == _of(A, B)  # 2 tau = 2 bits: at least 1/4 likely
    token = sampler.choose(_logits())
    bits = -math.log2(SHARES[token] / 0.7)
    most = 2 - 0.5 * (bits - 1)
    assert _shares(sampler) == _of(*(each for each, share in SHARES.items() if -math.log2(share) <= most))


def test_mirostat_reaches_its_surprise() -> None:
    logits = -np.log(np.arange(1, 1001))
    sampler = _sampler(vocabulary=1000, mirostat=2, mirostat_tau=4.0)
    bits = []
    for _ in range(3000):
        shares = _shares(sampler, logits)
        bits.append(-math.log2(shares[sampler.choose(logits)]))
    assert np.mean(bits[200:]) == pytest.approx(4, abs=0.1)


def test_one_stream_for_the_whole_text() -> None:
    """The post's program started the stream again at every word, so that equal logits gave equal words for ever."""
    first, second, other = (
        [sampler.choose(_logits()) for _ in range(50)] for sampler in (_sampler(5), _sampler(5), _sampler(6))
    )
    assert first == second != other
    assert len(set(first)) >= 4


def test_words_are_drawn_as_often_as_they_should_be() -> None:
    sampler = _sampler(1)
    counts = Counter(sampler.choose(_logits()) for _ in range(20_000))
    assert {token: count / 20_000 for token, count in counts.items()} == pytest.approx(SHARES, abs=0.015)


def test_words_of_a_prompt_take_no_random_numbers() -> None:
    assert _sampler(2).choose(_logits()) == _sampler(2, history=(A, B, LINE, C)).choose(_logits())


def test_candidates_are_the_networks_own_view() -> None:
    logits = np.array([9.0, 0, 1, 0, 2, 2, 0])
    shares = np.exp(logits[1:]) / np.exp(logits[1:]).sum()
    found = candidates(logits, 3)
    assert [token for token, _ in found] == [4, 5, 2]
    assert [share for _, share in found] == pytest.approx(shares[[3, 4, 1]])
    assert len(candidates(logits, 100)) == 6


SETTINGS = st.builds(
    SamplingSettings,
    temperature=st.sampled_from([0.0, 0.01, 0.7, 1.0, 10.0]),
    top_k=st.integers(0, 12),
    top_p=st.floats(0, 1),
    min_p=st.floats(0, 1),
    typical_p=st.floats(0, 1),
    repetition_penalty=st.floats(0.1, 10),
    repeat_last_n=st.integers(-1, 10),
    no_repeat_ngram_size=st.integers(0, 4),
    dry_multiplier=st.floats(0, 100),
    xtc_probability=st.floats(0, 1),
    xtc_threshold=st.floats(0, 1),
    mirostat=st.sampled_from([0, 2]),
    mirostat_tau=st.floats(0, 20),
    mirostat_eta=st.floats(0, 1),
    lines_in_row=st.integers(0, 2),
    lines_in_song=st.integers(0, 2),
)


@given(
    settings=SETTINGS,
    seed=st.integers(0, 2**32 - 1),
    prompt=st.lists(st.integers(0, 9), max_size=20),
    logits=st.lists(st.lists(st.floats(-1e4, 1e4), min_size=10, max_size=10), min_size=1, max_size=12),
)
def test_what_always_holds(settings: SamplingSettings, seed: int, prompt: list[int], logits: list[list[float]]) -> None:
    texts = []
    for _ in range(2):
        sampler = Sampler(settings, seed, 10)
        for token in prompt:
            sampler.accept(token)
        text = []
        for row in logits:
            ids, probabilities = sampler.distribution(np.array(row))
            assert len(ids) == len(probabilities) >= 1
            assert len(set(ids.tolist())) == len(ids)
            assert UNKNOWN not in ids
            assert probabilities.sum() == pytest.approx(1)
            assert np.all(probabilities > 0)
            assert np.all(np.diff(probabilities) <= 0)
            text.append(sampler.choose(np.array(row)))
            assert text[-1] in ids
        texts.append(text)
    assert texts[0] == texts[1]


@given(
    seed=st.integers(0, 1000),
    temperature=st.sampled_from([0.0, 0.9]),
    line=st.lists(st.integers(4, 7), min_size=1, max_size=4),
    in_row=st.integers(1, 3),
    in_song=st.integers(1, 5),
)
def test_the_line_guard_holds_against_a_network_that_wants_one_line(
    seed: int, temperature: float, line: list[int], in_row: int, in_song: int
) -> None:
    sampler = _sampler(seed, temperature=temperature, lines_in_row=in_row, lines_in_song=in_song)
    wanted = [*line, LINE]
    text: list[int] = []
    for _ in range(300):
        logits = np.zeros(9)
        place = len(text) - max((i + 1 for i, token in enumerate(text) if token == LINE), default=0)
        logits[wanted[min(place, len(line))]] = 12
        logits[END] = -9
        text.append(sampler.choose(logits))
    ends = [place for place, token in enumerate(text) if token in (LINE, STANZA, END)]
    songs = np.split(np.array(text[: ends[-1] + 1]), [place + 1 for place in ends if text[place] == END])
    for song in songs:
        assert longest_run_of_lines(song) <= in_row
        assert max(Counter(lines_of(song)).values(), default=0) <= in_song
    assert not any(text[place] in (LINE, STANZA) and text[place + 1] in (LINE, STANZA) for place in range(299))


def test_without_the_guard_the_line_would_never_end() -> None:
    sampler = _sampler(0, temperature=0.0)
    wanted = [A, B, LINE]
    text = [sampler.choose(_logits({wanted[place % 3]: 1.0})) for place in range(30)]
    assert text == wanted * 10


def test_the_guard_bars_only_ends_and_only_where_they_would_complete_a_copy() -> None:
    guard = LineGuard(2, 4)
    assert set(guard.barred()) == {END, LINE, STANZA}  # a song without a word
    seen = []
    for token in (A, B, LINE, A, B, LINE, A, B):
        guard.accept(token)
        seen.append(set(guard.barred()))
    blank = {LINE, STANZA}
    assert seen == [set(), set(), blank, set(), set(), blank, set(), {END, LINE, STANZA}]
    guard.accept(C)
    assert guard.barred() == ()
    for token in (LINE, A, B, STANZA, A, B, LINE, C, LINE, A, B):
        guard.accept(token)
    assert set(guard.barred()) == {END, LINE, STANZA}  # four copies in the song, none of them in a row with this one
    guard.accept(END)
    for token in (A, B):
        guard.accept(token)
    assert guard.barred() == ()


def test_the_guard_gives_way_only_where_the_network_allows_no_word() -> None:
    sampler = _sampler(history=(A, LINE, A, LINE, A), lines_in_row=2)
    assert _shares(sampler, _logits({LINE: 0.9, B: 0.1})) == {B: 1.0}
    assert _shares(sampler, _logits({LINE: 0.9, END: 0.1})) == pytest.approx({LINE: 0.9, END: 0.1})


def test_other_peoples_names() -> None:
    assert asked({"temp": "0.7", "repeat-penalty": 1.1, "typical": 0.9, "mirostat_ent": 4, "top-k": 40}) == (
        SamplingSettings(temperature=0.7, repetition_penalty=1.1, typical_p=0.9, mirostat_tau=4, top_k=40)
    )
    assert asked({"do_sample": False}).temperature == 0
    assert asked({"do_sample": True}) == asked({}) == SamplingSettings()
    assert set(ALIASES.values()) <= set(vars(SamplingSettings()))
    for wrong, says in (
        ({"temp": 1, "temperature": 1}, "a second time"),
        ({"do_sample": False, "temp": 1}, "a second time"),
        ({"do_sample": "perhaps"}, "neither true nor false"),
        ({"top_q": 1}, "did you mean 'top_"),
    ):
        with pytest.raises(SpecError, match=says):
            asked(wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"temperature": -1.0},
        {"temperature": 0.001},
        {"top_p": 1.1},
        {"min_p": -0.1},
        {"mirostat": 1},
        {"repetition_penalty": 0.0},
        {"dry_allowed_length": 0},
        {"repeat_last_n": -2},
        {"lines_in_song": -1},
    ],
)
def test_impossible_settings_are_errors(wrong: dict[str, Any]) -> None:
    with pytest.raises(SpecError, match=f"{next(iter(wrong))}=.* is not possible"):
        SamplingSettings(**wrong)


def test_impossible_logits_are_errors() -> None:
    sampler = _sampler()
    with pytest.raises(SpecError, match="logits of shape"):
        sampler.distribution(np.zeros(8))
    with pytest.raises(SpecError, match="not numbers"):
        sampler.distribution(np.array([0, 0, 0, 0, 0, np.nan, 0, 0, 0]))
    with pytest.raises(SpecError, match="none can be chosen"):
        sampler.distribution(np.array([0.0, *[-np.inf] * 8]))
    with pytest.raises(SpecError, match="there is no token 9"):
        sampler.accept(9)
    with pytest.raises(SpecError, match="leave no word"):
        Sampler(SamplingSettings(), 0, 4)
