"""Runs of every format that was ever released are read, resumed, sampled and published.

A new run format needs a new folder beside the old ones:

    PYTHONPATH=. python tests/fixtures/make_runs.py tests/fixtures/runs-format-2
"""

import shutil
from pathlib import Path

import pytest

from hackday.runs import RunDirectory, list_runs
from hackday.runs.directory import FORMAT
from tests.conftest import Command
from tests.crashes.settings import LABS

FIXTURES = Path(__file__).parents[1] / "fixtures"
FORMATS = sorted(FIXTURES.glob("runs-format-*"))
PROMPTS = {"addition": ["2 + 2"], "images": [], "lyrics": ["the road"]}


def test_there_is_a_fixture_of_every_format() -> None:
    assert [folder.name for folder in FORMATS] == [f"runs-format-{number}" for number in range(1, FORMAT + 1)]


@pytest.fixture(params=FORMATS, ids=lambda folder: folder.name)
def runs(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of the runs of a format."""
    shutil.copytree(request.param, tmp_path / "runs")
    return tmp_path / "runs"


def test_all_are_listed_for_what_they_are(runs: Path, command: Command) -> None:
    found, complaints = list_runs(runs, LABS)
    assert complaints == []
    states = {run.name: run.status()["state"] for run in found}
    assert len(states) == 2 * len(LABS)
    assert sorted(states.values()) == ["done"] * 3 + ["training"] * 3
    assert command("list", "--runs", str(runs)).code == 0


@pytest.mark.parametrize("lab", LABS)
def test_a_finished_run_is_shown_sampled_and_published(runs: Path, command: Command, tmp_path: Path, lab: str) -> None:
    run = str(next((runs / lab).glob("0001-*")))
    for words in (["show", run], ["sample", run, *PROMPTS[lab]], ["publish", run, "--out", str(tmp_path / "site")]):
        outcome = command(*words)
        assert outcome.code == 0, outcome.err
        assert outcome.out
    assert "hackday-page" in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("lab", LABS)
def test_a_killed_run_goes_on_to_its_end(runs: Path, command: Command, lab: str) -> None:
    path = next((runs / lab).glob("0002-*"))
    assert RunDirectory(path).results() is None
    outcome = command("resume", str(path), "--quiet")
    assert outcome.code == 0, outcome.err
    run = RunDirectory(path)
    assert run.status()["state"] == "done"
    finished, _ = RunDirectory(next((runs / lab).glob("0001-*"))).metrics()
    resumed, _ = run.metrics()
    assert len(resumed) == len(finished)
    assert command("sample", str(path), *PROMPTS[lab]).code == 0
