"""Pictures for a site's gallery, each with the address that draws it again in the page.

The page draws from a seed and a place on its wall (web/src/domains/images/faces.ts); here the same numbers are drawn,
and the pictures come from the weights as the page stores them. So what hangs in the gallery is what its link shows.
"""

from typing import Any

import numpy as np
import torch

from hackday.images.sampling import ANY, names_of
from hackday.images.sheets import data_uri
from hackday.images.train import draw
from hackday.images.trained import TrainedGenerator
from hackday.pagemodel.random import Random

Array = np.ndarray[Any, Any]

SEED = 7  # any but the 1 that a page opens with, so that the gallery shows other pictures
COUNT = 16  # places 0 … 15 of the wall's twenty
SMALL = 32  # pixels; up to this size a picture is kept exactly
QUALITY = 82


def pieces(trained: TrainedGenerator, most_combinations: int) -> list[dict[str, Any]]:
    """COUNT pictures: `kind`, `picture` (a data: address), `about` (its attributes in words) and `address`.

    `trained` has the weights of the page; `most_combinations`: how many of the data's combinations the page knows.
    """
    labels = np.array([_labels(trained, place, most_combinations) for place in range(COUNT)], np.int16)
    labels = labels.reshape(COUNT, len(trained.asked))
    latent = np.array([Random(SEED, f"latent {place} 0").normal(trained.latent) for place in range(COUNT)], np.float32)
    drawn = draw(trained.network, torch.from_numpy(latent), trained.conditions(labels))
    return [
        {"kind": "picture", "picture": data_uri(picture, QUALITY, exact=len(picture) <= SMALL),
         "about": _words(trained, row), "address": f"seed={SEED}&face={place}"}
        for place, (picture, row) in enumerate(zip(drawn, labels, strict=True))
    ]  # fmt: skip


def _labels(trained: TrainedGenerator, place: int, most: int) -> list[int]:
    """The values of a place: a combination as often as it occurs in the data, as the page draws it."""
    if not trained.asked:
        return []
    random = Random(SEED, f"labels {place} 0")
    chosen = random.share([float(f"{share:.6g}") for share in trained.shares[:most]])
    return [int(value) for value in trained.combinations[chosen]]


def _words(trained: TrainedGenerator, row: Array) -> str:
    named = names_of(trained.asked, row)
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in named.items() if value != ANY)
