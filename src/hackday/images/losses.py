"""What the two networks are after. Everything that tells the default from the classic recipe is in this file.

`relativistic`: each drawn picture is judged against a real one (relativistic pairing, Jolicoeur-Martineau 2018), and
the judge's slope is held down on real and on drawn pictures, R1 and R2 (Huang et al., "The GAN is dead; long live the
GAN!", 2024, eq. 4). Dropping a kind of picture is then nowhere an optimum, and the game settles instead of going round.

`dcgan`: the classic game (Goodfellow et al. 2014) as the DCGAN tutorials play it, with one-sided label smoothing.
"""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, softplus


def relativistic_discriminator_loss(real: Tensor, fake: Tensor) -> Tensor:
    """E[softplus(D(fake) − D(real))] over pairs; `real`, `fake`: logits, (batch,). Small where real beats fake."""
    return softplus(fake - real).mean()


def relativistic_generator_loss(real: Tensor, fake: Tensor) -> Tensor:
    """E[softplus(D(real) − D(fake))]: the same game from the other side."""
    return softplus(real - fake).mean()


def slope_penalty(logits: Tensor, nudged: Tensor, sigma: float) -> Tensor:
    """E[((D(x + σu) − D(x)) / σ)²] with u ~ N(0, I), which is E‖∇D‖² as σ → 0: R1 on real x, R2 on drawn ones.

    A finite difference needs no second backward pass; it costs one more batch through D. The discriminator's training
    adds γ/2 times this for each of the two.
    """
    return (((nudged - logits) / sigma) ** 2).mean()


def naming_loss(logits: Tensor, attributes: Tensor, values: Sequence[int]) -> Tensor:
    """For each attribute the mean cross-entropy over the pictures of which it is told (Odena et al. 2017).

    `logits` and the multi-hot `attributes` are (batch, slots), a run of `values[i]` slots for attribute i; an attribute
    whose slots are all 0 is not told and does not count. Returns (attributes,), 0 where it is told of no picture.
    """
    parts = zip(torch.split(logits, list(values), dim=1), torch.split(attributes, list(values), dim=1), strict=True)
    return torch.stack([-(told * part.log_softmax(dim=1)).sum() / told.sum().clamp(min=1) for part, told in parts])


def dcgan_discriminator_loss(real: Tensor, fake: Tensor, real_label: float) -> Tensor:
    """Cross-entropy of "real" and "drawn", real ones labelled `real_label` (0.9: one-sided smoothing)."""
    return binary_cross_entropy_with_logits(real, torch.full_like(real, real_label)) + (
        binary_cross_entropy_with_logits(fake, torch.zeros_like(fake))
    )


def dcgan_generator_loss(fake: Tensor) -> Tensor:
    """Cross-entropy of the drawn pictures with the label "real" (the non-saturating form)."""
    return binary_cross_entropy_with_logits(fake, torch.ones_like(fake))
