"""A small but complete page model of an images run, made from a small random generator: for the tests of the page.

Its pictures are coloured blobs, its figures are invented, and it is the same at every call. `Blob` packs weights as
docs/formats/page-model.md says; it knows nothing of the package, so that both are held to the document alone.
"""

import base64
import io
import itertools
import math
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional

Array = np.ndarray[Any, Any]

LATENT = 16
SIZE = 64
ATTRIBUTES = {
    "skin": ("pale", "tan", "dark"),
    "hair_color": ("black", "blond", "red", "grey"),
    "beard": ("none", "full"),
}
SLOTS = sum(len(values) for values in ATTRIBUTES.values())
WIDTHS = (32, 24, 16, 12, 8)
FRAMES = 12
IMAGES = [2000 * frame for frame in range(FRAMES)]


class Blob:
    """Weights in one piece of bytes; each `dense`, `conv`, … draws a layer's weights and returns the layer's entry."""

    def __init__(self, storage: str, draw: np.random.Generator) -> None:
        """`draw`: where random weights come from."""
        self.storage = storage
        self._draw = draw
        self._parts: list[bytes] = []

    def bytes(self) -> bytes:
        """All that was added."""
        return b"".join(self._parts)

    def add(self, values: Array, storage: str | None = None) -> dict[str, Any]:
        """Append a tensor; its entry T."""
        storage = storage or self.storage
        offset = sum(len(part) for part in self._parts)
        if storage == "int8":
            rows = np.asarray(values, np.float32).reshape(values.shape[0], -1)
            scales = np.maximum(np.abs(rows).max(axis=1), 1e-12).astype("<f4") / 127
            data = scales.astype("<f4").tobytes() + np.rint(rows / scales[:, None]).astype(np.int8).tobytes()
        else:
            data = np.asarray(values).astype({"float16": "<f2", "float32": "<f4"}[storage]).tobytes()
        self._parts.append(data + bytes(-len(data) % 4))
        return {"shape": list(values.shape), "offset": offset, "storage": storage}

    def dense(self, inputs: int, outputs: int, *, bias: bool = True) -> dict[str, Any]:
        """A dense layer."""
        return {"kind": "dense", "name": "first", **self._sides(inputs, outputs, (outputs, inputs), inputs, bias)}

    def conv(self, inputs: int, outputs: int, *, kernel: int, padding: int, stride: int = 1, bias: bool = True) -> Any:
        """A convolution."""
        shape = (outputs, inputs, kernel, kernel)
        sides = self._sides(inputs, outputs, shape, inputs * kernel**2, bias)
        return {"kind": "conv", "name": "convolve", "kernel": kernel, "stride": stride, "padding": padding, **sides}

    def conv_transpose(
        self, inputs: int, outputs: int, *, kernel: int, stride: int, padding: int, output_padding: int,
        bias: bool = False,
    ) -> dict[str, Any]:  # fmt: skip
        """A transposed convolution."""
        shape = (inputs, outputs, kernel, kernel)
        sides = self._sides(inputs, outputs, shape, inputs * kernel**2 / stride**2, bias)
        window = {"kernel": kernel, "stride": stride, "padding": padding, "output_padding": output_padding}
        return {"kind": "conv-transpose", "name": "enlarge", **window, **sides}

    def affine(self, channels: int) -> dict[str, Any]:
        """A batch norm at rest, always in float32."""
        scale, shift = self._draw.uniform(0.5, 1.5, channels), self._draw.normal(0, 0.3, channels)
        entries = {"scale": self.add(scale, "float32"), "shift": self.add(shift, "float32")}
        return {"kind": "affine", "name": "norm", "channels": channels, **entries}

    def _sides(self, inputs: int, outputs: int, shape: tuple[int, ...], fan: float, bias: bool) -> dict[str, Any]:
        weights = self.add(self._draw.normal(0, (1.9 / fan) ** 0.5, shape))
        shifts = self.add(self._draw.normal(0, 0.2, outputs), "float32") if bias else None
        return {"inputs": inputs, "outputs": outputs, "weights": weights, "bias": shifts}


class Painter(nn.Module):
    """(batch, LATENT + SLOTS) → (batch, 3, SIZE, SIZE): bilinear doubling and 3 × 3 convolutions."""

    def __init__(self) -> None:
        """Random weights, the same every time; smooth, well-lit blobs."""
        super().__init__()
        draw = torch.Generator().manual_seed(5)
        self.first = nn.Linear(LATENT + SLOTS, WIDTHS[0] * 16)
        self.convs = nn.ModuleList([nn.Conv2d(a, b, 3, padding=1) for a, b in itertools.pairwise(WIDTHS)])
        self.last = nn.Conv2d(WIDTHS[-1], 3, 3, padding=1)
        with torch.no_grad():
            for weights in self.parameters():
                fan = weights[0].numel() if weights.dim() > 1 else 100
                weights.copy_(torch.randn(weights.shape, generator=draw) * (2 / fan) ** 0.5)
            self.first.weight[:, LATENT:] *= 2
            self.last.weight *= 0.6

    def forward(self, x: Tensor) -> Tensor:
        """Draw."""
        x = functional.leaky_relu(self.first(x), 0.2).reshape(len(x), -1, 4, 4)
        for conv in self.convs:
            x = functional.leaky_relu(conv(functional.interpolate(x, scale_factor=2.0, mode="bilinear")), 0.2)
        picture: Tensor = torch.tanh(self.last(x))
        return picture


def describe(painter: Painter, blob: Blob) -> list[dict[str, Any]]:
    """The layers of `painter` as the page reads them, its weights in `blob`."""

    def conv(module: Any, name: str) -> dict[str, Any]:
        weights, bias = module.weight.detach().numpy(), module.bias.detach().numpy()
        sides = {"inputs": module.in_channels, "outputs": module.out_channels}
        window = {"kernel": 3, "stride": 1, "padding": 1}
        return {"kind": "conv", "name": name, **sides, **window, "weights": blob.add(weights), "bias": blob.add(bias)}

    act = {"kind": "leaky-relu", "name": "act", "slope": 0.2}
    first = painter.first
    layers = [
        {
            "kind": "dense", "name": "first", "inputs": first.in_features, "outputs": first.out_features,
            "weights": blob.add(first.weight.detach().numpy()), "bias": blob.add(first.bias.detach().numpy()),
        },
        act,
        {"kind": "reshape", "name": "fold", "channels": WIDTHS[0], "height": 4, "width": 4},
    ]  # fmt: skip
    for index, module in enumerate(painter.convs):
        layers += [
            {"kind": "upsample", "name": "double", "mode": "bilinear"}, conv(module, f"convolutions.{index}"), act,
        ]  # fmt: skip
    return [
        *layers,
        conv(painter.last, "last"),
        {"kind": "tanh", "name": "squash"},
        {"kind": "clamp", "name": "cut", "low": -1, "high": 1},
    ]


def page_model(*, collapsed: bool = False) -> dict[str, Any]:
    """The page model; `collapsed`: of a run whose pictures became one and the same, with its alarms."""
    painter = Painter()
    blob = Blob("float16", np.random.default_rng(0))
    layers = describe(painter, blob)
    stored = base64.b64encode(blob.bytes()).decode()
    _, _, vectors = torch.linalg.svd(painter.first.weight.detach()[:, :LATENT])
    strengths = torch.linalg.svdvals(painter.first.weight.detach()[:, :LATENT])
    shares = {name: _shares(len(values)) for name, values in ATTRIBUTES.items()}
    return {
        "format": 1,
        "domain": "images",
        "headline": [{"name": "hair_color right", "value": "96 %"}, {"name": "covered", "value": "24 of 24"}],
        "run": _run(collapsed),
        "data": {"name": "blobs", "summary": "coloured blobs", "licence": "CC0 1.0", "count": 10_000},
        "picture": {"size": SIZE, "channels": 3},
        "latent": LATENT,
        "attributes": [
            {"name": name, "values": list(values), "shares": shares[name]} for name, values in ATTRIBUTES.items()
        ],
        "combinations": [
            {
                "labels": list(labels),
                "share": math.prod(shares[name][label] for name, label in zip(ATTRIBUTES, labels, strict=True)),
            }
            for labels in itertools.product(*(range(len(values)) for values in ATTRIBUTES.values()))
        ],
        "generator": {
            "layers": layers, "weights": stored, "bytes": len(blob.bytes()), "storage": "float16",
            "parameters": sum(weights.numel() for weights in painter.parameters()),
            "error": {"largest": 0.4, "mean": 0.03},
        },
        "directions": [
            {"vector": vectors[index].tolist(), "strength": float(strengths[index])} for index in range(6)
        ],
        "film": {
            "images": IMAGES, "rows": 4, "columns": 4,
            "frames": [_sheet(painter, frame / (FRAMES - 1), collapsed) for frame in range(FRAMES)],
        },
        "curves": _curves(collapsed),
        "alarms": _ALARMS if collapsed else [],
        "results": _RESULTS,
        "sheets": [
            {
                "name": "worst-combinations", "title": "The five worst combinations",
                "picture": _sheet(painter, 1.0, False, rows=2),
                "rows": ["dark, blond, full beard: 61 % right", "pale, grey, full beard: 70 % right"],
            }
        ],
    }  # fmt: skip


_ALARMS = [
    {"images": 9000, "kind": "discriminator-wins", "text": "The discriminator tells every picture apart."},
    {
        "images": 12000,
        "kind": "few-distinct",
        "text": "Only 2 of 16 pictures differ: the network draws a few again and again.",
    },
]
_RESULTS = {
    "seconds": 61.5, "images_seen": 22000, "images_per_second": 358.2, "valid_share": None,
    "attribute_accuracy": {
        "skin": {"generated": 0.981, "real": 0.997}, "hair_color": {"generated": 0.962, "real": 0.991},
        "beard": {"generated": 0.874, "real": 0.99},
    },
    "coverage": {"covered": 23, "total": 24, "floor": 24}, "kl": {"value": 0.031, "floor": 0.0121},
    "kid": {"value": 0.0113, "floor": 0.0002}, "memorisation_ratio": 1.08,
    "by_features": {"density": {"value": 0.71, "floor": 1.02}, "compared": 5000},
    "ks": {"angle": {"value": 0.021, "floor": 0.013}},
}  # fmt: skip


def _shares(count: int) -> list[float]:
    weights = [1 / (1 + index) for index in range(count)]
    return [weight / sum(weights) for weight in weights]


def _run(collapsed: bool) -> dict[str, Any]:
    return {
        "name": "images/1", "label": "collapsed" if collapsed else "blobs",
        "preset": "dcgan" if collapsed else "default",
        "summary": "A network learns to draw blobs in a minute, and which colour you ask for.",
        "expect": "Blobs of every colour after a minute.",
        "seed": 0, "started": "2026-11-24T09:41:03Z", "seconds": 61.5,
        "command": "hackday train images --data blobs --minutes 1", "machine": "two cores",
        "versions": {"hackday": "0.1.0", "torch": "2.13.0"}, "spec": {"preset": "default", "batch": 32},
    }  # fmt: skip


def _curves(collapsed: bool) -> dict[str, Any]:
    draw = np.random.default_rng(1)
    images = list(range(0, IMAGES[-1] + 1, 200))
    time = np.array(images) / images[-1]
    fall = np.where(time > 0.45, np.maximum(0.05, 1 - 2.5 * (time - 0.45)), 1.0) if collapsed else np.ones(len(images))
    series = {
        "discriminator loss": 0.4 + np.exp(-6 * time) + draw.normal(0, 0.05, len(images)),
        "generator loss": 0.9 - 0.4 * np.exp(-5 * time) + draw.normal(0, 0.06, len(images)),
        "slope penalty": 0.02 + 0.3 * np.exp(-9 * time) + draw.normal(0, 0.004, len(images)),
    }
    watch = {
        "distinct pictures": fall * (1 - np.exp(-9 * time)),
        "coverage": 0.96 * fall * (1 - np.exp(-5 * time)),
        "pairs told apart": 0.72 + 0.27 * (1 - fall),
    }

    def lists(named: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            {"name": name, "values": [round(float(value), 5) for value in values]} for name, values in named.items()
        ]

    lines = lists(series)
    lines[2]["values"][40] = None
    return {"images": images, "series": lines, "watch": lists(watch)}


def _sheet(painter: Painter, share: float, collapsed: bool, rows: int = 4) -> str:
    """4 columns of pictures as a data: address, `share` of the way through the training."""
    draw = np.random.default_rng(3)
    latent = draw.standard_normal((4 * rows, LATENT))
    if collapsed and share > 0.5:
        latent[:] = latent[:1]
    slots = np.zeros((4 * rows, SLOTS))
    slots[np.arange(4 * rows), np.arange(4 * rows) % SLOTS] = 0 if collapsed and share > 0.5 else 1
    noise = (1 - share) ** 2 * draw.standard_normal((4 * rows, 3, SIZE, SIZE))
    with torch.no_grad():
        maps = painter(torch.tensor(np.concatenate([latent, slots], axis=1), dtype=torch.float32)).numpy()
    pixels = np.rint((np.clip(maps * share**0.5 + noise, -1, 1) + 1) * 127.5).astype(np.uint8)
    sheet = pixels.reshape(rows, 4, 3, SIZE, SIZE).transpose(0, 3, 1, 4, 2).reshape(rows * SIZE, 4 * SIZE, 3)
    buffer = io.BytesIO()
    Image.fromarray(sheet).save(buffer, "webp", quality=70)
    return "data:image/webp;base64," + base64.b64encode(buffer.getvalue()).decode()
