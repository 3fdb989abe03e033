"""A step of learning does what its words say."""

from dataclasses import replace

import torch

from hackday.images.model import Discriminator
from hackday.images.networks import Networks, PictureShape, Widths
from hackday.images.step import Batch, Optimisers, Rates, learn
from tests.images.runs import TINY


def test_the_discriminator_learns_to_name_what_it_sees() -> None:
    """Two kinds of picture, bright above and bright below: after a few steps it names pictures that it never saw."""
    spec = replace(
        TINY, latent=4, generator_widths=(6, 6, 6), discriminator_widths=(6, 8), batch_size=8, warmup_steps=0,
        learning_rate=0.005,
    )  # fmt: skip
    networks = Networks(spec, PictureShape(16, 1, (2,)), Widths((6, 6, 6), (6, 8)), seed=0)
    optimisers = Optimisers.for_networks(networks, spec)
    random = torch.Generator().manual_seed(0)

    def batch() -> Batch:
        kind = torch.randint(2, (8,), generator=random)
        pictures = 0.3 * torch.randn(8, 1, 16, 16, generator=random)
        pictures[kind == 0, :, :8] += 0.5
        pictures[kind == 1, :, 8:] += 0.5
        return Batch(pictures, torch.nn.functional.one_hot(kind, 2).float())

    for step in range(60):
        learn(networks, optimisers, batch(), Rates(0.005, 1.0), spec, 0, step, bfloat16=False)
    judge = networks.discriminator
    assert isinstance(judge, Discriminator)
    new = [batch() for _ in range(8)]
    right = [(judge.name(judge.see(one.pictures)).argmax(1) == one.attributes.argmax(1)).float().mean() for one in new]
    assert torch.stack(right).mean() > 0.9
