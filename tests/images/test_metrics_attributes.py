"""The classifier of labelled pictures: it learns what can be seen, ignores what nobody said, and judges itself."""

import numpy as np
import pytest
import torch

from hackday.images.data.dataset import UNKNOWN, Attribute
from hackday.images.metrics.attributes import Array, train_classifier
from hackday.specs import SpecError

ATTRIBUTES = (Attribute("colour", ("red", "green", "blue")), Attribute("side", ("left", "right")))


def _pictures(seed: int, count: int) -> tuple[Array, Array]:
    """A bar of one of three colours on one of two sides, in noise."""
    random = np.random.default_rng(seed)
    labels = np.stack([random.integers(0, 3, count), random.integers(0, 2, count)], axis=1).astype(np.int16)
    pictures = random.integers(0, 60, (count, 16, 16, 3), np.uint8)
    for picture, (colour, side) in zip(pictures, labels, strict=True):
        picture[2:14, 3 + 8 * side : 6 + 8 * side, colour] = 220
    return pictures, labels


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


def test_what_can_be_seen_is_read_and_what_cannot_is_judged_as_chance() -> None:
    pictures, labels = _pictures(0, 600)
    coins = np.random.default_rng(1).integers(0, 2, (600, 1)).astype(np.int16)
    attributes = (*ATTRIBUTES, Attribute("coin", ("heads", "tails")))
    classifier = train_classifier(pictures, np.concatenate([labels, coins], axis=1), attributes, seed=0, steps=40)
    known = {name: share or 0.0 for name, share in classifier.accuracy.items()}
    assert known["colour"] > 0.95
    assert known["side"] > 0.95
    assert 0.3 < known["coin"] < 0.7  # on pictures that it did not learn from
    fresh, wanted = _pictures(2, 200)
    read = classifier.predict(fresh)
    assert (read.shape, read.dtype) == ((200, 3), np.int16)
    assert (read[:, :2] == wanted).mean() > 0.95
    assert classifier.predict(fresh[:0]).shape == (0, 3)


def test_labels_that_nobody_knows_teach_nothing_and_count_nothing() -> None:
    pictures, labels = _pictures(3, 500)
    labels[np.random.default_rng(0).random(labels.shape) < 0.5] = UNKNOWN
    labels[:, 1] = UNKNOWN
    classifier = train_classifier(pictures, labels, ATTRIBUTES, seed=0, steps=40)
    assert (classifier.accuracy["colour"] or 0.0) > 0.95
    assert classifier.accuracy["side"] is None
    fresh, wanted = _pictures(4, 100)
    assert (classifier.predict(fresh)[:, 0] == wanted[:, 0]).mean() > 0.95


def test_the_same_seed_gives_the_same_classifier() -> None:
    pictures, labels = _pictures(5, 100)
    before = torch.random.get_rng_state()
    told: list[int] = []
    one, again = (
        train_classifier(pictures, labels, ATTRIBUTES, seed=4, steps=4, progress=lambda done, _of: told.append(done))
        for _ in range(2)
    )
    assert one.accuracy == again.accuracy
    assert np.array_equal(one.predict(pictures), again.predict(pictures))
    assert told == [1, 2, 3, 4] * 2
    assert torch.equal(before, torch.random.get_rng_state())


def test_labels_that_do_not_fit_are_refused_in_words() -> None:
    pictures, labels = _pictures(6, 10)
    with pytest.raises(SpecError, match="no labels"):
        train_classifier(pictures, labels[:, :0], (), seed=0)
    with pytest.raises(SpecError, match=r"\(10, 1\) do not fit 10 pictures and 2 attributes"):
        train_classifier(pictures, labels[:, :1], ATTRIBUTES, seed=0)
    with pytest.raises(SpecError, match="1 pictures are too few"):
        train_classifier(pictures[:1], labels[:1], ATTRIBUTES, seed=0)
