"""What is copied, against a search through every run of words; and the filter of word runs that the page reads."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hackday.lyrics import export
from hackday.lyrics.data.corpus import END, LINE, STANZA, UNKNOWN
from hackday.lyrics.metrics import copies
from hackday.lyrics.metrics.copies import Array, NgramFilter, Room, Span, TrainingSongs, copied
from hackday.specs import SpecError

A, B, C, D, E, F, G = range(4, 11)
FROM_NODE = {
    (4, 5, 6, 7, 8): (4170576829, 3586702309, [564319, 301456, 38593, 775733, 512870, 250007, 941558]),
    (65535, 0, 1, 40000, 12345): (1729700458, 2135821926, [695271, 510790, 371898, 187417, 48525, 864047, 725155]),
    (4, 5, 6, 8, 7): (1900622968, 1147738202, [617268, 352027, 86786, 867137, 601896, 336655, 117003]),
}
"""Words: both hashes, and the places of 7 bits among 1,000,003; with Math.imul and >>> in node 20."""


def _training(songs: Sequence[Sequence[int]], which: Sequence[int] | None = None) -> TrainingSongs:
    tokens = np.array([token for song in songs for token in song], np.uint16)
    offsets = np.cumsum([0, *map(len, songs)]).astype(np.int64)
    return TrainingSongs(tokens, offsets, np.arange(len(songs)) if which is None else np.array(which, np.int64))


def _words(song: Sequence[int]) -> list[tuple[int, int]]:
    """(word, its place); an unknown word is -1 less its place, unlike any other."""
    return [(token or -1, place) for place, token in enumerate(song) if token not in (END, LINE, STANZA)]


def _runs(song: Sequence[int], size: int) -> list[tuple[int, ...]]:
    words = [word for word, _ in _words(song)]
    return [tuple(words[start : start + size]) for start in range(len(words) - size + 1)]


SONG = st.lists(st.sampled_from([UNKNOWN, LINE, STANZA, A, A, B, B, C]), max_size=25)


@settings(max_examples=50)
@given(SONG, st.lists(SONG, max_size=4), st.integers(1, 6), st.integers(1, 12), st.data())
def test_copies_are_what_a_full_search_finds(
    song: list[int], songs: list[list[int]], shortest: int, block: int, data: st.DataObject
) -> None:
    which = data.draw(st.lists(st.sampled_from(range(len(songs))), unique=True)) if songs else []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(copies, "BLOCK_TOKENS", block)
        other, found = copied(
            [np.array([*[A] * 9, END]), np.array([*song, END])],
            _training([[*each, END] for each in songs], which),
            shortest=shortest,
        )

    def in_training(run: tuple[int, ...]) -> bool:
        return -1 not in run and any(run in _runs(songs[index], len(run)) for index in which)

    words = _words(song)
    longest = [
        max(size for size in range(len(words) - start + 1) if size == 0 or in_training(_runs(song, size)[start]))
        for start in range(len(words))
    ]
    assert found.longest == max(longest, default=0)
    fives = [run for run in _runs(song, 5) if -1 not in run]
    assert (found.fivegrams, found.copied_fivegrams) == (len(fives), sum(map(in_training, fives)))
    inside = {place for start, size in enumerate(longest) if size >= shortest for place in range(start, start + size)}
    assert (found.words, found.copied_words) == (len(words), len(inside))
    spans = []
    for start, size in enumerate(longest):
        if size >= shortest and all(start + size > earlier + longest[earlier] for earlier in range(start)):
            spans.append((words[start][1], words[start + size - 1][1] - words[start][1] + 1, size))
    assert [(span.start, span.length, span.words) for span in found.spans] == spans
    for span in found.spans:
        ours = [word for word, _ in _words(song[span.start : span.start + span.length])]
        theirs = [word for word, _ in _words(songs[span.song][span.position :])]
        assert span.song in which
        assert ours == theirs[: span.words]
    assert other.longest <= 9


def test_spans_name_the_song_and_the_place() -> None:
    training = _training([[G, F, END], [A, B, LINE, C, D, E, END], [D, E, F, STANZA, G, A, END]])
    (found,) = copied([np.array([B, C, LINE, D, E, F, G, END])], training, shortest=3)
    assert found.spans == (Span(0, 5, 4, 1, 1), Span(3, 4, 4, 2, 0))
    assert (found.longest, found.words, found.copied_words) == (4, 6, 6)
    (found,) = copied([np.array([B, C, LINE, D, E, F, G, END])], training)
    assert (found.spans, found.copied_words, found.longest) == ((), 0, 4)
    (found,) = copied([np.array([G, F, G, F, A])], _training([[G, F, END], [F, A, END]]), shortest=1)
    assert [(span.start, span.words, span.song) for span in found.spans] == [(0, 2, 0), (2, 2, 0), (3, 2, 1)]


def test_nothing_to_compare() -> None:
    assert copied([], _training([[A, B]])) == []
    for song, training in (
        ([A, B], _training([])),
        ([], _training([[A]])),
        ([A], _training([[A]], [])),
        ([A], _training([[]])),
    ):
        (found,) = copied([np.array(song, np.int64)], training, shortest=1)
        assert (found.longest, found.spans) == (0, ())
    with pytest.raises(SpecError, match="shortest=0"):
        copied([], _training([]), shortest=0)


def test_the_hash_is_the_one_that_javascript_computes() -> None:
    first, second = copies._hashes(np.array(list(FROM_NODE)))
    places = np.stack(list(copies._bit_places(first, second, 7, 1_000_003)), axis=1)
    assert list(zip(first.tolist(), second.tolist(), places.tolist(), strict=True)) == list(FROM_NODE.values())


def _random_training(songs: int = 60, words: int = 500, size: int = 300) -> TrainingSongs:
    random = np.random.default_rng(0)
    return _training([[*random.integers(4, 4 + words, size).tolist(), END] for _ in range(songs)])


def test_the_filter_finds_all_that_is_there_and_little_else() -> None:
    training = _random_training()
    made = NgramFilter.of(training)
    whole = np.concatenate([_windows(training, song) for song in range(60)])
    assert made.contains(whole).all()
    rate = made.false_positive_rate(np.random.default_rng(1))
    assert 0.004 < rate < 0.013  # 0.8 % at 10 bits and 7 hashes
    known = {tuple(row) for row in whole.tolist()}
    others = np.random.default_rng(2).integers(4, 504, (50_000, 5))
    new = np.array([tuple(row) not in known for row in others.tolist()])
    assert made.contains(others[new]).mean() == pytest.approx(rate, abs=0.003)
    assert len(made.to_bytes()) * 8 / len(known) == pytest.approx(10, rel=0.01)
    assert made.by_chance == pytest.approx(rate, rel=0.15)


def test_a_filter_is_as_exact_as_its_place_allows() -> None:
    training = _random_training()
    runs = NgramFilter.of(training).bits // 10
    whole = np.concatenate([_windows(training, song) for song in range(60)])
    wide = NgramFilter.within(training, Room(900_000))
    assert wide is not None
    assert (wide.bits, wide.hashes) == (20 * runs, 14)
    assert wide.contains(whole).all()
    assert wide.by_chance == pytest.approx(6.7e-5, rel=0.1)
    assert wide.false_positive_rate(np.random.default_rng(1), 1_000_000) == pytest.approx(wide.by_chance, abs=4e-5)
    tight = NgramFilter.within(training, Room(13 * runs // 8))
    assert tight is not None
    assert tight.contains(whole).all()
    assert len(tight.to_bytes()) <= 13 * runs // 8
    assert tight.bits / runs == pytest.approx(13, rel=0.01)
    assert NgramFilter.within(training, Room(9 * runs // 8)) is None


def _windows(training: TrainingSongs, song: int, size: int = 5) -> Array:
    words = training.tokens[training.offsets[song] : training.offsets[song + 1] - 1].astype(np.int64)
    return np.lib.stride_tricks.sliding_window_view(words, size)


def test_many_ngrams_are_counted_from_a_share_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    training = _random_training()
    exact = NgramFilter.of(training, size=3).bits
    monkeypatch.setattr(copies, "DISTINCT_COUNTED", 3000)
    monkeypatch.setattr(copies, "BLOCK_TOKENS", 1000)
    assert NgramFilter.of(training, size=3).bits == pytest.approx(exact, rel=0.05)


def test_the_filter_leaves_out_line_ends_and_unknown_words() -> None:
    made = NgramFilter.of(_training([[A, B, LINE, C, UNKNOWN, D, END], [E, F, END]]), size=2)
    runs = np.array([[A, B], [B, C], [C, UNKNOWN], [UNKNOWN, D], [C, D], [D, E], [E, F], [B, LINE], [LINE, C]])
    assert made.contains(runs).tolist() == [True, True, *[False] * 4, True, False, False]


def test_the_filter_survives_the_disk() -> None:
    made = NgramFilter.of(_random_training(5), size=8, bits_each=12)
    again = NgramFilter.from_bytes(made.to_bytes())
    assert again.to_bytes() == made.to_bytes()
    assert (again.size, again.hashes) == (8, 8)
    assert again.contains(_windows(_random_training(5), 3, 8)).all()
    with pytest.raises(SpecError, match="cut off"):
        NgramFilter.from_bytes(made.to_bytes()[:-1])
    with pytest.raises(SpecError, match="4294967295 hashes"):
        NgramFilter.from_bytes(made.to_bytes()[:8] + b"\xff" * 4 + made.to_bytes()[12:])
    with pytest.raises(SpecError, match="does not begin"):
        NgramFilter.from_bytes(b"PK\x03\x04" + bytes(40))
    with pytest.raises(SpecError, match="runs of 8"):
        made.contains(np.zeros((3, 5), np.int64))
    assert not NgramFilter.of(_training([])).contains(np.array([[A, B, C, D, E]])).any()


def test_a_large_file_keeps_a_list_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    training = _random_training()
    whole = np.concatenate([_windows(training, song) for song in range(60)])
    runs = len(np.unique(whole, axis=0))
    for page, kept, bits, in_page in (
        (900_000, 900_000, 20, True),
        (12 * runs // 8, 900_000, 12, True),
        (9 * runs // 8, 900_000, 10, False),
        (runs // 8, 6 * runs // 8, 6, False),
    ):
        monkeypatch.setattr(export, "MOST_FILTER", page)
        monkeypatch.setattr(export, "MOST_KEPT_FILTER", kept)
        made = export.write_filter(tmp_path / "copies.bin", training)
        assert made is not None
        assert made.contains(whole).all()
        assert made.bits / runs == pytest.approx(bits, rel=0.01)
        assert len(made.to_bytes()) <= (page if in_page else kept)
        assert (tmp_path / "copies.bin").read_bytes() == made.to_bytes()
        assert (export.filter_text(made) is not None) == in_page
    (tmp_path / "copies.bin").unlink()
    monkeypatch.setattr(export, "MOST_KEPT_FILTER", 4 * runs // 8)
    assert export.write_filter(tmp_path / "copies.bin", training) is None
    assert export.filter_text(None) is None
    assert not (tmp_path / "copies.bin").exists()
