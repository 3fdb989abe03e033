"""The loss of a softmax over many words, at the price of one over few.

Of a vocabulary of 16,000 words the softmax is nine tenths of a step's work. Here the sum under the fraction,
Z = Σ exp(s_w), is estimated: the most frequent words, a fixed half of the budget, are added up exactly; of the others a
few are drawn, without repetition and shared by all positions of a step, and each counts for as many as it stands for
(importance sampling, Bengio and Senécal 2003). The estimate of Z is unbiased, and exact if nothing is left out.
Validation and every figure use the full softmax.
"""

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, embedding, linear


def full_loss(features: Tensor, weight: Tensor, bias: Tensor, targets: Tensor) -> Tensor:
    """Mean of −ln p(target): `features` (n, width), `weight` (words, width), `bias` (words,), `targets` (n,)."""
    return cross_entropy(linear(features, weight, bias), targets)


def sampled_loss(
    features: Tensor, weight: Tensor, bias: Tensor, targets: Tensor, budget: int, random: torch.Generator
) -> Tensor:
    """The same, with Z estimated from `budget` words; words must be ordered from the most frequent down."""
    words = len(weight)
    if budget == 0 or budget >= words:
        return full_loss(features, weight, bias, targets)
    certain = budget // 2
    drawn = certain + torch.randperm(words - certain, generator=random)[: budget - certain].sort().values
    stands_for = (words - certain) / len(drawn)
    candidates = torch.cat([torch.arange(certain), drawn])
    correction = torch.zeros(budget)
    correction[certain:] = torch.log(torch.tensor(stands_for))
    # All rows are looked up at once, and as an embedding's: the slope of each look-up is as large as all weights.
    rows, offsets = embedding(asked := torch.cat([candidates, targets]), weight), bias[asked]
    scores = linear(features, rows[:budget], offsets[:budget] + correction).float()  # (n, budget)
    own = (features * rows[budget:]).float().sum(dim=1) + offsets[budget:]
    # The target is counted once and exactly: among the certain words it stands already, elsewhere it is added, and
    # where it was drawn as well its estimate is struck out.
    rare = targets >= certain
    place = torch.searchsorted(candidates, targets).clamp(max=budget - 1)
    struck = torch.nonzero(rare & (candidates[place] == targets))[:, 0]
    least = torch.finfo(scores.dtype).min
    scores[struck, place[struck]] = least
    total = torch.logaddexp(scores.logsumexp(dim=1), own.masked_fill(~rare, least))
    return (total - own).mean()
