"""The shared clock with a toy loop: what is on disk after every way of leaving."""

import contextlib
import errno
import json
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hackday import api
from hackday.addition.spec import AdditionSpec
from hackday.runs import RunDirectory, RunInUse, files
from hackday.training import Pace, Session, Stopped
from hackday.training import session as session_module


@pytest.fixture
def run(tmp_path: Path) -> RunDirectory:
    return api.create("addition", AdditionSpec(), preset="post", seed=3, runs=tmp_path / "runs").directory


def count_to(run: RunDirectory, steps: int, at: Callable[[Session], None] = lambda _: None) -> int:
    """A training that adds step numbers up, whole after a resume; `at` is called after every step."""
    with Session(run, steps=steps) as session:
        checkpoint = session.resume()
        total = int(checkpoint.arrays["total"][0]) if checkpoint else 0
        while session.step < session.steps:
            step = session.step + 1
            total += step
            session.advance(step, message=f"at {step}", seconds_left=1.0)
            session.log(total=total)
            at(session)
            if session.stop_requested():
                session.save({"total": np.array([total])})
                session.stop()
        return total


def leftovers(run: RunDirectory) -> list[str]:
    return [str(path.relative_to(run.path)) for path in run.path.rglob("*.tmp")]


def test_a_training_that_ends_is_done_at_its_last_step(run: RunDirectory) -> None:
    assert count_to(run, 10) == 55
    status = run.status()
    assert (status["state"], status["step"], status["steps"]) == ("done", 10, 10)
    assert [line["step"] for line in run.metrics()[0]] == list(range(1, 11))
    assert leftovers(run) == []


def test_the_file_stop_ends_it_saved_and_a_resume_goes_on_from_there(run: RunDirectory) -> None:
    def stop_at_4(session: Session) -> None:
        if session.step == 4:
            (run.path / "stop").touch()

    with pytest.raises(Stopped) as stopped:
        count_to(run, 10, stop_at_4)
    assert stopped.value.exit_code == 0
    assert "hackday resume addition/1" in str(stopped.value)
    assert (run.status()["state"], run.status()["step"]) == ("stopped", 4)
    assert count_to(run, 10) == 55
    assert not (run.path / "stop").exists()
    assert [line["step"] for line in run.metrics()[0]] == list(range(1, 11))


def test_a_wish_to_stop_is_heard_between_the_parts_after_training_too(run: RunDirectory) -> None:
    with contextlib.suppress(Stopped), Session(run, steps=1) as session:
        tell = session.preparing("pairs")
        tell(1, 2)
        session.announce("measuring")
        (run.path / "stop").touch()
        with pytest.raises(Stopped):
            tell(2, 2)
        session.announce("exporting")
        pytest.fail("it goes on")
    assert run.status()["state"] == "stopped"


def test_ctrl_c_stops_at_the_next_step_and_a_second_one_at_once(run: RunDirectory) -> None:
    before = signal.getsignal(signal.SIGINT)

    def press_once(session: Session) -> None:
        if session.step == 4:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(Stopped) as stopped:
        count_to(run, 10, press_once)
    assert stopped.value.exit_code == 130
    assert signal.getsignal(signal.SIGINT) is before

    def press_twice(session: Session) -> None:
        if session.step == 7:
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        count_to(run, 10, press_twice)
    assert signal.getsignal(signal.SIGINT) is before
    assert run.status()["state"] == "stopped"
    assert count_to(run, 10) == 55  # from step 4: the checkpoint stands
    assert [line["step"] for line in run.metrics()[0]] == list(range(1, 11))


def test_in_another_thread_ctrl_c_is_left_alone(run: RunDirectory) -> None:
    before = signal.getsignal(signal.SIGINT)
    totals: list[int] = []
    thread = threading.Thread(target=lambda: totals.append(count_to(run, 5)))
    thread.start()
    thread.join()
    assert totals == [15]
    assert signal.getsignal(signal.SIGINT) is before


def test_an_error_is_told_as_failed_and_the_run_is_free_again(run: RunDirectory) -> None:
    def fail(session: Session) -> None:
        if session.step == 3:
            raise ZeroDivisionError("no such number " + "x" * 1000)

    with pytest.raises(ZeroDivisionError):
        count_to(run, 10, fail)
    status = run.status()
    assert status["state"] == "failed"
    assert status["message"].startswith("ZeroDivisionError: no such number")
    assert len(status["message"]) <= 500
    assert not run.in_use()
    assert count_to(run, 10) == 55


def test_two_sessions_at_once_cannot_be(run: RunDirectory) -> None:
    def second(session: Session) -> None:
        if session.step == 2:
            assert RunDirectory(run.path).in_use()
            with pytest.raises(RunInUse, match="addition/1"), Session(RunDirectory(run.path), steps=9):
                raise AssertionError("a second session began")
            assert run.status()["state"] == "training"  # the loser has written nothing

    assert count_to(run, 4, second) == 10
    assert not run.in_use()


def test_lines_written_after_the_last_checkpoint_are_written_once(run: RunDirectory) -> None:
    """A crash loses the steps since the checkpoint, so their lines go too and come again."""

    def save_then_fail(session: Session) -> None:
        if session.step == 4:
            session.save({"total": np.array([10])})
        if session.step == 7:
            raise OSError("power cut")

    with pytest.raises(OSError, match="power"):
        count_to(run, 10, save_then_fail)
    assert len(run.metrics()[0]) == 7
    assert count_to(run, 10) == 55
    assert [line["step"] for line in run.metrics()[0]] == list(range(1, 11))
    assert [line["total"] for line in run.metrics()[0]] == [k * (k + 1) // 2 for k in range(1, 11)]


def test_a_half_written_last_line_of_figures_vanishes_with_a_resume(run: RunDirectory) -> None:
    def save(session: Session) -> None:
        session.save({"total": np.array([session.step * (session.step + 1) // 2])})
        if session.step == 5:
            raise OSError

    with pytest.raises(OSError):  # noqa: PT011 (ours)
        count_to(run, 10, save)
    with (run.path / "metrics.jsonl").open("a") as file:
        file.write('{"step": 6, "sec')
    assert count_to(run, 10) == 55
    lines = (run.path / "metrics.jsonl").read_text().splitlines()
    assert [json.loads(line)["step"] for line in lines] == list(range(1, 11))


def test_seconds_count_on_after_a_resume(run: RunDirectory) -> None:
    with Session(run, steps=1) as session:
        time.sleep(0.05)
        session.save({"x": np.zeros(1)})
    with Session(run, steps=1) as session:
        assert session.seconds < 0.05
        session.resume()
        assert session.seconds >= 0.05


def test_time_is_up_after_the_budget_and_never_without_one(run: RunDirectory) -> None:
    with Session(run, steps=1, minutes=0.05 / 60) as session:
        assert not session.time_is_up()
        time.sleep(0.06)
        assert session.time_is_up()
    with Session(run, steps=1) as session:
        assert not session.time_is_up()


def test_preparing_the_data_takes_nothing_of_the_budget_and_is_told(run: RunDirectory) -> None:
    with Session(run, steps=1, minutes=0.2 / 60) as session:
        session.preparing("pairs")
        assert run.status()["message"] == "preparing pairs"
        time.sleep(0.25)
        session.resume()
        assert not session.time_is_up()
        assert session.seconds < 0.1
        time.sleep(0.25)
        assert session.time_is_up()


def test_the_status_is_replaced_at_most_four_times_a_second(run: RunDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    writes: list[float] = []
    monkeypatch.setattr(RunDirectory, "write_status", lambda _, status: writes.append(clock[0]))
    with Session(run, steps=1000) as session:
        for step in range(1000):
            clock[0] += 0.01
            session.advance(step)
    assert 30 <= len(writes) <= 42  # ten seconds
    assert np.diff(writes[:-1]).min() >= 0.25


def test_checkpoints_take_a_twentieth_of_the_time_at_most(run: RunDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])

    def slow(*_: Any) -> None:
        clock[0] += 2.0

    monkeypatch.setattr(session_module, "write_checkpoint", slow)
    saving = 0.0
    with Session(run, steps=1000) as session:
        for _ in range(1000):
            clock[0] += 0.5
            if session.save_due():
                session.save({})
                saving += 2.0
    assert 0 < saving / (clock[0] - 100.0) <= 0.055


@pytest.mark.parametrize(("minutes", "expected"), [(None, 1000), (1.0, 300), (0.05, 51)])
def test_the_number_of_steps_follows_the_pace_within_a_budget_alone(
    run: RunDirectory, monkeypatch: pytest.MonkeyPatch, minutes: float | None, expected: int
) -> None:
    clock = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    pace = Pace()
    with Session(run, steps=1000, minutes=minutes) as session:
        assert session.replan(pace) == 1000, "nobody can know yet"
        for step in range(51):
            session.step, clock[0] = step, 100 + 0.2 * step
            left = session.seconds_for_rest(pace)
        assert left == pytest.approx(0.2 * (1000 - 50) if minutes is None else max(0.0, 60 * minutes - 10))
        assert session.replan(pace) == session.steps == pytest.approx(expected, abs=1)
        assert session.steps > session.step, "also when the time is up, which is another's to tell"


def test_figures_that_are_no_numbers_become_null(run: RunDirectory) -> None:
    with Session(run, steps=1) as session:
        session.log(a=float("nan"), b=float("inf"), c=None, d=1.5)
    line = run.metrics()[0][0]
    assert [line[name] for name in "abcd"] == [None, None, None, 1.5]


Breakage = Callable[[pytest.MonkeyPatch], None]


def _full(*_: Any, **__: Any) -> Any:
    raise OSError(errno.ENOSPC, "No space left on device")


def no_write(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(os, "write", _full)
    patch.setattr(os, "fsync", _full)


def no_rename(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Path, "replace", _full)


def no_open(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Path, "open", _full)


@pytest.mark.parametrize("breakage", [no_write, no_rename, no_open])
def test_a_full_disk_leaves_the_old_file_and_no_half_one(breakage: Breakage, tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    files.replace_json(path, {"old": 1})
    with pytest.MonkeyPatch.context() as patch:
        breakage(patch)
        with pytest.raises(OSError, match="No space"):
            files.replace_json(path, {"new": 2})
    assert json.loads(path.read_text()) == {"old": 1}
    assert [left.name for left in tmp_path.iterdir()] == ["results.json"]


def test_a_line_that_fits_only_half_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "metrics.jsonl"
    files.append_line(path, {"step": 1})
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, content: write(file, content[:5]))
    with pytest.raises(OSError, match="No space"):
        files.append_line(path, {"step": 2})
    assert path.read_text() == '{"step": 1}\n'


@pytest.mark.parametrize("breakage", [no_write, no_rename, no_open])
def test_a_training_on_a_full_disk_fails_and_goes_on_when_there_is_room(breakage: Breakage, run: RunDirectory) -> None:
    with pytest.MonkeyPatch.context() as patch:

        def fill(session: Session) -> None:
            total = session.step * (session.step + 1) // 2
            if session.step == 6:
                breakage(patch)
            session.save({"total": np.array([total])})

        with pytest.raises(OSError, match="No space"):
            count_to(run, 10, fill)
    assert leftovers(run) == []
    assert not run.in_use()
    assert count_to(run, 10) == 55
    assert [line["step"] for line in run.metrics()[0]] == list(range(1, 11))
