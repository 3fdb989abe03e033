"""What several tests share: the command line in a clean folder, and one small run of each kind."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

import hackday
from hackday.api import Run
from hackday.cli import group
from hackday.cli.errors import exit_code

# How long a case takes says nothing on a shared machine.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

QUICK = {"nodes": (1, 2), "max_sum": (16, 256), "epochs": 5, "pairs": 200, "test_pairs": 300, "patience": 0}


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test writes outside its own folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HACKDAY_RUNS", raising=False)


class Outcome:
    """What a command came to: its exit code and what it printed."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err

    @property
    def json(self) -> Any:
        """Standard output as one JSON document."""
        return json.loads(self.out)


Command = Callable[..., Outcome]


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str]) -> Command:
    """Run `hackday …` in this process."""

    def run(*arguments: str) -> Outcome:
        capfd.readouterr()
        code = exit_code(group, arguments)
        out, err = capfd.readouterr()
        return Outcome(code, out, err)

    return run


@pytest.fixture(scope="session")
def small_runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small finished run of each of the presets post (1), solved (2) and linear (3). Not to be changed."""
    runs = tmp_path_factory.mktemp("shared") / "runs"
    hackday.train("addition", settings=QUICK, runs=runs)
    hackday.train("addition", preset="solved", settings={"nodes": (1, 2), "max_sum": (16, 256)}, runs=runs)
    hackday.train("addition", preset="linear", settings={"max_sum": 16, "epochs": 20}, runs=runs)
    return runs


@pytest.fixture
def small_run(small_runs: Path) -> Run:
    """The finished run 1 of `small_runs`."""
    return hackday.load("addition/1", runs=small_runs)
