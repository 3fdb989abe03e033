"""Recall against its definition, worked by hand and summed over the vocabulary."""

import numpy as np
import pytest

from hackday.lyrics.recall import LONGEST, recall_distributions, recall_probabilities

BASE = np.array([0.4, 0.3, 0.2, 0.1])


def test_recall_is_witten_and_bells_estimate() -> None:
    p, recalled = recall_probabilities(np.array([2, 3, 2, 3]), BASE)
    first = 0.2  # nothing was heard
    second = (0 + 1 * 0.1) / (1 + 1)  # one kind, 2, was heard after nothing
    third = (1 + 2 * 0.2) / (2 + 2)  # of two words heard one was a 2; after the 3 just sung nothing was heard
    single = (1 + 2 * 0.1) / (3 + 2)  # 2, 3, 2 were heard: two kinds
    fourth = (1 + 1 * single) / (1 + 1)  # and after a 2 always a 3
    assert p == pytest.approx([first, second, third, fourth])
    assert recalled.tolist() == [0, 0, 0, 1]


def test_recall_gives_every_word_its_share_and_no_more() -> None:
    song = np.random.default_rng(3).integers(0, 4, 60)
    whole = recall_distributions(song, BASE)
    assert whole.sum(axis=1) == pytest.approx(np.ones(60))
    assert whole[np.arange(60), song] == pytest.approx(recall_probabilities(song, BASE)[0])


def test_a_chorus_that_comes_again_is_all_but_known() -> None:
    chorus = np.arange(20)
    base = np.full(40, 1 / 40)
    p, recalled = recall_probabilities(np.concatenate([chorus, [30, 31], chorus]), base)
    assert np.all(p[:20] < 0.05)
    assert np.all(p[30:] > 0.98)
    assert recalled[30:].tolist() == [LONGEST] * 12


def test_a_song_of_no_words_has_no_probabilities() -> None:
    p, recalled = recall_probabilities(np.array([], np.int64), BASE)
    assert (len(p), len(recalled)) == (0, 0)
