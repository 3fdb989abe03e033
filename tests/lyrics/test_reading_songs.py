"""Reading side by side: every word of every song is asked for once an epoch, from its own song alone."""

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hackday.lyrics.data.corpus import END
from hackday.lyrics.reading import NOTHING, Position, Reader
from tests.lyrics.runs import corpus_of

SONGS = st.lists(st.lists(st.integers(2, 9), min_size=1, max_size=23), min_size=3, max_size=12)


@given(SONGS, st.integers(1, 5), st.integers(1, 9))
@settings(max_examples=60, deadline=None)
def test_every_song_is_read_from_start_to_end_once_an_epoch(songs: list[list[int]], batch: int, stretch: int) -> None:
    corpus = corpus_of(songs, 10)
    chosen = np.arange(len(songs))
    reader = Reader(corpus, chosen, batch, stretch, seed=3)
    rows: dict[int, list[int]] = {}
    heard: list[list[int]] = []
    while reader.position.epoch == 0:
        one = reader.next()
        for row in range(reader.batch):
            if one.fresh[row]:
                heard.append(rows.get(row, []))
                rows[row] = []
                assert one.words[0, row] == END
            asked = one.targets[:, row] != NOTHING
            assert asked[: asked.sum()].all(), "what is empty stands at the end"
            words = one.words[asked, row]
            before = rows[row][-1:] if rows[row] else [END]
            assert words.tolist() == [*before, *one.targets[asked, row].tolist()][:-1]
            rows[row] += one.targets[asked, row].tolist()
    # The epoch has ended: every song was begun once, and only those of the next epoch twice.
    whole = Counter((*song, END) for song in songs)
    finished = Counter(tuple(song) for song in heard if song)
    begun = [song for song in rows.values() if song]
    assert not finished - whole, "a song was read twice, or in pieces"
    for song in begun:
        assert any(full[: len(song)] == tuple(song) for full in whole)
    assert sum(finished.values()) + len(begun) >= len(songs)


def test_a_reader_goes_on_from_a_position_as_if_it_had_never_stopped() -> None:
    corpus = corpus_of([[4, 5, 6, 7] * 5, [8, 9] * 7, [5] * 11, [6, 4] * 4, [7] * 3], 10)
    whole, broken = (Reader(corpus, np.arange(5), 2, 4, seed=1) for _ in range(2))
    for _ in range(9):
        whole.next()
        broken.next()
    again = Reader(corpus, np.arange(5), 2, 4, seed=1)
    again.position = Position(**broken.position.plain())
    for _ in range(30):
        one, other = whole.next(), again.next()
        assert (one.words == other.words).all()
        assert (one.targets == other.targets).all()
        assert (one.fresh == other.fresh).all()
