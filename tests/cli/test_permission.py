"""Whoever publishes a network that learned from files is told whose songs or pictures these may be."""

import json
import shutil
from pathlib import Path

import pytest

from hackday.api import Run
from tests.conftest import Command

OLD_RUNS = Path(__file__).parents[1] / "fixtures" / "runs-format-1"


def run_of(lab: str, data: str, folder: Path) -> Path:
    """A finished run of a lab, as if it had learned from `data`."""
    (source,) = (OLD_RUNS / lab).glob("0001-*")
    path = Path(shutil.copytree(source, folder / lab / source.name))
    record = json.loads((path / "run.json").read_text())
    record["spec"]["data"] = data
    (path / "run.json").write_text(json.dumps(record))
    return path


@pytest.mark.parametrize(("lab", "data", "whose"), [
    ("lyrics", "/home/me/songs.csv", "other people's songs"), ("images", "/home/me/faces", "other people's pictures"),
    ("lyrics", "songbook", None), ("images", "ellipses-white", None),
])  # fmt: skip
def test_publishing_what_learned_from_files_tells_of_permission(
    command: Command, tmp_path: Path, lab: str, data: str, whose: str | None
) -> None:
    run = run_of(lab, data, tmp_path / "runs")
    for target in (["--out", "site"], ["--single-file", "page.html"]):
        outcome = command("publish", str(run), *target)
        assert outcome.code == 0, outcome.err
        told = [line for line in outcome.err.splitlines() if "may need their permission" in line]
        assert len(told) == (whose is not None)
        if whose is not None:
            assert told[0].startswith(f"{lab}/1: ")
            assert whose in told[0]
        assert "permission" not in outcome.out


def test_networks_that_add_learned_from_nobody(command: Command, small_run: Run) -> None:
    outcome = command("publish", str(small_run.path), "--out", "site")
    assert (outcome.code, "permission" in outcome.err) == (0, False)
