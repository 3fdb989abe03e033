"""Small fully connected networks as one ONNX file, for every other tool."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from hackday.runs.files import replace_bytes

Array = np.ndarray[Any, Any]

OPSET = 17
IR_VERSION = 8  # what opset 17 came with; newer ones are refused by runtimes of the same age
OPERATORS = {"sigmoid": "Sigmoid", "tanh": "Tanh", "relu": "Relu", "identity": "Identity"}


@dataclass(frozen=True)
class Layer:
    """y = activation(x · weights + bias): `weights` (inputs, outputs), `bias` (outputs,) or None."""

    weights: Array
    bias: Array | None
    activation: str


def write_onnx(path: Path, networks: Mapping[str, list[Layer]], inputs: int) -> None:
    """One graph: input `pairs` (batch, inputs) float64; an output (batch, 1) float64 for each network, by its name."""
    nodes: list[Any] = []
    initializers: list[Any] = []
    outputs: list[Any] = []
    for name, layers in networks.items():
        value = "pairs"
        for index, layer in enumerate(layers):
            prefix = f"{name}/layer{index + 1}"
            value = _add_layer(nodes, initializers, prefix, value, layer)
        nodes.append(helper.make_node("Identity", [value], [name]))
        outputs.append(helper.make_tensor_value_info(name, TensorProto.DOUBLE, ["batch", 1]))
    pairs = helper.make_tensor_value_info("pairs", TensorProto.DOUBLE, ["batch", inputs])
    graph = helper.make_graph(nodes, "hackday", [pairs], outputs, initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="hackday")
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model)
    replace_bytes(path, model.SerializeToString())


def _add_layer(nodes: list[Any], initializers: list[Any], prefix: str, value: str, layer: Layer) -> str:
    """Append the layer's operators; returns the name of what it says."""
    initializers.append(numpy_helper.from_array(np.ascontiguousarray(layer.weights, np.float64), f"{prefix}/weights"))
    nodes.append(helper.make_node("MatMul", [value, f"{prefix}/weights"], [f"{prefix}/product"]))
    value = f"{prefix}/product"
    if layer.bias is not None:
        initializers.append(numpy_helper.from_array(np.ascontiguousarray(layer.bias, np.float64), f"{prefix}/bias"))
        nodes.append(helper.make_node("Add", [value, f"{prefix}/bias"], [f"{prefix}/sums"]))
        value = f"{prefix}/sums"
    nodes.append(helper.make_node(OPERATORS[layer.activation], [value], [f"{prefix}/outputs"]))
    return f"{prefix}/outputs"
