"""A trained generator as a file that others can read: safetensors, with what the numbers mean in its metadata."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.torch
import torch
from torch import Tensor, nn

from hackday import specs
from hackday.images.conditions import multi_hot
from hackday.images.data.dataset import MOST_SLOTS, UNKNOWN, Attribute, Dataset
from hackday.images.networks import PictureShape, Widths, build_generator
from hackday.images.randomness import latents
from hackday.images.spec import LARGEST, SMALLEST, ImagesSpec, Resampling
from hackday.images.train import Trained, draw
from hackday.runs import RunDirectory
from hackday.runs.files import replace_bytes
from hackday.training import stream
from hackday.training.tensor_files import read_trained_file

Array = np.ndarray[Any, Any]

MOST_COMBINATIONS = 2000  # kept of the data's; the most frequent ones
MOST_WIDTH = 4096


@dataclass(frozen=True)
class TrainedGenerator:
    """Enough to draw. `combinations`: (n, attributes) labels that the data has; `shares`: how often, (n,), sum 1."""

    network: nn.Module
    latent: int
    size: int
    channels: int
    recipe: str
    resampling: Resampling
    widths: tuple[int, ...]
    attributes: tuple[Attribute, ...]
    combinations: Array
    shares: Array

    @property
    def asked(self) -> tuple[Attribute, ...]:
        """The attributes that can be asked for: none of the dcgan recipe's."""
        return self.attributes if self.recipe != "dcgan" else ()

    def usual_labels(self, count: int, seed: int) -> Array:
        """`count` combinations as they occur in the data, (count, attributes)."""
        chosen = stream(seed, "asked").choice(len(self.shares), count, p=self.shares)
        return self.combinations[chosen]

    def conditions(self, labels: Array) -> Tensor:
        """Labels as the network takes them; UNKNOWN asks for nothing."""
        return multi_hot(labels, self.asked)

    def draw(self, labels: Array, seed: int, progress: Callable[[int, int], None] = lambda _done, _of: None) -> Array:
        """One picture a row of `labels`, uint8 (n, size, size, channels); the latents depend on `seed` alone.

        `progress` is told how many are drawn, of how many.
        """
        latent = latents(seed, "sample", len(labels), self.latent)
        return draw(self.network, latent, self.conditions(labels), progress)


def trained_from(learned: Trained, spec: ImagesSpec, dataset: Dataset, seed: int) -> TrainedGenerator:
    """What a training came to, as it is exported. The post's recipe has no average and draws with its last weights."""
    combinations, shares = combinations_of(dataset, seed)
    network = learned.networks.average
    network.eval()
    return TrainedGenerator(network, spec.latent, dataset.size, dataset.channels, spec.recipe, spec.resampling,
                            learned.progress.widths.generator, dataset.attributes, combinations, shares)  # fmt: skip


def combinations_of(dataset: Dataset, seed: int) -> tuple[Array, Array]:
    """The most frequent combinations of labels and the share of each; one empty row where there are no labels.

    Equally frequent ones come in a random order: where each picture has a combination of its own, as in the Cartoon
    Set, those that are kept are a sample of the data and not the first in the alphabet.
    """
    if not dataset.attributes:
        return np.zeros((1, 0), np.int16), np.ones(1)
    rows, counts = np.unique(dataset.labels, axis=0, return_counts=True)
    mixed = stream(seed, "combinations").permutation(len(rows))
    rows, counts = rows[mixed], counts[mixed]
    kept = np.argsort(-counts, kind="stable")[:MOST_COMBINATIONS]
    return rows[kept], counts[kept] / counts[kept].sum()


def write_trained(path: Path, trained: TrainedGenerator) -> None:
    """Write the weights and all that gives them meaning."""
    about = {
        "recipe": trained.recipe,
        "resampling": trained.resampling,
        "latent": trained.latent,
        "size": trained.size,
        "channels": trained.channels,
        "widths": list(trained.widths),
        "attributes": [{"name": one.name, "values": list(one.values)} for one in trained.attributes],
        "combinations": trained.combinations.tolist(),
        "shares": trained.shares.tolist(),
    }
    tensors = {name: tensor.detach().contiguous() for name, tensor in trained.network.state_dict().items()}
    replace_bytes(path, safetensors.torch.save(tensors, metadata={"generator": json.dumps(about)}))


def read_trained(run: RunDirectory) -> TrainedGenerator:
    """The generator of a finished run. RunError if it is absent or damaged."""
    return read_trained_file(run, "generator", _rebuilt, framework="pt")


def _rebuilt(about: dict[str, Any], tensors: dict[str, Tensor]) -> TrainedGenerator:
    attributes = tuple(Attribute(str(one["name"]), tuple(map(str, one["values"]))) for one in about["attributes"])
    slots = sum(len(one.values) for one in attributes)
    size, channels, latent = int(about["size"]), int(about["channels"]), int(about["latent"])
    widths = tuple(int(width) for width in about["widths"])
    if not SMALLEST <= size <= LARGEST or channels not in (1, 3) or slots > MOST_SLOTS:
        raise ValueError("its pictures are of no size that this version draws")
    if any(not 1 <= width <= MOST_WIDTH for width in widths) or sum(t.numel() for t in tensors.values()) > 10**8:
        raise ValueError("its layers are of no size that this version draws")
    made: dict[str, Any] = {name: about[name] for name in ("recipe", "resampling") if name in about}
    spec = specs.read(ImagesSpec, {**made, "latent": latent})
    held = sum(tensor.numel() for tensor in tensors.values())
    with torch.device("meta"):  # only the shapes: a file must not make us claim memory that it does not fill
        shape = PictureShape(size, channels, (slots,) if slots and spec.recipe != "dcgan" else ())
        network = build_generator(spec, shape, Widths(widths, ()))
    expected = {name: tuple(tensor.shape) for name, tensor in network.state_dict().items()}
    if {name: tuple(tensor.shape) for name, tensor in tensors.items()} != expected:
        raise ValueError(f"its {held:,} numbers are not those of the network that it names")
    if not all(bool(torch.isfinite(tensor).all()) for tensor in tensors.values()):
        raise ValueError("it holds numbers that are not finite")
    network.load_state_dict(tensors, assign=True)
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    network.eval()
    combinations = np.array(about["combinations"], np.int16).reshape(len(about["combinations"]), len(attributes))
    shares = np.array(about["shares"], np.float64)
    limits = np.array([len(one.values) for one in attributes])
    whole = len(shares) == len(combinations) > 0 and shares.min() >= 0 and abs(shares.sum() - 1) < 1e-6
    if not whole or ((combinations < UNKNOWN) | (combinations >= limits)).any():
        raise ValueError("its combinations of attributes do not fit")
    return TrainedGenerator(network, latent, size, channels, spec.recipe, spec.resampling, widths, attributes,
                            combinations, shares)  # fmt: skip
