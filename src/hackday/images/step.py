"""One step of learning: what each network sees, what it is told, and how its weights move. The heart of the lab.

`relativistic_step` and `dcgan_step` are the two recipes. Both draw pictures once and use them twice: the discriminator
learns from them first, then the generator learns from the discriminator's new opinion of the same pictures.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from hackday.images.losses import (
    dcgan_discriminator_loss,
    dcgan_generator_loss,
    naming_loss,
    relativistic_discriminator_loss,
    relativistic_generator_loss,
    slope_penalty,
)
from hackday.images.model import Discriminator
from hackday.images.networks import Networks
from hackday.images.randomness import generator as random_generator
from hackday.images.randomness import latents
from hackday.images.spec import ImagesSpec
from hackday.training.device import mixed_precision


@dataclass(frozen=True)
class Batch:
    """What a step learns from: `pictures` (batch, channels, size, size) in −1 … 1, `attributes` (batch, slots)."""

    pictures: Tensor
    attributes: Tensor


@dataclass(frozen=True)
class Rates:
    """What the schedule says for this step."""

    learning_rate: float
    gamma: float


@dataclass(frozen=True)
class Figures:
    """What a step shows of itself; `penalty` is None where none was taken. `right`: pairs in which real beat drawn."""

    discriminator_loss: float
    generator_loss: float
    penalty: float | None
    right: float


@dataclass(frozen=True)
class Optimisers:
    """Adam for each of the two."""

    generator: torch.optim.Optimizer
    discriminator: torch.optim.Optimizer

    @classmethod
    def for_networks(cls, networks: Networks, spec: ImagesSpec) -> "Optimisers":
        """Fresh ones."""
        betas = (spec.beta1, spec.beta2)
        return cls(
            torch.optim.Adam(networks.generator.parameters(), lr=spec.learning_rate, betas=betas, fused=True),
            torch.optim.Adam(networks.discriminator.parameters(), lr=spec.learning_rate, betas=betas, fused=True),
        )


def learn(
    networks: Networks, optimisers: Optimisers, batch: Batch, rates: Rates, spec: ImagesSpec, seed: int, step: int,
    bfloat16: bool,
) -> Figures:  # fmt: skip
    """One step of the recipe that the settings name."""
    for optimiser in (optimisers.generator, optimisers.discriminator):
        for group in optimiser.param_groups:
            group["lr"] = rates.learning_rate
    latent = latents(seed, "latent", len(batch.pictures), spec.latent, step)
    if spec.recipe == "dcgan":
        return dcgan_step(networks, optimisers, batch, latent, spec, seed, step)
    penalised = step % spec.penalty_every == 0
    nudge = torch.randn(
        2 * len(batch.pictures), *batch.pictures.shape[1:], generator=random_generator(seed, "nudge", step)
    ) if penalised else None  # fmt: skip
    return relativistic_step(networks, optimisers, batch, latent, nudge, rates.gamma, spec, bfloat16)


def relativistic_step(
    networks: Networks, optimisers: Optimisers, batch: Batch, latent: Tensor, nudge: Tensor | None, gamma: float,
    spec: ImagesSpec, bfloat16: bool,
) -> Figures:  # fmt: skip
    """Paired judgement; where there is a `nudge`, both slopes are measured and held down.

    The judge also learns to name the attributes of real pictures, and the generator to draw what it then names as it
    was asked: a judge that is busy with style can overlook attributes that few pixels show. No attribute of drawn
    pictures need be named better than that of real ones, or the generator would exaggerate it.
    """
    with mixed_precision(bfloat16):
        drawn = networks.generator(latent, batch.attributes).float()
    seen = torch.cat([batch.pictures, drawn.detach()])  # (2 · batch, channels, size, size)
    rows = [seen] if nudge is None else [seen, seen + spec.sigma * nudge]
    judge = networks.discriminator
    assert isinstance(judge, Discriminator)
    with mixed_precision(bfloat16):
        saw = judge.see(torch.cat(rows))
        logits = judge.judge(saw, batch.attributes.repeat(2 * len(rows), 1)).float()
    real, fake, *nudged = logits.chunk(2 * len(rows))
    loss = told = relativistic_discriminator_loss(real, fake)
    names = spec.naming > 0 and judge.values != ()
    if names:
        named = naming(judge, saw[: len(batch.pictures)], batch.attributes, bfloat16)
        loss = loss + spec.naming * named.mean()
    penalty = None
    if nudged:
        penalty = slope_penalty(real, nudged[0], spec.sigma) + slope_penalty(fake, nudged[1], spec.sigma)
        loss = loss + gamma * spec.penalty_every / 2 * penalty
    optimisers.discriminator.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    optimisers.discriminator.step()

    judge.requires_grad_(False)  # only the way through it is needed, not its own slopes
    with mixed_precision(bfloat16):
        saw = judge.see(drawn)
        opinion = judge.judge(saw, batch.attributes).float()
    loss = wish = relativistic_generator_loss(real.detach(), opinion)
    if names:
        worse = naming(judge, saw, batch.attributes, bfloat16) - named.detach()
        loss = loss + spec.naming * worse.clamp(min=0).mean()
    optimisers.generator.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    optimisers.generator.step()
    judge.requires_grad_(True)
    right = (real > fake).float().mean().item()
    return Figures(told.item(), wish.item(), None if penalty is None else penalty.item(), right)


def naming(judge: Discriminator, saw: Tensor, attributes: Tensor, bfloat16: bool) -> Tensor:
    """How badly the judge names each attribute of pictures that it saw: (attributes,)."""
    with mixed_precision(bfloat16):
        logits = judge.name(saw)
    return naming_loss(logits.float(), attributes, judge.values)


def dcgan_step(
    networks: Networks, optimisers: Optimisers, batch: Batch, latent: Tensor, spec: ImagesSpec, seed: int, step: int
) -> Figures:
    """The post's step: cross-entropies, one-sided smoothing, dropout in the discriminator."""
    none, forget = batch.attributes, random_generator(seed, "dropout", step)
    drawn = networks.generator(latent, none)
    # Two passes, as batches of their own kind; the reference code does the same.
    real = networks.discriminator(batch.pictures, none, forget)
    fake = networks.discriminator(drawn.detach(), none, forget)
    told = dcgan_discriminator_loss(real, fake, spec.real_label)
    optimisers.discriminator.zero_grad(set_to_none=True)
    told.backward()  # type: ignore[no-untyped-call]
    optimisers.discriminator.step()

    networks.discriminator.requires_grad_(False)
    wish = dcgan_generator_loss(networks.discriminator(drawn, none, forget))
    optimisers.generator.zero_grad(set_to_none=True)
    wish.backward()  # type: ignore[no-untyped-call]
    optimisers.generator.step()
    networks.discriminator.requires_grad_(True)
    return Figures(told.item(), wish.item(), None, (real > fake).float().mean().item())
