"""A trained generator as the plain layers that a page and ONNX know."""

from typing import Any, cast

import numpy as np
from torch import Tensor, nn

from hackday.images import dcgan, model
from hackday.images.dcgan import DcganGenerator
from hackday.images.model import Generator
from hackday.pagemodel.storage import StoredLayer

Array = np.ndarray[Any, Any]


def layers_of(generator: nn.Module) -> list[StoredLayer]:
    """Every layer in order, from (latent, slots) to a picture cut to −1 … 1."""
    layers = _dcgan_layers(generator) if isinstance(generator, DcganGenerator) else (
        _layers(cast(Generator, generator))
    )  # fmt: skip
    return [*layers, StoredLayer("clamp", "picture", {"low": -1.0, "high": 1.0})]


def _layers(generator: Generator) -> list[StoredLayer]:
    layers = [_dense("first", generator.first), _leaky("first rectified", model.SLOPE), _maps(generator)]
    size = generator.base
    for convolution in generator.convolutions:
        size *= 2
        layers += [
            StoredLayer("upsample", f"enlarged to {size}", {"mode": generator.resampling}),
            _convolution(f"convolved at {size}", cast(nn.Conv2d, convolution)),
            _leaky(f"rectified at {size}", model.SLOPE),
        ]
    layers.append(_convolution("last", generator.last))
    channels, sums = generator.last.out_channels, len(layers) - 1
    # REACH · tanh(x) + LEAK · x, as LEAK · (REACH / LEAK · tanh(x) + x)
    return [
        *layers,
        StoredLayer("tanh", "tanh"),
        _scaled("reach", channels, model.REACH / model.LEAK),
        StoredLayer("add", "leak", {"layer": sums}),
        _scaled("reach and leak", channels, model.LEAK),
    ]


def _scaled(name: str, channels: int, factor: float) -> StoredLayer:
    return _affine(name, np.full(channels, factor, np.float32), np.zeros(channels, np.float32), maps=True)


def _dcgan_layers(generator: DcganGenerator) -> list[StoredLayer]:
    layers = [
        _dense("first", generator.first),
        _norm("first normalised", generator.first_norm, maps=False),
        _leaky("first rectified", dcgan.SLOPE),
        _maps(generator),
    ]
    size = generator.base
    for convolution, norm in zip(generator.convolutions, generator.norms, strict=True):
        transposed = cast(nn.ConvTranspose2d, convolution)
        size *= transposed.stride[0]
        layers += [
            _transposed(f"convolved at {size}", transposed, len(layers)),
            _norm(f"normalised at {size}", cast(nn.BatchNorm2d, norm), maps=True),
            _leaky(f"rectified at {size}", dcgan.SLOPE),
        ]
    return [*layers, _transposed("last", generator.last, len(layers)), StoredLayer("tanh", "tanh")]


def _array(tensor: Tensor | None) -> Array | None:
    return None if tensor is None else tensor.detach().contiguous().numpy().astype(np.float32)


def _dense(name: str, layer: nn.Linear) -> StoredLayer:
    settings = {"inputs": layer.in_features, "outputs": layer.out_features}
    return StoredLayer("dense", name, settings, {"weights": _array(layer.weight), "bias": _array(layer.bias)})


def _leaky(name: str, slope: float) -> StoredLayer:
    return StoredLayer("leaky-relu", name, {"slope": slope})


def _maps(generator: Generator | DcganGenerator) -> StoredLayer:
    base = generator.base
    channels = generator.first.out_features // base**2
    return StoredLayer("reshape", f"maps of {base}", {"channels": channels, "height": base, "width": base})


def _convolution(name: str, layer: nn.Conv2d) -> StoredLayer:
    settings = {"inputs": layer.in_channels, "outputs": layer.out_channels, "kernel": 3, "stride": 1, "padding": 1}
    return StoredLayer("conv", name, settings, {"weights": _array(layer.weight), "bias": _array(layer.bias)})


def _transposed(name: str, layer: nn.ConvTranspose2d, place: int) -> StoredLayer:
    stride = layer.stride[0]
    settings = {"inputs": layer.in_channels, "outputs": layer.out_channels, "kernel": dcgan.KERNEL, "stride": stride,
                "padding": 2, "output_padding": stride - 1}  # fmt: skip
    return StoredLayer("conv-transpose", f"{name} ({place})", settings, {"weights": _array(layer.weight), "bias": None})


def _norm(name: str, norm: nn.BatchNorm1d | nn.BatchNorm2d, *, maps: bool) -> StoredLayer:
    """A batch norm at rest: (x − mean) / √(variance + ε) · weight + bias."""
    assert norm.running_mean is not None
    assert norm.running_var is not None
    scale = norm.weight / (norm.running_var + norm.eps).sqrt()
    shift = norm.bias - norm.running_mean * scale
    return _affine(name, cast(Array, _array(scale)), cast(Array, _array(shift)), maps=maps)


def _affine(name: str, scale: Array, shift: Array, *, maps: bool) -> StoredLayer:
    return StoredLayer("affine", name, {"channels": len(scale), "maps": maps}, {"scale": scale, "shift": shift})
