"""The long form of tests/fuzz: a hundred thousand cases of each target. `make test-slow`."""

from pathlib import Path

import pytest

from tests.fuzz.attacks import attacked
from tests.fuzz.targets import TARGETS

CASES = 100_000


@pytest.mark.timeout(8 * 3600)
@pytest.mark.parametrize("name", TARGETS)
def test_a_hundred_thousand_cases_end_in_a_result_or_a_message(name: str, tmp_path: Path) -> None:
    report = attacked(name, tmp_path / "attacked", CASES)
    assert report.defects == []
    assert report.cases == CASES
