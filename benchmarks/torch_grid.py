"""The same training in PyTorch, as fast as its ordinary means go: all networks as one batch of matrices.

Networks of every size are padded to the largest and masked; `bmm` multiplies all of them at once; one (fused) Adam
steps all weights. What the kernel in hackday.addition.kernel is measured against.
"""

import time
from dataclasses import dataclass

import torch

from hackday.addition.kernel import Array


@dataclass
class Grid:
    """Bias-free sigmoid networks side by side."""

    into_hidden: torch.Tensor  # (networks, 2, widest)
    into_sum: torch.Tensor  # (networks, widest, 1)
    mask: torch.Tensor  # (networks, widest, 1): 0 where a network has no such node

    @classmethod
    def of(cls, nodes: list[int], weights: list[Array]) -> "Grid":
        """From flat weights as in hackday.addition.model."""
        widest = max(nodes)
        into_hidden, into_sum = torch.zeros(len(nodes), 2, widest), torch.zeros(len(nodes), widest, 1)
        mask = torch.zeros(len(nodes), widest, 1)
        for k, (n, flat) in enumerate(zip(nodes, weights, strict=True)):
            values = torch.from_numpy(flat.astype("float32"))
            into_hidden[k, :, :n] = values[: 2 * n].reshape(2, n)
            into_sum[k, :n, 0] = values[2 * n :]
            mask[k, :n] = 1
        return cls(into_hidden.requires_grad_(), into_sum.requires_grad_(), mask)

    def flat(self, k: int, n: int) -> Array:
        """Network k's weights, flat."""
        parts = [self.into_hidden[k, :, :n].reshape(-1), self.into_sum[k, :n, 0]]
        flat: Array = torch.cat(parts).detach().numpy()
        return flat

    def losses(self, x: torch.Tensor) -> torch.Tensor:
        """Mean squared error of each network on its own pairs: x (networks, pairs, 2) → (networks,)."""
        answers = torch.bmm(
            torch.sigmoid(torch.bmm(x, self.into_hidden)), self.into_sum * self.mask
        )  # (networks, pairs, 1)
        return ((answers[..., 0] - x.sum(dim=2)) ** 2).mean(dim=1)


def train(
    grid: Grid,
    training: torch.Tensor,
    validation: torch.Tensor,
    epochs: int,
    batch_size: int,
    orders: torch.Tensor | None,
) -> float:
    """Train all networks for some epochs and return the seconds. `orders` (epochs, networks, pairs) or drawn anew."""
    optimiser = torch.optim.Adam([grid.into_hidden, grid.into_sum], lr=0.001, eps=1e-7, fused=True)
    count, pairs = training.shape[:2]
    rows = torch.arange(count)[:, None]
    best = torch.full((count,), float("inf"))
    began = time.perf_counter()
    for epoch in range(epochs):
        order = orders[epoch] if orders is not None else torch.rand(count, pairs).argsort(dim=1)
        shuffled = training[rows, order]  # (networks, pairs, 2)
        for start in range(0, pairs, batch_size):
            optimiser.zero_grad(set_to_none=True)
            loss = grid.losses(shuffled[:, start : start + batch_size]).sum()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
        with torch.no_grad():
            best = torch.minimum(best, grid.losses(validation))
    return time.perf_counter() - began
