"""A trained network as a list of plain layers, and that list as the piece of bytes that a page reads.

The kinds of layer are those of docs/formats/page-model.md; a page refuses any other.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from hackday.pagemodel.page import TooLarge

Array = np.ndarray[Any, Any]
Kind = Literal["dense", "reshape", "leaky-relu", "tanh", "clamp", "upsample", "conv", "conv-transpose", "affine", "add",
               "embedding", "voices", "lstm", "gru", "logits"]  # fmt: skip
Storage = Literal["float16", "int8"]

ALIGN = 4  # bytes


@dataclass(frozen=True)
class StoredLayer:
    """`settings` are the plain numbers of the kind, `tensors` its weights in PyTorch's layouts (float32)."""

    kind: Kind
    name: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    tensors: Mapping[str, Array | None] = field(default_factory=dict)


def parameters(layers: Sequence[StoredLayer]) -> int:
    """How many numbers the layers hold."""
    return sum(array.size for layer in layers for array in layer.tensors.values() if array is not None)


def storage_for(layers: Sequence[StoredLayer], most_bytes: int, advice: str) -> Storage:
    """16 bits where `most_bytes` leave room for them, else 8. TooLarge, with `advice`, if even those are too many."""
    count = parameters(layers)
    if count * 2 <= most_bytes:
        return "float16"
    if count <= most_bytes:
        return "int8"
    raise TooLarge(
        f"the network has {count:,} weights; a page holds at most {most_bytes:,} (of 8 bits). The run has everything "
        f"else; {advice}"
    )


def stored(array: Array, storage: Storage) -> Array:
    """What a page reads where `array` was stored: float32, rounded."""
    if storage == "float16" or array.ndim < 2:
        return array.astype(np.float16).astype(np.float32)
    scales, values = _quantise(array)
    return (scales.reshape(-1, *[1] * (array.ndim - 1)) * values).astype(np.float32)


def encode(layers: Sequence[StoredLayer], storage: Storage) -> dict[str, Any]:
    """The page model's `generator`, but for its `error`."""
    blob = bytearray()
    described = []
    for layer in layers:
        tensors = {name: None if array is None else _put(blob, array, storage) for name, array in layer.tensors.items()}
        described.append({"kind": layer.kind, "name": layer.name, **layer.settings, **tensors})
    return {
        "layers": described,
        "weights": base64.b64encode(bytes(blob)).decode(),
        "bytes": len(blob),
        "parameters": parameters(layers),
        "storage": storage,
    }


def _put(blob: bytearray, array: Array, storage: Storage) -> dict[str, Any]:
    """Append an array to the blob; vectors are too few to save on and keep 16 bits."""
    blob.extend(bytes(-len(blob) % ALIGN))
    kind: Storage = "float16" if array.ndim < 2 else storage
    where = {"shape": list(array.shape), "offset": len(blob), "storage": kind}
    if kind == "int8":
        scales, values = _quantise(array)
        blob.extend(scales.astype("<f4").tobytes() + values.tobytes())
    else:
        blob.extend(array.astype("<f2").tobytes())
    return where


def _quantise(array: Array) -> tuple[Array, Array]:
    """One scale for each entry of the first axis, and whole numbers from −127 to 127."""
    largest = np.abs(array).reshape(len(array), -1).max(axis=1)
    scales = np.maximum(largest, 1e-30).astype(np.float32) / np.float32(127)
    return scales, np.round(array / scales.reshape(-1, *[1] * (array.ndim - 1))).astype(np.int8)
