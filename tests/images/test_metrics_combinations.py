"""The report on drawn pictures with attributes: each of its three questions sees the failure that it is asked for."""

from typing import Any

import numpy as np
import pytest
from scipy.special import rel_entr

from hackday.images.data.dataset import UNKNOWN, Attribute
from hackday.images.metrics.combinations import Array, attribute_report, worst_combinations
from hackday.specs import SpecError

ATTRIBUTES = (Attribute("hair", ("red", "grey", "none")), Attribute("glasses", ("no", "yes")))
ACCURACY = {"hair": 0.99, "glasses": 0.98}


def _real(count: int, seed: int = 0) -> tuple[Array, Array]:
    """Labels, among which nobody without hair wears glasses, and features that have the variance 4 within each."""
    random = np.random.default_rng(seed)
    labels = np.stack([random.choice(3, count, p=(0.5, 0.3, 0.2)), random.integers(0, 2, count)], axis=1)
    labels[labels[:, 0] == 2, 1] = 0
    return labels.astype(np.int16), 10 * labels.sum(axis=1, keepdims=True) + random.normal(0, 2, (count, 8))


def _report(predicted: Array, requested: Array, features: Array) -> dict[str, Any]:
    labels, real_features = _real(3000)
    return attribute_report(predicted, requested, ATTRIBUTES, features, real_features, labels, ACCURACY, seed=0)


def test_real_pictures_are_at_every_floor() -> None:
    labels, features = _real(2000, seed=1)
    report = _report(labels, labels, features)
    assert report["attribute_accuracy"] == {
        "hair": {"generated": 1.0, "real": 0.99},
        "glasses": {"generated": 1.0, "real": 0.98},
    }
    assert report["coverage"] == {"covered": 5, "total": 5, "floor": 5}
    assert 0 <= report["kl"]["value"] < 0.006
    assert report["kl"]["floor"] == pytest.approx(4 / 4000, rel=0.6)  # (K − 1) / 2N
    assert report["outside_share"] == 0
    assert report["variance_ratio"]["median"] == pytest.approx(1, abs=0.1)
    assert report["variance_ratio"]["floor"] == pytest.approx(1, abs=0.1)


def test_wrong_pictures_lower_the_accuracy_of_their_attribute_alone() -> None:
    labels, features = _real(1000, seed=2)
    predicted = labels.copy()
    predicted[:250, 1] = 1 - predicted[:250, 1]
    accuracy = _report(predicted, labels, features)["attribute_accuracy"]
    assert accuracy["hair"]["generated"] == 1
    assert accuracy["glasses"]["generated"] == 0.75


def test_what_was_not_asked_for_is_not_counted() -> None:
    labels, features = _real(100, seed=3)
    requested = labels.copy()
    requested[:50, 0] = UNKNOWN
    requested[:, 1] = UNKNOWN
    predicted = labels.copy()
    predicted[:50, 0] = (predicted[:50, 0] + 1) % 2
    accuracy = _report(predicted, requested, features)["attribute_accuracy"]
    assert accuracy["hair"]["generated"] == 1
    assert accuracy["glasses"]["generated"] is None


def test_a_dropped_combination_and_one_that_does_not_exist_show() -> None:
    labels, features = _real(1000, seed=4)
    predicted = labels.copy()
    predicted[(labels == (0, 1)).all(axis=1)] = (0, 0)
    strange = np.flatnonzero(labels[:, 0] == 2)[:30]
    predicted[strange] = (2, 1)
    report = _report(predicted, labels, features)
    assert report["coverage"]["covered"] == 4
    assert report["coverage"]["floor"] == 5
    assert report["outside_share"] == 0.03
    order = [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0)]
    counts = np.array([(predicted == row).all(axis=1).sum() for row in order])
    real = np.array([(_real(3000)[0] == row).all(axis=1).sum() for row in order])
    assert report["kl"]["value"] == pytest.approx(rel_entr(counts / counts.sum(), real / real.sum()).sum())


def test_one_picture_a_combination_again_and_again_has_no_variance() -> None:
    labels, _ = _real(1000, seed=5)
    same = _report(labels, labels, 10.0 * labels.sum(axis=1, keepdims=True) + np.zeros((1000, 8)))
    assert same["variance_ratio"]["median"] == pytest.approx(0, abs=1e-9)
    assert same["coverage"]["covered"] == 5
    random = np.random.default_rng(0)
    half = _report(labels, labels, 10 * labels.sum(axis=1, keepdims=True) + random.normal(0, 2**0.5, (1000, 8)))
    assert half["variance_ratio"]["median"] == pytest.approx(0.5, abs=0.06)


def test_the_worst_combinations_come_first_with_their_pictures() -> None:
    requested = np.array([(0, 0)] * 4 + [(1, 1)] * 2 + [(2, 0)] * 10 + [(0, UNKNOWN)])
    predicted = requested.copy()
    predicted[-1, 1] = 0
    predicted[[0, 4, 5]] = (2, 1)
    first, second, third = worst_combinations(predicted, requested, ATTRIBUTES)
    assert first == {
        "labels": [1, 1],
        "names": {"hair": "grey", "glasses": "yes"},
        "requested": 2,
        "right_share": 0.0,
        "pictures": [4, 5],
    }
    assert (second["labels"], second["right_share"], second["pictures"]) == ([0, 0], 0.75, [0, 1, 2, 3])
    assert (third["labels"], third["right_share"], third["requested"]) == ([2, 0], 1.0, 10)
    assert third["pictures"] == list(range(6, 14))


def test_few_pictures_give_none_where_nothing_can_be_said() -> None:
    labels, features = _real(2, seed=6)
    report = _report(labels, np.full_like(labels, UNKNOWN), features)
    assert report["variance_ratio"]["median"] is None
    assert report["worst"] == []
    strange = _report(np.array([[2, 1]]), np.array([[2, 1]]), features[:1])
    assert strange["kl"]["value"] is None
    assert strange["outside_share"] == 1


def test_tables_that_do_not_belong_together_are_refused_in_words() -> None:
    labels, features = _real(10)
    with pytest.raises(SpecError, match="do not belong together"):
        _report(labels, labels[:5], features)
    with pytest.raises(SpecError, match="no pictures"):
        _report(labels[:0], labels[:0], features[:0])
    unknown = np.full_like(labels, UNKNOWN)
    with pytest.raises(SpecError, match="no combinations"):
        attribute_report(labels, labels, ATTRIBUTES, features, features, unknown, ACCURACY, seed=0)
