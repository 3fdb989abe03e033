"""Versions of a song are found among thousands, and unrelated songs are not taken for them."""

import numpy as np

from hackday.lyrics.data.corpus import TEST, TRAINING, VALIDATION
from hackday.lyrics.data.duplicates import BANDS, band_keys, grams, jaccard, near_groups, song_hash, word_hash
from hackday.lyrics.data.parts import split

Array = np.ndarray


def song(rng: np.random.Generator, length: int = 200) -> Array:
    return rng.integers(1, 2**63, length, np.uint64)


def groups(songs: list[Array]) -> list[int]:
    keys = np.stack([band_keys(grams(words)) for words in songs])
    assert keys.shape == (len(songs), BANDS)
    found: list[int] = near_groups(len(songs), lambda band: keys[:, band], lambda i: grams(songs[i])).tolist()
    return found


def test_versions_of_a_song_are_one_group() -> None:
    rng = np.random.default_rng(1)
    songs = [song(rng) for _ in range(400)]
    for i in range(0, 100, 2):
        changed = songs[i].copy()
        changed[rng.integers(0, 200, 8)] = song(rng, 8)
        songs[i + 1] = changed
    truth = [grams(songs[i]) for i in range(100)]
    alike = [jaccard(truth[i], truth[i + 1]) for i in range(0, 100, 2)]
    found = groups(songs)
    assert 0.55 < min(alike) < 0.8
    assert all(found[i + 1] == found[i] == i for i in range(0, 100, 2))
    assert found[100:] == list(range(100, 400))


def test_songs_with_less_than_half_in_common_are_apart() -> None:
    rng = np.random.default_rng(2)
    one = song(rng)
    assert groups([one, np.concatenate([one[:110], song(rng, 90)])]) == [0, 1]


def test_the_order_of_words_counts_and_short_songs_are_no_trouble() -> None:
    rng = np.random.default_rng(3)
    one = song(rng)
    assert jaccard(grams(one), grams(one[::-1])) == 0
    assert jaccard(grams(one), grams(one)) == 1
    assert groups([one[:3], one[:3], one[:2], one[:0]]) == [0, 0, 2, 3]
    assert song_hash(one) == song_hash(one.copy()) != song_hash(one[1:])
    assert word_hash("love") == word_hash("love") != word_hash("loves")


def test_parts_are_by_group_and_no_part_is_empty() -> None:
    rng = np.random.default_rng(4)
    for count in (3, 4, 10, 100, 1000):
        hashes = rng.integers(0, 2**63, count, np.uint64)
        part = split(hashes, np.arange(count))
        for one in (VALIDATION, TEST):
            assert 1 <= (part == one).sum() <= max(1, 0.12 * count)
        grouped = np.arange(count) // 3 * 3
        part = split(hashes, grouped)
        if count >= 9:
            assert all(len(set(part[grouped == one])) == 1 for one in set(grouped.tolist()))
        assert {TRAINING, VALIDATION, TEST} == set(part.tolist())


def test_added_songs_move_no_others_and_the_files_order_none() -> None:
    rng = np.random.default_rng(5)
    hashes = rng.integers(0, 2**63, 1100, np.uint64)
    before, after = split(hashes[:1000], np.arange(1000)), split(hashes, np.arange(1100))[:1000]
    assert (before == after).all()
    order = rng.permutation(1000)
    assert (split(hashes[order], np.arange(1000)) == before[order]).all()
