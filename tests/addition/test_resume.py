"""Interrupted anywhere and resumed, a run ends as if it had never been interrupted: equal to the last bit."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tests.addition.runs
from hackday.addition.spec import AdditionSpec
from hackday.runs import RunDirectory
from hackday.training import Session, Stopped
from tests.addition.runs import finish, finished, new_run, outcome

ROOT = Path(__file__).parents[2]
SMALL = AdditionSpec(nodes=(1, 3), max_sum=(16, 256), epochs=25, pairs=200, test_pairs=100, patience=4, seeds=2)
SPECS = {
    "adam": SMALL,
    "adam, all epochs": replace(SMALL, patience=0, learning_rate=0.05),
    "scaled with biases": replace(SMALL, scaling=True, biases=True, activation="tanh", patience=0),
    "nau and linear": replace(SMALL, networks=("nau", "linear"), scaling=True, patience=0),
    "projection": replace(SMALL, method="projection", epochs=40, nodes=(2, 3)),
    "levenberg-marquardt": replace(SMALL, method="levenberg-marquardt", epochs=40, nodes=(2, 3)),
}
LONG = AdditionSpec(nodes=(1, 8), max_sum=(16, 256), epochs=400, patience=0, test_pairs=500)


def resume_until_done(run: RunDirectory, most: int = 400) -> int:
    """Resume as long as it is stopped; returns how many times it took."""
    for attempt in range(1, most + 1):
        try:
            finish(run)
        except Stopped:
            assert run.status()["state"] == "stopped"
            continue
        return attempt
    raise AssertionError(f"not done after {most} resumes")


@pytest.mark.parametrize("name", SPECS)
def test_stopped_after_every_line_of_figures(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = outcome(finished(tmp_path, SPECS[name]))
    run = new_run(tmp_path, SPECS[name])
    log = Session.log

    def log_and_stop(session: Session, **figures: Any) -> None:
        log(session, **figures)
        (run.path / "stop").touch()

    monkeypatch.setattr(Session, "log", log_and_stop)
    stops = resume_until_done(run) - 1
    assert stops >= 3 or SPECS[name].method != "adam"
    assert outcome(run) == whole


@pytest.mark.parametrize("name", SPECS)
def test_stopped_whenever_it_looks(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each process gets so far as to look for the wish to stop k times, k different each time."""
    whole = outcome(finished(tmp_path, SPECS[name]))
    run = new_run(tmp_path, SPECS[name])
    draw = random.Random(name)
    looks = [0]

    def stop_requested(_: Session) -> bool:
        looks[0] -= 1
        return looks[0] < 0

    monkeypatch.setattr(Session, "stop_requested", stop_requested)
    for _ in range(400):
        looks[0] = draw.randrange(1, 6)
        try:
            finish(run)
            break
        except Stopped:
            pass
    assert outcome(run) == whole


@pytest.mark.parametrize(
    "spec", [LONG, replace(LONG, method="projection", epochs=60, seeds=3)], ids=["adam", "projection"]
)
def test_stopped_by_the_file_in_the_middle_of_a_stretch(spec: AdditionSpec, tmp_path: Path) -> None:
    whole = outcome(finished(tmp_path, spec))
    run = new_run(tmp_path, spec)
    draw = random.Random(0)
    for _ in range(6):
        timer = threading.Timer(draw.uniform(0.01, 0.08), (run.path / "stop").touch)
        timer.start()
        try:
            finish(run)
        except Stopped:
            pass
        finally:
            timer.join()
    resume_until_done(run)
    assert outcome(run) == whole


def test_killed_at_random_moments(tmp_path: Path) -> None:
    """kill -9 leaves what it leaves; `resume` goes on from the last checkpoint and the result is the same."""
    whole = outcome(finished(tmp_path, LONG))
    run = new_run(tmp_path, LONG)
    code = f"""
import pathlib
from hackday.runs import RunDirectory
from hackday.training import session
from tests.addition.runs import finish
session.SAVE_INTERVAL_SECONDS = 0.0
session.SAVE_SHARE = 1.0
finish(RunDirectory(pathlib.Path({str(run.path)!r})))
"""
    draw = random.Random(time.time_ns())
    steps, kills = [], 0
    for _ in range(4):
        before = run.metrics_size()
        process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
        deadline = time.monotonic() + 60
        while process.poll() is None and run.metrics_size() <= before and time.monotonic() < deadline:
            time.sleep(0.002)
        time.sleep(draw.uniform(0, 0.1))
        process.send_signal(signal.SIGKILL)
        process.wait()
        kills += process.returncode == -signal.SIGKILL
        steps.append(run.status()["step"])
    assert kills >= 1
    assert not run.in_use()  # the operating system has freed the lock
    finish(run)
    assert outcome(run) == whole, f"killed at steps {steps}"


@pytest.mark.parametrize("name", SPECS)
def test_failed_after_the_training(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = outcome(finished(tmp_path, SPECS[name]))
    run = new_run(tmp_path, SPECS[name])

    def fail(*_: object) -> None:
        raise OSError("no space left on device")

    for part in ("measure", "export"):
        with monkeypatch.context() as patched:
            patched.setattr(tests.addition.runs, part, fail)
            with pytest.raises(OSError, match="no space"):
                finish(run)
        assert run.status()["state"] == "failed"
    finish(run)
    assert outcome(run) == whole


def test_a_torn_newest_checkpoint_costs_only_the_way_from_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = SPECS["adam, all epochs"]
    whole = outcome(finished(tmp_path, spec))
    run = new_run(tmp_path, spec)
    monkeypatch.setattr(Session, "save_due", lambda _: True)
    log, lines = Session.log, [0]

    def log_and_stop(session: Session, **figures: Any) -> None:
        log(session, **figures)
        lines[0] += 1
        if lines[0] in (8, 16):
            (run.path / "stop").touch()

    monkeypatch.setattr(Session, "log", log_and_stop)
    with pytest.raises(Stopped):
        finish(run)
    before, newest = sorted(run.checkpoints.glob("step-*"))
    newest.write_bytes(newest.read_bytes()[: newest.stat().st_size // 2])
    with Session(run, steps=spec.epochs) as session:
        checkpoint = session.resume()
        assert checkpoint is not None
        assert before.name == f"step-{checkpoint.step:08d}.safetensors"
    resume_until_done(run)
    assert lines[0] > len(run.metrics()[0]), "the steps after the one before were taken again"
    assert outcome(run) == whole


def test_with_every_checkpoint_torn_it_begins_again(tmp_path: Path) -> None:
    run = finished(tmp_path, SPECS["adam"])
    whole = outcome(run)
    for path in run.checkpoints.iterdir():
        path.write_bytes(b"torn")
    finish(run)
    assert outcome(run) == whole


def test_a_run_whose_budget_is_spent_is_not_trained_further_by_a_resume(tmp_path: Path) -> None:
    spec = replace(SPECS["adam, all epochs"], epochs=100_000, nodes=(1,), max_sum=(16,), seeds=1)
    run = new_run(tmp_path, spec, minutes=0.2 / 60)
    finish(run)
    first = outcome(run)
    finish(run)
    assert outcome(run) == first


def test_what_is_trained_does_not_depend_on_how_many_cores_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = outcome(finished(tmp_path, SPECS["adam"]))
    monkeypatch.setattr("hackday.addition.train.cores", lambda: 1)
    assert outcome(finished(tmp_path, SPECS["adam"])) == whole


def test_a_checkpoint_holds_all_that_the_training_changes(tmp_path: Path) -> None:
    """An array that the loop changes and the checkpoint lacks would show only in rare interruptions."""
    run = finished(tmp_path, SPECS["adam"])
    with Session(run, steps=25) as session:
        checkpoint = session.resume()
    assert checkpoint is not None
    names = set(checkpoint.arrays)
    assert {"weights", "first_moment", "second_moment", "beta_powers", "best_weights", "best_loss", "counters"} <= names
    assert all(np.isfinite(array).all() for name, array in checkpoint.arrays.items() if name != "losses")
