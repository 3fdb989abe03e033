"""What the model card of an addition run says."""

from dataclasses import replace
from typing import Any

import pytest

from hackday.addition.card import card
from hackday.addition.spec import AdditionSpec

CELL = {"kind": "hidden", "nodes": 2, "max_sum": 16, "seeds": 1, "accuracy": {"median": 1.0, "low": 1.0, "high": 1.0}}
RESULTS: dict[str, Any] = {
    "cells": [CELL],
    "networks": [{"stuck": False, "extrapolation": {"accuracy": 0.25}}],
    "yardsticks": [],
    "seconds": 1.0,
}


@pytest.mark.parametrize(
    ("extrapolate", "asked"),
    [(100, "sums up to 100 times larger"), (1000, "sums up to 1,000 times larger"), (1, "other sums as large")],
)
def test_the_card_tells_how_far_outside_was_asked(extrapolate: int, asked: str) -> None:
    spec = replace(AdditionSpec(), nodes=(2,), max_sum=(16,), extrapolate=extrapolate)
    assert f"Asked for {asked}, the best of these is right in 25.0 % of all cases" in card(spec, RESULTS).limits[0]
