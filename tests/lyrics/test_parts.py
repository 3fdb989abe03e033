"""The split by song: it leaks no near duplicate, and songs that are added move no other."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hackday.lyrics.data.corpus import TEST, TRAINING, VALIDATION
from hackday.lyrics.data.parts import split


@given(st.integers(0, 2**32), st.integers(1, 300))
def test_songs_that_are_added_move_no_other(seed: int, added: int) -> None:
    every = np.random.default_rng(seed).integers(0, 2**63, 900, dtype=np.uint64) * 2
    before, after = (split(part, np.arange(len(part))) for part in (every[:-added], every))
    assert (before == after[:-added]).all()


@given(st.lists(st.integers(0, 2**64 - 1), min_size=3, max_size=60, unique=True), st.data())
def test_each_part_has_a_song_and_no_group_is_divided(hashes: list[int], data: st.DataObject) -> None:
    groups = np.array(data.draw(st.lists(st.integers(0, 8), min_size=len(hashes), max_size=len(hashes))))
    part = split(np.array(hashes, np.uint64), groups)
    assert set(part.tolist()) == {TRAINING, VALIDATION, TEST}
    if len(set(groups.tolist())) >= 3:
        assert all(len(set(part[groups == group].tolist())) == 1 for group in set(groups.tolist()))


def test_about_a_tenth_is_held_out() -> None:
    part = split(np.random.default_rng(0).integers(0, 2**63, 20_000, dtype=np.uint64) * 2, np.arange(20_000) // 2)
    assert [round(float((part == one).mean()), 2) for one in (TRAINING, VALIDATION, TEST)] == [0.9, 0.05, 0.05]
