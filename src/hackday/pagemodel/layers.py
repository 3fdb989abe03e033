"""A generator of pictures as a list of plain layers, and that list as a page's blob and as ONNX.

One description, two writers, so that the page and every other tool draw from the same numbers. The kinds of layer are
those of docs/formats/page-model.md; a page refuses any other, and so does `Layer`.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from hackday.pagemodel.onnx import IR_VERSION, OPSET
from hackday.pagemodel.page import TooLarge
from hackday.runs.files import replace_bytes

Array = np.ndarray[Any, Any]
Kind = Literal["dense", "reshape", "leaky-relu", "tanh", "clamp", "upsample", "conv", "conv-transpose", "affine", "add"]
Storage = Literal["float16", "int8"]

ALIGN = 4  # bytes
MOST_BYTES = 2_000_000
"""Of stored weights: with the film and the figures, a page of one file then stays under three megabytes."""


@dataclass(frozen=True)
class PictureLayer:
    """`settings` are the plain numbers of the kind, `tensors` its weights in PyTorch's layouts (float32)."""

    kind: Kind
    name: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    tensors: Mapping[str, Array | None] = field(default_factory=dict)


def parameters(layers: Sequence[PictureLayer]) -> int:
    """How many numbers the layers hold."""
    return sum(array.size for layer in layers for array in layer.tensors.values() if array is not None)


def storage_for(layers: Sequence[PictureLayer]) -> Storage:
    """16 bits where a page has room for them, else 8. TooLarge if even those are too many."""
    count = parameters(layers)
    if count * 2 <= MOST_BYTES:
        return "float16"
    if count <= MOST_BYTES:
        return "int8"
    raise TooLarge(
        f"the generator has {count:,} weights; a page holds at most {MOST_BYTES:,} (of 8 bits). The run has everything "
        "else; train narrower networks with --set generator_widths=… to publish one"
    )


def stored(array: Array, storage: Storage) -> Array:
    """What a page reads where `array` was stored: float32, rounded."""
    if storage == "float16" or array.ndim < 2:
        return array.astype(np.float16).astype(np.float32)
    scales, values = _quantise(array)
    return (scales.reshape(-1, *[1] * (array.ndim - 1)) * values).astype(np.float32)


def encode(layers: Sequence[PictureLayer], storage: Storage) -> dict[str, Any]:
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


def write_layers_onnx(path: Path, layers: Sequence[PictureLayer], *, latent: int, slots: int, channels: int) -> None:
    """One graph: `latent` (batch, latent) and, with slots, `attributes` (batch, slots) → `pictures`, float32,
    (batch, channels, size, size) in −1 … 1.
    """
    graph = _Graph()
    inputs = [helper.make_tensor_value_info("latent", TensorProto.FLOAT, ["batch", latent])]
    value = "latent"
    if slots:
        inputs.append(helper.make_tensor_value_info("attributes", TensorProto.FLOAT, ["batch", slots]))
        value = graph.add("Concat", ["latent", "attributes"], "asked", axis=1)
    said: list[str] = []
    for layer in layers:
        value = graph.layer(layer, value, said)
        said.append(value)
    graph.nodes.append(helper.make_node("Identity", [value], ["pictures"]))
    outputs = [helper.make_tensor_value_info("pictures", TensorProto.FLOAT, ["batch", channels, None, None])]
    made = helper.make_graph(graph.nodes, "hackday", inputs, outputs, graph.initializers)
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="hackday")
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model)
    replace_bytes(path, model.SerializeToString())


class _Graph:
    """Nodes and constants as they are added."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.initializers: list[Any] = []

    def constant(self, name: str, value: Any, dtype: Any = np.float32) -> str:
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(value, dtype), name))
        return name

    def add(self, operator: str, inputs: list[str], name: str, **settings: Any) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [name], name=name, **settings))
        return name

    def layer(self, layer: PictureLayer, value: str, said: Sequence[str]) -> str:
        """Append one layer that reads `value`; returns the name of what it says. `said`: those of the layers before."""
        name, settings = layer.name, layer.settings
        given = layer.tensors.items() if layer.kind != "affine" else ()
        weights = [self.constant(f"{name}/{part}", array) for part, array in given if array is not None]
        match layer.kind:
            case "dense":
                return self.add("Gemm", [value, *weights], name, transB=1)
            case "reshape":
                shape = [-1, settings["channels"], settings["height"], settings["width"]]
                return self.add("Reshape", [value, self.constant(f"{name}/shape", shape, np.int64)], name)
            case "leaky-relu":
                return self.add("LeakyRelu", [value], name, alpha=settings["slope"])
            case "tanh":
                return self.add("Tanh", [value], name)
            case "clamp":
                ends = [self.constant(f"{name}/{end}", settings[end]) for end in ("low", "high")]
                return self.add("Clip", [value, *ends], name)
            case "upsample":
                scales = self.constant(f"{name}/scales", [1, 1, 2, 2])
                modes = {"nearest": {"mode": "nearest", "coordinate_transformation_mode": "asymmetric",
                                     "nearest_mode": "floor"},
                         "bilinear": {"mode": "linear", "coordinate_transformation_mode": "half_pixel"}}  # fmt: skip
                return self.add("Resize", [value, "", scales], name, **modes[settings["mode"]])
            case "conv":
                pad, stride = settings["padding"], settings["stride"]
                return self.add("Conv", [value, *weights], name, pads=[pad] * 4, strides=[stride] * 2)
            case "conv-transpose":
                pad, stride, extra = settings["padding"], settings["stride"], settings["output_padding"]
                return self.add("ConvTranspose", [value, *weights], name, pads=[pad] * 4, strides=[stride] * 2,
                                output_padding=[extra] * 2)  # fmt: skip
            case "add":
                return self.add("Add", [value, said[settings["layer"]]], name)
            case "affine":
                return self._affine(layer, value)

    def _affine(self, layer: PictureLayer, value: str) -> str:
        """y = scale · x + shift for each channel of maps, or for each entry of a vector."""
        shape = [1, -1, 1, 1] if layer.settings["maps"] else [1, -1]
        scale, shift = (
            self.constant(f"{layer.name}/{part}", np.reshape(np.asarray(layer.tensors[part]), shape))
            for part in ("scale", "shift")
        )
        scaled = self.add("Mul", [value, scale], f"{layer.name}/scaled")
        return self.add("Add", [scaled, shift], layer.name)
