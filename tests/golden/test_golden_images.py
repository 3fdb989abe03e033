"""The golden networks that draw say what PyTorch says today; web/tests/engine holds the page's engine to the file."""

import json
from typing import Any

import numpy as np
import pytest

from tests.golden.make_images import PATH, cases, trace

CASES: list[dict[str, Any]] = json.loads(PATH.read_text())["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_every_layer_says_what_the_file_says(case: dict[str, Any]) -> None:
    outputs = trace(case)
    assert len(outputs) == len(case["outputs"]) == len(case["layers"])
    for layer, output, then in zip(case["layers"], outputs, case["outputs"], strict=True):
        np.testing.assert_allclose(output.flatten().numpy(), then, atol=2e-5, rtol=2e-5, err_msg=layer["name"])


def test_the_file_has_the_cases_of_make_images() -> None:
    for kept, made in zip(CASES, cases(), strict=True):
        for part in ("name", "input", "layers", "weights"):
            assert kept[part] == made[part]


def test_every_kind_of_layer_and_of_storage_is_there() -> None:
    layers = [layer for case in CASES for layer in case["layers"]]
    assert {layer["kind"] for layer in layers} == {
        "dense", "reshape", "leaky-relu", "tanh", "clamp", "upsample", "conv", "conv-transpose", "affine", "add",
    }  # fmt: skip
    assert {layer["mode"] for layer in layers if layer["kind"] == "upsample"} == {"nearest", "bilinear"}
    assert {layer["weights"]["storage"] for layer in layers if "weights" in layer} == {"float16", "int8", "float32"}
    assert {layer["bias"] is None for layer in layers if "bias" in layer} == {True, False}


def test_the_pictures_are_not_flat() -> None:
    for case in CASES:
        assert np.std(case["outputs"][-1]) > 0.1
