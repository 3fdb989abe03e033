"""What is to be seen in a picture, read by a classifier that was trained on the real pictures and their labels.

One convolutional trunk looks at the picture, and each attribute has its own linear head. A part of the real pictures is
kept from it: what it gets right of those is the most that any drawn picture can be expected to get.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from hackday.images.data.dataset import UNKNOWN, Attribute
from hackday.images.data.reading import read
from hackday.images.metrics.features import PART, as_input, initialise, quiet
from hackday.specs import require
from hackday.training import stream

Array = np.ndarray[Any, Any]

STEPS = 900  # about a minute of one core for pictures of 64 × 64
BATCH = 64
LEARNING_RATE = 3e-3
WEIGHT_DECAY = 0.01
HELD_OUT, MOST_HELD_OUT = 0.1, 2000  # share of the pictures that it is judged by and never trained on; their most
WIDTHS = (24, 48, 64, 96)  # channels after each halving
BASE = 4  # pixels along a side that the heads look at
HIDDEN = 128
SHIFT = 2  # pixels that training pictures are moved by: drawn faces sit less exactly than real ones


class Network(nn.Module):
    """Pictures (batch, channels, side, side) in −1 … 1 → logits of all values of all attributes (batch, values)."""

    def __init__(self, channels: int, values: int) -> None:
        super().__init__()
        trunk: list[nn.Module] = []
        for inputs, width in zip((channels, *WIDTHS[:-1]), WIDTHS, strict=True):
            trunk += [nn.Conv2d(inputs, width, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
        self.trunk = nn.Sequential(*trunk, nn.AdaptiveAvgPool2d(BASE), nn.Flatten())
        self.hidden = nn.Linear(WIDTHS[-1] * BASE**2, HIDDEN)
        self.heads = nn.Linear(HIDDEN, values)

    def forward(self, pictures: Tensor) -> Tensor:
        """Read."""
        logits: Tensor = self.heads(functional.relu(self.hidden(self.trunk(pictures))))
        return logits


class Classifier:
    """A trained network. `accuracy`: by attribute, the share it got right of real pictures that it never saw."""

    def __init__(self, network: Network, attributes: Sequence[Attribute], accuracy: Mapping[str, float | None]) -> None:
        self._network, self._sizes = network, [len(one.values) for one in attributes]
        self.accuracy = dict(accuracy)

    def predict(self, pictures: Array) -> Array:
        """The likeliest value of each attribute, int16 (n, attributes), of pictures uint8 (n, size, size, channels)."""
        return _predict(self._network, self._sizes, pictures, np.arange(len(pictures)))


def train_classifier(
    pictures: Array,
    labels: Array,
    attributes: Sequence[Attribute],
    seed: int,
    steps: int = STEPS,
    progress: Callable[[int, int], None] = quiet,
) -> Classifier:
    """Learn to read `labels`, int (n, attributes), from `pictures`, uint8 (n, size, size, channels), 2 or more.

    The same seed gives the same classifier. Labels of UNKNOWN are neither learned from nor counted; an attribute that
    no held-out picture has a label of has the accuracy None. `progress` is told how many steps are done, of how many.
    """
    sizes = [len(one.values) for one in attributes]
    require(bool(sizes), "the pictures have no labels, so there is nothing to read from them")
    require(
        labels.shape == (len(pictures), len(sizes)),
        f"labels of shape {labels.shape} do not fit {len(pictures)} pictures and {len(sizes)} attributes",
    )
    require(len(pictures) >= 2, f"{len(pictures)} pictures are too few to learn from and be judged by; give 2 or more")
    random = stream(seed, "classifier")
    order = random.permutation(len(pictures))
    judged, learned = np.split(order, [min(max(1, round(HELD_OUT * len(order))), MOST_HELD_OUT)])
    with torch.random.fork_rng(devices=[]):  # construction draws from the global generator, which others may use
        network = Network(pictures.shape[3], sum(sizes))
    initialise(network, seed)
    optimiser = torch.optim.AdamW(network.parameters(), LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, LEARNING_RATE, total_steps=steps)
    for step in range(steps):
        chosen = np.sort(learned[random.integers(len(learned), size=BATCH)])
        logits = network(_moved(as_input(read(pictures, chosen)), random))
        loss = _loss(logits.split(sizes, dim=1), torch.from_numpy(labels[chosen].astype(np.int64)))
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
        progress(step + 1, steps)
    judged = np.sort(judged)
    right = _right(_predict(network, sizes, pictures, judged), labels[judged])
    return Classifier(network, attributes, {one.name: share for one, share in zip(attributes, right, strict=True)})


def _loss(heads: Sequence[Tensor], labels: Tensor) -> Tensor:
    """The sum over attributes of the mean cross-entropy over the pictures whose label is known."""
    losses = [
        functional.cross_entropy(logits, wanted, ignore_index=UNKNOWN, reduction="sum")
        / (wanted != UNKNOWN).sum().clamp(1)
        for logits, wanted in zip(heads, labels.T, strict=True)
    ]
    return torch.stack(losses).sum()


def _moved(pictures: Tensor, random: np.random.Generator) -> Tensor:
    """The batch, moved by up to SHIFT pixels, its edges drawn out."""
    side = pictures.shape[-1]
    wide = functional.pad(pictures, (SHIFT,) * 4, mode="replicate")
    x, y = random.integers(0, 2 * SHIFT + 1, 2)
    return wide[:, :, y : y + side, x : x + side].contiguous(memory_format=torch.channels_last)


def _predict(network: Network, sizes: list[int], pictures: Array, places: Array) -> Array:
    network.eval()
    values = [np.zeros((0, len(sizes)), np.int16)]
    with torch.inference_mode():
        for start in range(0, len(places), PART):
            heads = network(as_input(read(pictures, places[start : start + PART]))).split(sizes, dim=1)
            values.append(torch.stack([logits.argmax(dim=1) for logits in heads], dim=1).numpy().astype(np.int16))
    return np.concatenate(values)


def _right(predicted: Array, wanted: Array) -> list[float | None]:
    """The share of each attribute's known labels that were predicted; None where none is known."""
    known = wanted != UNKNOWN
    right, counts = ((predicted == wanted) & known).sum(axis=0), known.sum(axis=0)
    return [float(one / count) if count else None for one, count in zip(right, counts, strict=True)]
