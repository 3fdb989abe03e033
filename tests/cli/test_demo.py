"""The demo, with experiments of a second in the place of its own: what it says, hands on and leaves behind."""

import contextlib
import io
import re
import time
import urllib.request
from pathlib import Path

import pytest

import hackday
from hackday.cli.commands import demo
from hackday.cli.commands.demo import Experiment, experiments, live_view
from hackday.cli.progress import busy
from hackday.training import Stopped
from tests.conftest import Command

SMALL = ("nodes=1,2", "max_sum=16", "epochs=3", "pairs=200", "test_pairs=300")


def small(_minutes: float) -> list[Experiment]:
    return [Experiment("addition", preset, SMALL, weight) for preset, weight in (("post", 1.0), ("solved", 3.0))]


def test_it_trains_publishes_and_ends_with_what_was_reached_and_what_to_type(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "experiments", small)
    outcome = command("demo", "--no-serve", "--out", "site", "--minutes", "2")
    assert outcome.code == 0
    assert outcome.out.strip() == "site/index.html"
    assert Path("site/index.html").is_file()
    ending = outcome.err.split("What came of it:")[1]
    for number in (1, 2):
        cells = (hackday.load(f"addition/{number}").results or {})["cells"]
        exact = sum(cell["exact_share"] > 0.5 for cell in cells)
        assert f"addition/{number}: {exact} of {len(cells)} kinds of networks" in ending
    assert "train images --data" in ending
    assert "train lyrics --data" in ending


def test_minutes_that_one_training_leaves_go_to_the_next(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "experiments", small)
    assert command("demo", "--no-serve", "--minutes", "4").code == 0
    first, second = (hackday.load(f"addition/{number}").directory.record["minutes"] for number in (1, 2))
    assert first == pytest.approx(1.0)
    assert 3.5 < second <= 4.0


def test_the_time_of_a_run_that_is_stopped_is_not_given_away_again(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stops(one: Experiment, minutes: float, which: str, runs: Path | None) -> hackday.Run:
        if which.startswith("2"):
            given.append(minutes)
            return usual(one, minutes, which, runs)
        run = hackday.train("addition", settings={"nodes": 1, "max_sum": 16, "epochs": 3}, runs=runs)
        run.directory.write_status({**run.directory.status(), "seconds": 90.0})
        raise Stopped(run.directory, by_keyboard=False)

    given: list[float] = []
    usual = demo.train
    monkeypatch.setattr(demo, "experiments", small)
    monkeypatch.setattr(demo, "train", stops)
    assert command("demo", "--no-serve", "--minutes", "4").code == 0
    assert given == [pytest.approx(2.5)]


@pytest.mark.parametrize(("minutes", "drawn"), [(1.0, "ellipses-white"), (6.0, "ellipses"), (60.0, "ellipses")])
def test_colour_is_drawn_where_the_minutes_are_enough_for_it(minutes: float, drawn: str) -> None:
    assert [one.preset for one in experiments(minutes) if one.domain == "images"] == [drawn]


@pytest.mark.parametrize("minutes", [0.5, 6.0, 60.0])
def test_its_own_experiments_are_of_all_three_labs_and_share_the_minutes(minutes: float) -> None:
    planned = experiments(minutes)
    assert {one.domain for one in planned} == {"addition", "images", "lyrics"}
    assert sum(one.weight for one in planned) == pytest.approx(1.0)


def test_the_live_view_is_open_while_it_trains(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    said = io.StringIO()
    with contextlib.redirect_stderr(said), live_view(tmp_path / "runs"):
        address = re.search(r"http://127\.0\.0\.1:\d+/", said.getvalue())
        assert address is not None
        assert opened == [address[0]]
        with urllib.request.urlopen(address[0], timeout=10) as answer:
            assert answer.status == 200
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(address[0], timeout=10)


def test_whoever_waits_hears_at_least_every_two_seconds(capfd: pytest.CaptureFixture[str]) -> None:
    with busy("thinking"):
        time.sleep(3.4)
    lines = capfd.readouterr().err.splitlines()
    assert lines[0] == "thinking …"
    assert len(lines) >= 3


def test_impossible_minutes_are_told_before_anything_is_trained(command: Command) -> None:
    outcome = command("demo", "--no-serve", "--minutes", "0")
    assert outcome.code == 2
    assert "minutes=0" in outcome.err
    assert not Path("runs").exists()
