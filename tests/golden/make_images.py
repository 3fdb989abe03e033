"""Write tests/golden/images.json: networks that draw, of every layer kind, with PyTorch's output of every layer.

    PYTHONPATH=. python tests/golden/make_images.py          from the root, by hand: when the cases below change

The page's engine (web/tests/engine) must reproduce the file, and so must PyTorch today (test_golden_images.py), from
the list of layers and the stored, rounded weights alone.
"""

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from tests.images.page_model import Blob

PATH = Path(__file__).with_name("images.json")
Layers = list[dict[str, Any]]


def cases() -> list[dict[str, Any]]:
    """Name, input, layers, weights and each layer's output, of every case."""
    return [_case(name, *make()) for name, make in (("residual", _residual), ("dcgan", _dcgan), ("odd sizes", _odd))]


def _residual() -> tuple[int, Layers, Blob]:
    """As the default's: float16, nearest neighbours, 3 x 3, a residual, three colours."""
    blob = Blob("float16", np.random.default_rng(1))
    layers = [
        blob.dense(7, 5 * 2 * 2),
        {"kind": "reshape", "name": "fold", "channels": 5, "height": 2, "width": 2},
        {"kind": "leaky-relu", "name": "act", "slope": 0.2},
        {"kind": "upsample", "name": "double", "mode": "nearest"},
        blob.conv(5, 6, kernel=3, padding=1),
        {"kind": "leaky-relu", "name": "act", "slope": 0.2},
        blob.conv(6, 6, kernel=3, padding=1, bias=False),
        {"kind": "add", "name": "residual", "layer": 5},
        blob.conv(6, 3, kernel=3, padding=1),
        {"kind": "clamp", "name": "cut", "low": -1, "high": 1},
    ]
    return 7, layers, blob


def _dcgan() -> tuple[int, Layers, Blob]:
    """As the post's: int8, transposed 5 x 5, batch norms at rest on flat numbers and on maps, one colour."""
    blob = Blob("int8", np.random.default_rng(2))
    layers = [
        blob.dense(5, 9 * 3 * 3, bias=False),
        blob.affine(9 * 3 * 3),
        {"kind": "leaky-relu", "name": "act", "slope": 0.3},
        {"kind": "reshape", "name": "fold", "channels": 9, "height": 3, "width": 3},
        blob.conv_transpose(9, 6, kernel=5, stride=1, padding=2, output_padding=0),
        blob.affine(6),
        {"kind": "leaky-relu", "name": "act", "slope": 0.3},
        blob.conv_transpose(6, 5, kernel=5, stride=2, padding=2, output_padding=1),
        {"kind": "leaky-relu", "name": "act", "slope": 0.3},
        blob.conv_transpose(5, 1, kernel=5, stride=2, padding=2, output_padding=1, bias=True),
        {"kind": "tanh", "name": "squash"},
    ]
    return 5, layers, blob


def _odd() -> tuple[int, Layers, Blob]:
    """Odd widths, strides and kernels, maps that are not square, bilinear doubling: float32."""
    blob = Blob("float32", np.random.default_rng(3))
    layers = [
        {"kind": "reshape", "name": "fold", "channels": 2, "height": 3, "width": 5},
        {"kind": "upsample", "name": "double", "mode": "bilinear"},
        blob.conv(2, 3, kernel=4, stride=2, padding=1),
        blob.conv(3, 5, kernel=1, padding=0),
        {"kind": "upsample", "name": "double", "mode": "bilinear"},
        blob.conv_transpose(5, 2, kernel=4, stride=2, padding=1, output_padding=0, bias=True),
        blob.conv(2, 4, kernel=5, stride=3, padding=2),
        blob.conv_transpose(4, 3, kernel=2, stride=3, padding=0, output_padding=1, bias=True),
    ]
    return 30, layers, blob


def _case(name: str, length: int, layers: Layers, blob: Blob) -> dict[str, Any]:
    x = np.random.default_rng(9).standard_normal(length).astype(np.float32)
    case = {"name": name, "input": x.tolist(), "layers": layers, "weights": base64.b64encode(blob.bytes()).decode()}
    return {**case, "outputs": [[round(value, 7) for value in y.flatten().tolist()] for y in trace(case)]}


def trace(case: dict[str, Any]) -> list[Tensor]:
    """Every layer's output as PyTorch computes it."""
    stored = base64.b64decode(case["weights"])
    outputs: list[Tensor] = []
    x = torch.tensor(case["input"])[None]
    with torch.no_grad():
        for layer in case["layers"]:
            x = _apply(layer, x, outputs, stored)
            outputs.append(x)
    return outputs


def _apply(layer: dict[str, Any], x: Tensor, before: list[Tensor], stored: bytes) -> Tensor:
    match layer["kind"]:
        case "add":
            return torch.add(x, before[layer["layer"]])
        case "reshape":
            return x.reshape(1, layer["channels"], layer["height"], layer["width"])
        case "tanh":
            return torch.tanh(x)
        case "clamp":
            return torch.clamp(x, layer["low"], layer["high"])
        case "leaky-relu":
            return functional.leaky_relu(x, layer["slope"])
        case "upsample":
            corners = False if layer["mode"] == "bilinear" else None
            return functional.interpolate(x, scale_factor=2.0, mode=layer["mode"], align_corners=corners)
        case "affine":
            # A batch norm at rest, with mean 0 and variance 1 as they are at first.
            channels = layer["channels"]
            scale, shift = decode(layer["scale"], stored), decode(layer["shift"], stored)
            return functional.batch_norm(x, torch.zeros(channels), torch.ones(channels), scale, shift, eps=0.0)
    weights = decode(layer["weights"], stored)
    bias = None if layer["bias"] is None else decode(layer["bias"], stored)
    match layer["kind"]:
        case "dense":
            return functional.linear(x, weights, bias)
        case "conv":
            return functional.conv2d(x, weights, bias, layer["stride"], layer["padding"])
        case "conv-transpose":
            return functional.conv_transpose2d(
                x, weights, bias, layer["stride"], layer["padding"], layer["output_padding"]
            )
    raise ValueError(layer["kind"])


def decode(tensor: dict[str, Any], stored: bytes) -> Tensor:
    """The numbers of a tensor of the blob, by docs/formats/page-model.md."""
    count, offset, rows = int(np.prod(tensor["shape"])), tensor["offset"], tensor["shape"][0]
    if tensor["storage"] == "int8":
        scales = np.frombuffer(stored, "<f4", rows, offset)
        values = np.frombuffer(stored, np.int8, count, offset + 4 * rows).reshape(rows, -1) * scales[:, None]
    else:
        values = np.frombuffer(stored, {"float16": "<f2", "float32": "<f4"}[tensor["storage"]], count, offset)
    return torch.tensor(values.astype(np.float32).reshape(tensor["shape"]))


def main() -> None:
    """Write the file, one line a case."""
    PATH.write_text('{"cases": [\n' + ",\n".join(json.dumps(case) for case in cases()) + "\n]}\n")


if __name__ == "__main__":
    main()
