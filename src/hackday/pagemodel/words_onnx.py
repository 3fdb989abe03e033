"""A network that writes as ONNX, from the same list of layers as a page reads.

With a state (model=lstm, sequence): `words` (steps, batch) int64, with voices `voice` (batch,) int64 (-1 for none), and
for each recurrent layer k `h{k}`, for an LSTM `c{k}` too, (1, batch, hidden) → `logits` (steps, batch, words) and the
states after, `h{k}_next`, `c{k}_next`. Without (window): `words` (batch, window) → `logits` (batch, words).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from hackday.pagemodel.onnx import IR_VERSION, OPSET
from hackday.pagemodel.storage import Array, StoredLayer
from hackday.runs.files import replace_bytes


def write_words_onnx(path: Path, layers: Sequence[StoredLayer]) -> None:
    """One graph, as above; a network whose layers have a reversed one is a window's."""
    window = any(layer.settings.get("reverse") for layer in layers)
    graph = _Window(layers) if window else _Song(layers)
    made = helper.make_graph(graph.nodes, "hackday", graph.inputs, graph.outputs, graph.initializers)
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="hackday")
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model)
    replace_bytes(path, model.SerializeToString())


class _Graph:
    """Nodes and constants as they are added."""

    def __init__(self, layers: Sequence[StoredLayer]) -> None:
        self.nodes: list[Any] = []
        self.initializers: list[Any] = []
        self.inputs: list[Any] = []
        self.outputs: list[Any] = []
        self.layers = list(layers)
        self.embedding = self.constant("embedding/weights", self.tensor(self.layers[0], "weights"))

    @staticmethod
    def tensor(layer: StoredLayer, name: str) -> Array:
        array = layer.tensors[name]
        assert array is not None
        return array

    def constant(self, name: str, value: Array) -> str:
        kind = value.dtype if value.dtype == np.int64 else np.float32
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(value, kind), name))
        return name

    def add(self, operator: str, inputs: list[str], outputs: list[str], **settings: Any) -> str:
        self.nodes.append(helper.make_node(operator, inputs, outputs, name=outputs[0], **settings))
        return outputs[0]

    def number(self, name: str, values: list[int]) -> str:
        return self.constant(name, np.array(values, np.int64))

    def linear(self, name: str, value: str, weights: Array, bias: Array) -> str:
        """weights · x + bias over the last axis."""
        product = self.add("MatMul", [value, self.constant(f"{name}/weights", weights.T)], [f"{name}/product"])
        return self.add("Add", [product, self.constant(f"{name}/bias", bias)], [f"{name}/sums"])

    def gru(self, layer: StoredLayer, value: str, state: str) -> tuple[str, str]:
        """Append a GRU; returns the names of all outputs (steps, 1, batch, hidden) and of the last (1, batch, hidden).

        ONNX has the rows in the order z, r, n where PyTorch has r, z, n.
        """
        name, hidden = layer.name, layer.settings["hidden"]
        order = [1, 0, 2]
        weights, recurrent = (
            _rows(self.tensor(layer, part), order)[None] for part in ("input_weights", "hidden_weights")
        )
        biases = np.concatenate([_rows(self.tensor(layer, part), order) for part in ("input_bias", "hidden_bias")])
        inputs = [value, self.constant(f"{name}/W", weights), self.constant(f"{name}/R", recurrent),
                  self.constant(f"{name}/B", biases[None]), "", state]  # fmt: skip
        direction = "reverse" if layer.settings.get("reverse") else "forward"
        self.add("GRU", inputs, [f"{name}/all", f"{name}/last"], hidden_size=hidden, direction=direction,
                 linear_before_reset=1)  # fmt: skip
        return f"{name}/all", f"{name}/last"


class _Song(_Graph):
    """Word by word, with states."""

    def __init__(self, layers: Sequence[StoredLayer]) -> None:
        super().__init__(layers)
        self.inputs.append(helper.make_tensor_value_info("words", TensorProto.INT64, ["steps", "batch"]))
        value = self.add("Gather", [self.embedding, "words"], ["embedding/rows"])
        number = 0
        for layer in self.layers[1:]:
            if layer.kind == "voices":
                self.inputs.append(helper.make_tensor_value_info("voice", TensorProto.INT64, ["batch"]))
                rows = self.tensor(layer, "weights")
                # One row more, their mean: number -1, counted from the end, is then "no voice" as everywhere here.
                table = self.constant("voices/weights", np.concatenate([rows, rows.mean(axis=0, keepdims=True)]))
                value = self.add("Add", [value, self.add("Gather", [table, "voice"], ["voices/rows"])], ["voices/sum"])
            elif layer.kind == "logits":
                weights = layer.tensors["weights"]
                weights = self.tensor(self.layers[0], "weights") if weights is None else weights
                logits = self.linear("logits", value, weights, self.tensor(layer, "bias"))
                self.outputs.append(self._named(logits, "logits", ["steps", "batch", layer.settings["words"]]))
            else:
                number += 1
                value = self._recurrent(layer, value, number)

    def _recurrent(self, layer: StoredLayer, value: str, number: int) -> str:
        hidden = layer.settings["hidden"]
        shape = [1, "batch", hidden]
        states = [f"{part}{number}" for part in ("h", "c")[: 2 if layer.kind == "lstm" else 1]]
        self.inputs += [helper.make_tensor_value_info(state, TensorProto.FLOAT, shape) for state in states]
        if layer.kind == "lstm":
            name, order = layer.name, [0, 3, 1, 2]  # i, o, f, c of PyTorch's i, f, g, o
            weights, recurrent = (
                _rows(self.tensor(layer, part), order)[None] for part in ("input_weights", "hidden_weights")
            )
            bias = _rows(self.tensor(layer, "bias"), order)
            biases = np.concatenate([bias, np.zeros_like(bias)])[None]
            inputs = [value, self.constant(f"{name}/W", weights), self.constant(f"{name}/R", recurrent),
                      self.constant(f"{name}/B", biases), "", *states]  # fmt: skip
            lasts = [f"{name}/last", f"{name}/memory"]
            self.add("LSTM", inputs, [f"{name}/all", *lasts], hidden_size=hidden)
            everything = f"{name}/all"
        else:
            everything, last = self.gru(layer, value, states[0])
            lasts = [last]
        self.outputs += [self._named(one, f"{state}_next", shape) for one, state in zip(lasts, states, strict=True)]
        return self.add("Squeeze", [everything, self.number(f"{layer.name}/axis", [1])], [f"{layer.name}/out"])

    def _named(self, value: str, name: str, shape: list[Any]) -> Any:
        self.add("Identity", [value], [name])
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


class _Window(_Graph):
    """A window read in both directions."""

    def __init__(self, layers: Sequence[StoredLayer]) -> None:
        super().__init__(layers)
        self.inputs.append(helper.make_tensor_value_info("words", TensorProto.INT64, ["batch", "window"]))
        steps = self.add("Transpose", ["words"], ["words/steps"], perm=[1, 0])
        value = self.add("Gather", [self.embedding, steps], ["embedding/rows"])
        recurrent = [layer for layer in self.layers if layer.kind == "gru"]
        axis = self.number("axis", [1])
        for pair in (recurrent[:2], recurrent[2:]):
            ends = [self.gru(layer, value, "") for layer in pair]
            flat = [self.add("Squeeze", [every, axis], [f"{every}/flat"]) for every, _ in ends]
            value = self.add("Concat", flat, [f"{pair[0].name}/both"], axis=2)
        flat = [self.add("Squeeze", [last, self.number(f"{last}/axis", [0])], [f"{last}/flat"]) for _, last in ends]
        value = self.add("Concat", flat, ["read"], axis=1)
        dense, logits = self.layers[-2:]
        value = self.linear("dense", value, self.tensor(dense, "weights"), self.tensor(dense, "bias"))
        value = self.add("Relu", [value], ["dense/relu"])
        value = self.linear("said", value, self.tensor(logits, "weights"), self.tensor(logits, "bias"))
        self.add("Identity", [value], ["logits"])
        words = logits.settings["words"]
        self.outputs.append(helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", words]))


def _rows(array: Array, order: list[int]) -> Array:
    """The blocks of rows in another order."""
    blocks = np.split(array, max(order) + 1)
    return np.concatenate([blocks[place] for place in order])
