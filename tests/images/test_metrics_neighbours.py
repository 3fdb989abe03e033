"""Density, coverage, KID and the like, against their definitions, written out plainly, and against known values."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist
from scipy.special import rel_entr

from hackday.images.metrics import neighbours
from hackday.images.metrics.neighbours import (
    Array,
    density_and_coverage,
    expected_coverage,
    kid,
    kl_to,
    memorisation_ratio,
    nearest_distances,
)
from hackday.specs import SpecError


def _normal(seed: int, count: int, dimensions: int = 6, mean: float = 0) -> Array:
    return np.random.default_rng(seed).normal(mean, 1, (count, dimensions))


def _density_and_coverage(real: Array, fake: Array, k: int) -> tuple[float, float]:
    """Naeem et al. 2020, equations 3 and 4, word for word."""
    within, between = cdist(real, real), cdist(real, fake)
    radius = [sorted(row)[k] for row in within]  # the first is the point itself
    hits = [[between[i, j] < radius[i] for j in range(len(fake))] for i in range(len(real))]
    return sum(map(sum, hits)) / (k * len(fake)), sum(map(any, hits)) / len(real)


def _kid(x: Array, y: Array) -> float:
    """Bińkowski et al. 2018, equation 4, over all pairs."""
    n, m, d = len(x), len(y), x.shape[1]

    def kernel(a: Array, b: Array) -> float:
        return float((a @ b / d + 1) ** 3)

    return (
        sum(kernel(x[i], x[j]) for i in range(n) for j in range(n) if i != j) / (n * (n - 1))
        + sum(kernel(y[i], y[j]) for i in range(m) for j in range(m) if i != j) / (m * (m - 1))
        - 2 * sum(kernel(a, b) for a in x for b in y) / (n * m)
    )


@pytest.mark.parametrize("block", [50, 4_000_000])
@pytest.mark.parametrize("k", [1, 5])
def test_density_and_coverage_are_what_the_paper_defines(k: int, block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "BLOCK_NUMBERS", block)
    real, fake = _normal(0, 60), _normal(1, 45, mean=0.7)
    assert density_and_coverage(real, fake, k) == pytest.approx(_density_and_coverage(real, fake, k))


def test_equal_distributions_reach_their_known_values() -> None:
    density, coverage = density_and_coverage(_normal(2, 1000), _normal(3, 1000))
    assert expected_coverage(1000, 1000) == pytest.approx(1 - 2**-5, abs=1e-3)
    assert coverage == pytest.approx(expected_coverage(1000, 1000), abs=0.02)
    assert density == pytest.approx(1, abs=0.08)
    _, few = density_and_coverage(_normal(2, 1000), _normal(3, 100))
    assert few == pytest.approx(expected_coverage(1000, 100), abs=0.06)


def test_a_dropped_mode_costs_coverage_and_a_stray_one_density() -> None:
    left, right = _normal(4, 500, mean=-5), _normal(5, 500, mean=5)
    _, coverage = density_and_coverage(np.concatenate([left, right]), _normal(6, 1000, mean=5))
    assert coverage < 0.52
    density, _ = density_and_coverage(right, np.concatenate([_normal(7, 250, mean=-5), _normal(8, 250, mean=5)]))
    assert density == pytest.approx(0.5, abs=0.1)


def test_few_points_have_fewer_neighbours() -> None:
    real, fake = _normal(9, 3), _normal(10, 4)
    assert density_and_coverage(real, fake, k=5) == density_and_coverage(real, fake, k=2)
    with pytest.raises(SpecError, match="1 real and 4 other points"):
        density_and_coverage(real[:1], fake)


def test_kid_is_the_unbiased_estimate_over_all_pairs() -> None:
    real, fake = _normal(11, 30), _normal(12, 30, mean=0.5)
    assert kid(real, fake, np.random.default_rng(0)) == pytest.approx(_kid(real, fake))
    assert kid(real[:20], fake, np.random.default_rng(0), subsets=400) == pytest.approx(_kid(real[:20], fake), rel=0.1)


def test_kid_of_equal_distributions_is_about_zero_and_grows_with_the_difference() -> None:
    random = np.random.default_rng(0)
    same, near, far = (
        kid(_normal(13, 1500), _normal(14, 1500, mean=mean), random, subsets=8, size=500) for mean in (0, 0.2, 1)
    )
    assert abs(same) < 0.02
    assert near > 0.05
    assert far > 4 * near


def test_copies_are_told_from_new_pictures() -> None:
    training, held_out = _normal(15, 800), _normal(16, 300)
    fresh = memorisation_ratio(_normal(17, 300), training, held_out)
    assert fresh == pytest.approx(1, abs=0.1)
    assert memorisation_ratio(training[:300] + 0.01, training, held_out) == pytest.approx(0, abs=0.05)
    strange = memorisation_ratio(_normal(18, 300, mean=3), training, held_out)
    assert strange is not None
    assert strange > 2
    assert memorisation_ratio(held_out, training, training[:300]) is None


@pytest.mark.parametrize("block", [5000, 4_000_000])
def test_the_nearest_picture_is_found_among_bytes(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "BLOCK_NUMBERS", block)
    random = np.random.default_rng(1)
    pictures, others = (random.integers(0, 256, (count, 8, 8, 3), np.uint8) for count in (40, 70))
    others[7] = pictures[3]
    wanted = cdist(pictures.reshape(40, -1).astype(float), others.reshape(70, -1).astype(float)).min(axis=1)
    found = nearest_distances(pictures, others)
    assert found == pytest.approx(wanted, rel=1e-9)
    assert found[3] == 0


def test_divergence_is_the_sum_of_relative_entropies() -> None:
    counts, exact = np.array([3, 0, 5, 2]), np.array([0.2, 0.1, 0.4, 0.3])
    assert kl_to(counts, exact) == pytest.approx(rel_entr(counts / 10, exact).sum())
    assert kl_to(10 * counts, counts / 10) == 0
    assert kl_to(np.array([1, 1]), np.array([1.0, 0.0])) == float("inf")
    with pytest.raises(SpecError, match="nothing was counted"):
        kl_to(np.zeros(4), exact)


def test_the_divergence_of_true_draws_is_near_its_known_floor() -> None:
    random, exact = np.random.default_rng(2), np.full(100, 0.01)
    found = np.mean([kl_to(random.multinomial(2000, exact), exact) for _ in range(50)])
    assert found == pytest.approx(99 / 4000, rel=0.1)


def test_points_of_unlike_shapes_are_refused_in_words() -> None:
    for compare in (density_and_coverage, lambda a, b: kid(a, b, np.random.default_rng(0))):
        with pytest.raises(SpecError, match=r"\(5, 6\) and \(5, 7\) cannot be compared"):
            compare(_normal(0, 5, 6), _normal(0, 5, 7))
