"""The estimate of memory that a training is begun with is true, within a factor of two. `make test-slow`."""

import sys
from pathlib import Path

import pytest

from tests.slow.peak import told_and_peak

MEASURE = r"""
import sys
from hackday import api, domains
lab, *settings = sys.argv[1:]
spec, name = api.plan(lab, settings=settings)
estimate = domains.lab(lab).estimate(spec, None)
api.go(api.create(lab, spec, preset=name, seed=0, runs="runs"))
told = [estimate.memory_bytes]
"""
SHORT = {
    "addition": ["epochs=3", "seeds=20", "patience=0"],
    "images": [
        "data=ellipses-white", "pictures=600", "images=64", "measured=100", "judge_steps=5", "size=64", "batch_size=32",
    ],
    "lyrics": ["epochs=0.05", "measured=4", "validations=1", "embedding=500"],
}  # fmt: skip


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of one process alone is told by Linux")
@pytest.mark.parametrize("lab", SHORT)
def test_the_memory_of_a_training_is_within_a_factor_of_two(lab: str, tmp_path: Path) -> None:
    """Of a short training with networks of the usual size: what counts is in memory after the first steps."""
    estimated, peak = told_and_peak(MEASURE, lab, *SHORT[lab], cwd=tmp_path)
    assert peak / 2 <= estimated <= 2 * peak, (lab, estimated / 1e6, peak / 1e6)
