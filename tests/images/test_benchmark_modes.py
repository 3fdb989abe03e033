"""The counting behind the benchmarks of modes, and their pictures, against answers made by hand."""

import math

import glyphs
import modes
import numpy as np
import pytest
import torch
from glyphs import Bank

from hackday.training import stream


def test_the_mixtures_are_where_the_papers_put_them() -> None:
    ring, grid = modes.ring(), modes.grid()
    assert np.allclose(ring.centres[[0, 2, 4]], [[2, 0], [0, 2], [-2, 0]])
    assert np.allclose(np.linalg.norm(ring.centres, axis=1), 2)
    assert {(float(x), float(y)) for x, y in grid.centres} == {(x, y) for x in range(-4, 5, 2) for y in range(-4, 5, 2)}
    assert grid.scale == pytest.approx(np.sqrt(8))  # the mean of 16, 4, 0, 4, 16
    assert ring.scale == pytest.approx(np.sqrt(2))


def test_a_point_counts_for_its_nearest_centre_within_three_sigma() -> None:
    points = np.array([[2.0, 0.059], [2.0, 0.061], [2.059, 0.0], [0.0, 2.0], [0.0, 0.0], [-2.0, 0.0]])
    assert modes.near_centres(points, modes.ring()).tolist() == [2, 0, 1, 0, 1, 0, 0, 0]


def test_true_draws_have_the_quality_and_the_divergence_that_theory_says() -> None:
    random, grid = np.random.default_rng(1), modes.grid()
    divergences, qualities = [], []
    for _ in range(40):
        centres = grid.centres[random.integers(25, size=2500)]
        counts = modes.near_centres(centres + grid.sigma * random.normal(size=centres.shape), grid)
        qualities.append(counts.sum() / 2500)
        divergences.append(modes.kl_to_uniform(counts))
    assert pytest.approx(0.98889, abs=1e-5) == modes.PERFECT_QUALITY
    assert np.mean(qualities) == pytest.approx(modes.PERFECT_QUALITY, abs=0.0015)
    assert np.mean(divergences) == pytest.approx(modes.kl_floor(25, 2500), rel=0.15)


def test_divergences_by_hand() -> None:
    assert modes.kl_to_uniform(np.array([5, 5, 5, 5])) == pytest.approx(0)
    assert modes.kl_to_uniform(np.array([7, 0, 0, 0])) == pytest.approx(math.log(4))
    assert modes.kl_to_uniform(np.array([1, 3])) == pytest.approx(0.25 * math.log(0.5) + 0.75 * math.log(1.5))
    assert math.isnan(modes.kl_to_uniform(np.zeros(3, np.int64)))
    assert modes.kl_floor(1000, 26_000) == pytest.approx(0.0192, abs=1e-4)


def test_found_and_expected() -> None:
    assert modes.found(np.array([0, 1, 19, 20, 21])) == 4
    assert modes.found(np.array([0, 1, 19, 20, 21]), at_least=20) == 2
    assert modes.expected_found(2, 2) == pytest.approx(1.5)  # of four equally likely pairs, two find both


def test_a_triple_of_glyphs_is_the_mode_of_its_number() -> None:
    counts = modes.stacked_counts(np.array([[0, 0, 7], [9, 9, 9], [1, 2, 3], [1, 2, 3]]))
    assert {int(place): int(counts[place]) for place in np.flatnonzero(counts)} == {7: 1, 123: 2, 999: 1}
    assert len(counts) == 1000


def test_channels_hold_the_glyphs_that_the_labels_say() -> None:
    marked = np.zeros((10, 3, glyphs.SIZE, glyphs.SIZE), np.uint8)
    marked[:] = np.arange(10, dtype=np.uint8)[:, None, None, None]  # a digit's pictures hold its number
    pictures, labels = Bank(marked).draw(np.random.default_rng(0), 50)
    assert pictures.shape == (50, glyphs.SIZE, glyphs.SIZE, 3)
    assert np.array_equal(pictures, np.broadcast_to(labels[:, None, None], pictures.shape))


def test_glyphs_come_from_the_seed_vary_and_stay_inside() -> None:
    bank = glyphs.make_bank(3, "training", 4)
    assert bank.pictures.shape == (10, 4, glyphs.SIZE, glyphs.SIZE)
    assert np.array_equal(bank.pictures, glyphs.make_bank(3, "training", 4).pictures)
    assert not np.array_equal(bank.pictures, glyphs.make_bank(3, "held out", 4).pictures)
    flat = bank.pictures.reshape(40, -1)
    assert len(np.unique(flat, axis=0)) == 40
    assert (flat.max(axis=1) > 200).all()
    edges = [bank.pictures[..., 0, :], bank.pictures[..., -1, :], bank.pictures[..., :, 0], bank.pictures[..., :, -1]]
    assert not np.concatenate([edge.ravel() for edge in edges]).any()  # nothing is cut off


def test_the_turned_glyph_keeps_its_middle_and_its_ink() -> None:
    """Turning about the middle keeps the ink; moving moves its centre by no more than was asked for."""
    pictures = glyphs.make_bank(0, "training", 40).pictures[8].astype(np.float64)  # 8 is nearly symmetric
    x = np.arange(glyphs.SIZE) + 0.5
    ink = pictures.sum(axis=(1, 2))
    centre = np.stack([(pictures.sum(axis=1) * x).sum(axis=1), (pictures.sum(axis=2) * x).sum(axis=1)]) / ink
    off = centre - glyphs.SIZE / 2
    assert np.abs(off).max() < glyphs.SHIFT + 0.3
    assert off.std() == pytest.approx(glyphs.SHIFT / math.sqrt(3), rel=0.25)  # of a uniform shift
    assert ink.max() / ink.min() < ((1 + glyphs.SCALE) / (1 - glyphs.SCALE)) ** 2 * 1.05


def test_a_reader_learns_to_read_glyphs_that_it_has_not_seen() -> None:
    torch.set_num_threads(1)
    training, held_out = glyphs.make_bank(0, "training", 60), glyphs.make_bank(0, "held out", 20)
    reader = glyphs.train_reader(training, seed=0, steps=80)
    assert glyphs.reading_accuracy(reader, held_out) > 0.9
    pictures, labels = held_out.draw(stream(0, "pictures"), 60)
    assert (glyphs.read(reader, pictures) == labels).mean() > 0.9  # channel by channel, in order
