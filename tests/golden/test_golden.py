"""The golden file says what the code says today; the page's engine is held to the same file (web/tests/engine)."""

import json
from typing import Any

import numpy as np
import pytest

from hackday.addition.model import Shape
from tests.golden.make_golden import PATH, answers, asked, cases

CASES: list[dict[str, Any]] = json.loads(PATH.read_text())["cases"]
EXPECTED = cases()


def test_the_file_has_the_cases_of_make_golden() -> None:
    shapes = [Shape(**case["shape"]) for case in CASES]
    assert shapes == [shape for shape, _, _ in EXPECTED]
    for case, (_, weights, max_sum) in zip(CASES, EXPECTED, strict=True):
        assert [(pair["a"], pair["b"]) for pair in case["pairs"]] == asked(max_sum)
        assert len(case["weights"]) == len(weights)


@pytest.mark.parametrize("index", range(len(CASES)))
def test_every_layer_says_what_the_file_says(index: int) -> None:
    case = CASES[index]
    shape, weights = Shape(**case["shape"]), np.array(case["weights"])
    now = answers(shape, weights, [(pair["a"], pair["b"]) for pair in case["pairs"]])
    scale = max(1.0, float(np.abs(weights[shape.output_start :]).sum()))
    for then, today in zip(case["pairs"], now, strict=True):
        np.testing.assert_allclose(today["sums"], then["sums"], rtol=1e-14)
        np.testing.assert_allclose(today["hidden"], then["hidden"], rtol=1e-14)
        if shape.nodes and shape.activation in ("relu", "identity"):
            scale = max(1.0, float(np.abs(weights[shape.output_start :]).sum() * np.abs(then["hidden"]).max()))
        assert abs(today["output"] - then["output"]) <= 1e-13 * scale


def test_the_cases_are_as_hard_as_they_should_be() -> None:
    """Two nodes whose weights of millions cancel; saturated hidden nodes; every activation; biases; none."""
    largest = [max(map(abs, case["weights"])) for case in CASES if case["shape"]["nodes"] == 2]
    assert any(5e6 < weight < 1e8 for weight in largest)
    hidden = {value for case in CASES for pair in case["pairs"] for value in pair["hidden"]}
    assert {0.0, 0.5, 1.0} <= hidden
    assert {case["shape"]["activation"] for case in CASES} == {"sigmoid", "tanh", "relu", "identity"}
    assert {case["shape"]["nodes"] for case in CASES} >= {0, 1, 2, 16}
    assert {case["shape"]["biases"] for case in CASES} == {True, False}


def test_the_solved_cases_add() -> None:
    for case, (shape, _, max_sum) in zip(CASES, EXPECTED, strict=True):
        if (shape.nodes, max_sum) in ((4, 256), (8, 65536), (16, 65536)) and shape == Shape(shape.nodes):
            if max(map(abs, case["weights"])) < 100:
                continue  # an untrained one of the same shape
            assert all(abs(pair["output"] - pair["a"] - pair["b"]) < 0.5 for pair in case["pairs"])
