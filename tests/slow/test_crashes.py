"""Each lab survives kills, full and read-only disks, a clock set back, two resumes at once. `make test-slow`."""

from pathlib import Path

import pytest

from tests.crashes.settings import LABS
from tests.crashes.trials import CRITICAL, Trials, stand

MOMENTS, RANDOM_KILLS = 50, 50


@pytest.mark.timeout(4 * 3600)
@pytest.mark.parametrize("lab", LABS)
def test_a_run_survives_whatever_happens_to_its_training(lab: str, tmp_path: Path) -> None:
    with Trials(lab, tmp_path / "trials") as trials:
        stand(trials, MOMENTS, RANDOM_KILLS, seed=0)
    for place in CRITICAL:
        assert trials.survived.counts[f"killed: {place}"] >= 3
    assert trials.survived.counts["killed: at random"] >= RANDOM_KILLS
    assert trials.survived.looks > 100
