"""A generator of pictures as ONNX, from the same list of layers as a page reads, so that both draw the same."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from hackday.pagemodel.onnx import IR_VERSION, OPSET
from hackday.pagemodel.storage import StoredLayer
from hackday.runs.files import replace_bytes


def write_layers_onnx(path: Path, layers: Sequence[StoredLayer], *, latent: int, slots: int, channels: int) -> None:
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

    def layer(self, layer: StoredLayer, value: str, said: Sequence[str]) -> str:
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
        raise ValueError(f"a generator has no layer of the kind {layer.kind}")

    def _affine(self, layer: StoredLayer, value: str) -> str:
        """y = scale · x + shift for each channel of maps, or for each entry of a vector."""
        shape = [1, -1, 1, 1] if layer.settings["maps"] else [1, -1]
        scale, shift = (
            self.constant(f"{layer.name}/{part}", np.reshape(np.asarray(layer.tensors[part]), shape))
            for part in ("scale", "shift")
        )
        scaled = self.add("Mul", [value, scale], f"{layer.name}/scaled")
        return self.add("Add", [scaled, shift], layer.name)
