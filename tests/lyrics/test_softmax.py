"""The cheap softmax: its estimate of the sum is unbiased, and its slopes are the full softmax's in expectation."""

import torch

from hackday.lyrics.softmax import full_loss, sampled_loss


def material(words: int = 60, width: int = 6, count: int = 20) -> tuple[torch.Tensor, ...]:
    random = torch.Generator().manual_seed(1)
    features = torch.randn(count, width, generator=random)
    weight = 0.4 * torch.randn(words, width, generator=random)
    bias = 0.2 * torch.randn(words, generator=random)
    targets = torch.randint(0, words, (count,), generator=random)
    return features, weight, bias, targets


def test_with_all_words_it_is_the_full_softmax() -> None:
    features, weight, bias, targets = material()
    random = torch.Generator().manual_seed(0)
    for budget in (0, 60, 100):
        assert sampled_loss(features, weight, bias, targets, budget, random) == full_loss(
            features, weight, bias, targets
        )


def test_the_sum_is_unbiased() -> None:
    features, weight, bias, targets = material(count=1)
    exact = (features @ weight.T + bias).exp().sum().item()
    random = torch.Generator().manual_seed(0)
    own = ((features * weight[targets]).sum() + bias[targets]).item()
    sums = [torch.exp(sampled_loss(features, weight, bias, targets, 30, random) + own).item() for _ in range(3000)]
    error = torch.tensor(sums).std().item() / 3000**0.5
    assert abs(sum(sums) / 3000 - exact) < 4 * error + 1e-6


def test_its_slopes_are_the_full_ones_in_expectation() -> None:
    features, weight, bias, targets = material()
    weight.requires_grad_()
    full_loss(features, weight, bias, targets).backward()  # type: ignore[no-untyped-call]
    assert weight.grad is not None
    exact = weight.grad.clone()
    random = torch.Generator().manual_seed(0)
    weight.grad.zero_()
    for _ in range(2000):  # slopes add up
        sampled_loss(features, weight, bias, targets, 50, random).backward()  # type: ignore[no-untyped-call]
    assert torch.allclose(weight.grad / 2000, exact, atol=0.02 * exact.abs().max().item())


def test_the_target_is_never_counted_twice() -> None:
    """Whatever is drawn, the loss of a sure prediction is never below 0."""
    features = torch.eye(1, 6) * 40
    weight = torch.zeros(60, 6)
    weight[59, 0] = 1.0
    for seed in range(40):
        loss = sampled_loss(
            features, weight, torch.zeros(60), torch.tensor([59]), 30, torch.Generator().manual_seed(seed)
        )
        assert -1e-6 < loss.item() < 1e-3
