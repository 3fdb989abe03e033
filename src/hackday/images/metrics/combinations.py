"""Are the drawn pictures what was asked for, and is every kind of picture there, in its full variety?

A *combination* is a full row of labels that occurs among the real pictures: red hair with round glasses on pale skin.
Three questions are kept apart, for each of them misses what another sees. Is what was asked for drawn (accuracy)? Are
all combinations drawn, as often as they are real (coverage, KL)? Do the pictures within one combination differ as much
as real ones do (variance ratio)? A generator with one good picture a combination would pass the first two.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from hackday.images.data.dataset import UNKNOWN, Attribute
from hackday.images.metrics.neighbours import kl_to
from hackday.specs import require
from hackday.training import stream

Array = np.ndarray[Any, Any]

WORST = 5  # combinations that are shown
SHOWN = 8  # pictures of each
FLOOR_SAMPLES = 20  # real samples whose mean is the floor of coverage and KL
LEAST_FOR_VARIANCE = 3  # pictures of a combination, drawn and real, that it takes to compare their variety


def attribute_report(
    predicted: Array,
    requested: Array,
    attributes: Sequence[Attribute],
    features_generated: Array,
    features_real: Array,
    real_labels: Array,
    accuracy: Mapping[str, float | None],
    seed: int,
) -> dict[str, Any]:
    """What N drawn pictures show, beside what was asked for and what is real.

    `predicted`, `requested`: (N, attributes), what the classifier reads and what was asked for, UNKNOWN for "any".
    `real_labels`: (n, attributes). The features, (N, d) and (n, d), are rows for the same pictures. `accuracy`: the
    classifier's own, on real pictures that it was not trained on.

    `attribute_accuracy`: by attribute, of the drawn pictures and the classifier's own; None if it was never asked for.
    `coverage`: the combinations of which at least one picture was drawn, of all; floor: what N real pictures cover.
    `kl`: from the real shares of the combinations, in nats, with N real pictures' as its floor; `outside_share` of the
    pictures show combinations that no real one has, and are left out of it. `coverage_without`: the coverage where one
    attribute is not looked at, by its name. `variance_ratio`: the median, over
    combinations as the classifier reads them, of the variance of the drawn pictures' features over the real ones';
    floor: between two halves of the real pictures. `worst`: the combinations asked for that came out wrong the most,
    with the first pictures of each. What nothing can be said about is None.
    """
    require(
        predicted.shape == requested.shape == (len(features_generated), len(attributes)),
        f"{predicted.shape} read labels, {requested.shape} wishes, {len(features_generated)} features and "
        f"{len(attributes)} attributes do not belong together",
    )
    require(len(predicted) >= 1, "there are no pictures to judge")
    require(len(real_labels) == len(features_real), "there must be as many real labels as features of real pictures")
    known = (real_labels != UNKNOWN).all(axis=1)
    require(bool(known.any()), "no real picture has all its labels, so there are no combinations to look for")
    kind, real_kind = kinds_of(predicted, real_labels[known])
    random = stream(seed, "attribute report")
    return {
        "attribute_accuracy": _accuracies(predicted, requested, attributes, accuracy),
        **_shares(kind, real_kind, random),
        "coverage_without": {
            one.name: _shares(
                *kinds_of(np.delete(predicted, column, axis=1), np.delete(real_labels[known], column, axis=1)), random
            )["coverage"]
            for column, one in enumerate(attributes)
            if len(attributes) > 1
        },
        "variance_ratio": _variety(
            kind, features_generated, real_kind, features_real[known], int(real_kind.max()) + 1, random
        ),
        "worst": worst_combinations(predicted, requested, attributes),
    }


def worst_combinations(predicted: Array, requested: Array, attributes: Sequence[Attribute]) -> list[dict[str, Any]]:
    """The full combinations asked for whose pictures were all right in the smallest share, worst first, at most 5."""
    whole = np.flatnonzero((requested != UNKNOWN).all(axis=1))
    right = (predicted[whole] == requested[whole]).all(axis=1)
    kinds, which, counts = np.unique(requested[whole], axis=0, return_inverse=True, return_counts=True)
    shares = np.bincount(which, weights=right, minlength=len(kinds)) / np.maximum(counts, 1)
    return [
        {
            "labels": [int(value) for value in kinds[row]],
            "names": {one.name: one.values[value] for one, value in zip(attributes, kinds[row], strict=True)},
            "requested": int(counts[row]),
            "right_share": float(shares[row]),
            "pictures": whole[which == row][:SHOWN].tolist(),
        }
        for row in np.lexsort((-counts, shares))[:WORST]
    ]


def kinds_of(drawn: Array, real: Array) -> tuple[Array, Array]:
    """The combinations of real labels (n, attributes), numbered: which each of `drawn` (N, attributes) is, −1 for none
    of them, and which each of `real` is.
    """
    _, codes = np.unique(np.concatenate([real, drawn]), axis=0, return_inverse=True)
    codes = codes.reshape(-1)
    kinds, real_kind = np.unique(codes[: len(real)], return_inverse=True)
    place = np.minimum(np.searchsorted(kinds, codes[len(real) :]), len(kinds) - 1)
    return np.where(kinds[place] == codes[len(real) :], place, -1), real_kind


def _accuracies(
    predicted: Array, requested: Array, attributes: Sequence[Attribute], accuracy: Mapping[str, float | None]
) -> dict[str, dict[str, float | None]]:
    asked = requested != UNKNOWN
    right = (predicted == requested) & asked
    return {
        one.name: {
            "generated": float(right[:, column].sum() / asked[:, column].sum()) if asked[:, column].any() else None,
            "real": accuracy[one.name],
        }
        for column, one in enumerate(attributes)
    }


def _shares(kind: Array, real_kind: Array, random: np.random.Generator) -> dict[str, Any]:
    """`coverage`, `kl` and `outside_share` of drawn pictures of these kinds."""
    real_counts = np.bincount(real_kind)
    real_shares = real_counts / real_counts.sum()
    counts = np.bincount(kind[kind >= 0], minlength=len(real_shares))
    samples = random.multinomial(len(kind), real_shares, FLOOR_SAMPLES)
    return {
        "coverage": {
            "covered": int((counts > 0).sum()),
            "total": len(real_shares),
            "floor": round(float((samples > 0).sum(axis=1).mean()), 2),
        },
        "kl": {
            "value": kl_to(counts, real_shares) if counts.any() else None,
            "floor": float(np.mean([kl_to(sample, real_shares) for sample in samples])),
        },
        "outside_share": float((kind < 0).mean()),
    }


def _variety(
    kind: Array, features: Array, real_kind: Array, real_features: Array, kinds: int, random: np.random.Generator
) -> dict[str, float | None]:
    """The median over kinds of the variance within, drawn over real; and of as many real pictures over the others."""
    inside = kind >= 0
    order = random.permutation(len(real_kind))
    some = min(len(kind), len(order) // 2)
    one, other = order[:some], order[some:]
    return {
        "median": _median_ratio(
            _variances(kind[inside], features[inside], kinds), _variances(real_kind, real_features, kinds)
        ),
        "floor": _median_ratio(
            _variances(real_kind[one], real_features[one], kinds),
            _variances(real_kind[other], real_features[other], kinds),
        ),
    }


def _median_ratio(variances: Array, real: Array) -> float | None:
    comparable = np.isfinite(variances) & np.isfinite(real) & (real > 0)
    return float(np.median(variances[comparable] / real[comparable])) if comparable.any() else None


def _variances(kind: Array, features: Array, kinds: int) -> Array:
    """The unbiased variance of the features, summed over them, within each kind; NaN where there are too few."""
    counts = np.bincount(kind, minlength=kinds)
    sums = np.zeros((kinds, features.shape[1]))
    np.add.at(sums, kind, features)
    means = sums / np.maximum(counts, 1)[:, None]
    squared = np.bincount(kind, weights=((features - means[kind]) ** 2).sum(axis=1), minlength=kinds)
    return np.where(counts >= LEAST_FOR_VARIANCE, squared / np.maximum(counts - 1, 1), np.nan)
