"""The losses against values computed by hand, and the finite difference against autograd's slope."""

import math

import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from hackday.images.losses import (
    dcgan_discriminator_loss,
    dcgan_generator_loss,
    naming_loss,
    relativistic_discriminator_loss,
    relativistic_generator_loss,
    slope_penalty,
)
from hackday.images.model import Discriminator, spread

REAL, FAKE = torch.tensor([2.0, -1.0]), torch.tensor([1.0, 1.0])


def test_relativistic_losses_are_the_softplus_of_each_pairs_difference() -> None:
    told = (math.log1p(math.exp(-1)) + math.log1p(math.exp(2))) / 2  # fake − real: −1, 2
    wish = (math.log1p(math.exp(1)) + math.log1p(math.exp(-2))) / 2
    assert float(relativistic_discriminator_loss(REAL, FAKE)) == pytest.approx(told, rel=1e-6)
    assert float(relativistic_generator_loss(REAL, FAKE)) == pytest.approx(wish, rel=1e-6)


def test_dcgan_losses_are_cross_entropies_with_one_side_smoothed() -> None:
    def entropy(logit: float, label: float) -> float:
        p = 1 / (1 + math.exp(-logit))
        return -label * math.log(p) - (1 - label) * math.log(1 - p)

    real = (entropy(2, 0.9) + entropy(-1, 0.9)) / 2
    assert float(dcgan_discriminator_loss(REAL, FAKE, 0.9)) == pytest.approx(real + entropy(1, 0), rel=1e-6)
    assert float(dcgan_generator_loss(FAKE)) == pytest.approx(entropy(1, 1), rel=1e-6)


def test_naming_is_the_cross_entropy_of_the_attributes_that_are_told() -> None:
    """Against torch's own cross-entropy, attribute by attribute; a hidden one has no part in it."""
    logits = torch.randn(3, 5, generator=torch.Generator().manual_seed(1))
    told = torch.tensor([[0.0, 1.0, 0.0, 0.0, 1.0], [0.0, 0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0, 0.0]])
    two, three = logits[:, :2], logits[:, 2:]
    right = [cross_entropy(two[0], torch.tensor(1)), cross_entropy(three, torch.tensor([2, 0, 1]))]
    assert naming_loss(logits, told, (2, 3)).tolist() == pytest.approx([float(one) for one in right], rel=1e-6)
    assert naming_loss(logits, torch.zeros(3, 5), (2, 3)).tolist() == [0, 0]


def test_the_finite_difference_is_the_squared_slope() -> None:
    """In expectation over the nudges, and for small σ: against torch's own gradient of a curved function."""
    random = torch.Generator().manual_seed(0)
    net = nn.Sequential(nn.Linear(6, 16), nn.Tanh(), nn.Linear(16, 1)).double()
    x = torch.randn(1, 6, generator=random, dtype=torch.float64).requires_grad_()
    (slope,) = torch.autograd.grad(net(x).sum(), x)
    many = x.detach().repeat(200_000, 1)
    nudges = torch.randn(many.shape, generator=random, dtype=torch.float64)
    sigma = 1e-3
    with torch.no_grad():
        measured = float(slope_penalty(net(many)[:, 0], net(many + sigma * nudges)[:, 0], sigma))
    assert measured == pytest.approx(float((slope**2).sum()), rel=0.02)


def test_the_spread_of_a_group_is_its_standard_deviation_place_by_place() -> None:
    maps = torch.randn(6, 4, 3, 2, generator=torch.Generator().manual_seed(2))
    found = spread(maps, 3)
    assert found.shape == (6, 1, 3, 2)
    for row in range(6):
        group = maps[row // 3 * 3 : row // 3 * 3 + 3]
        expected = group.std(dim=0, correction=0).mean(dim=0)
        assert torch.allclose(found[row, 0], expected, atol=1e-4)
    assert spread(maps[:1].repeat(4, 1, 1, 1), 4).max() < 1e-3, "pictures that are all alike have none"


def test_a_discriminator_that_compares_knows_a_batch_of_one_picture() -> None:
    torch.manual_seed(0)
    judge = Discriminator(values=(), widths=(4, 5), size=16, channels=1, group=4)
    none = torch.zeros(4, 0)
    same = torch.randn(1, 1, 16, 16).repeat(4, 1, 1, 1)
    others = torch.cat([same[:1], torch.randn(3, 1, 16, 16)])
    assert judge(same, none)[0] != judge(others, none)[0]
