"""All runs as they are on disk at this moment: trained, killed, deleted, damaged, linked; and what is new since."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from hackday.dashboard import watcher as watcher_module
from hackday.dashboard.watcher import Watcher
from tests.dashboard.asking import append, make_run, watcher_of

HOLDER = """
import json, sys, time
from pathlib import Path
from hackday.runs import RunDirectory
run = RunDirectory(Path(sys.argv[1]))
with run.claim():
    run.write_status({"state": "training", "step": 1, "steps": 9, "seconds": 1.0, "message": "busy"})
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    return tmp_path / "runs"


def told(watcher: Watcher, since: str = "", **wanted: str) -> dict[str, Any]:
    return watcher.changes(since, wanted)


def states(answer: dict[str, Any]) -> dict[str, str]:
    return {run["folder"]: run["state"] for run in answer["runs"]}


def test_all_runs_with_what_their_files_say(runs: Path) -> None:
    make_run(runs, "images/0001-faces", lines=4)
    make_run(runs, "lyrics/0002-songbook", state="stopped")
    make_run(runs, "addition/0003-post", state="failed")
    answer = told(watcher_of(runs))
    assert states(answer) == {
        "images/0001-faces": "done",
        "lyrics/0002-songbook": "stopped",
        "addition/0003-post": "failed",
    }
    (faces,) = [run for run in answer["runs"] if run["domain"] == "images"]
    assert (faces["name"], faces["step"], faces["steps"], faces["message"]) == ("images/1", 5, 10, "well")
    assert faces["spark"] == [0.01, 0.02, 0.03, 0.04]


def test_only_what_changed_is_told_again(runs: Path) -> None:
    path = make_run(runs, lines=1)
    make_run(runs, "lyrics/0001-songbook")
    watcher = watcher_of(runs)
    first = told(watcher)
    assert (first["full"], len(first["runs"])) == (True, 2)
    second = told(watcher, first["version"])
    assert (second["full"], second["runs"], second["gone"]) == (False, [], [])
    append(path, [{"step": 2, "seconds": 1, "coverage": 1}])
    assert states(told(watcher, second["version"])) == {"images/0001-faces": "done"}


def test_another_server_tells_everything(runs: Path) -> None:
    make_run(runs)
    before = told(watcher_of(runs))["version"]
    again = told(watcher_of(runs), before)
    assert (again["full"], len(again["runs"])) == (True, 1)
    for nonsense in ("", ":", "x:1", before + "9" * 30, "\x00"):
        assert told(watcher_of(runs), nonsense)["full"]


def test_a_run_that_is_killed_is_told_from_one_that_trains(runs: Path) -> None:
    path = make_run(runs, state=None)
    watcher = watcher_of(runs)
    assert states(told(watcher)) == {"images/0001-faces": "interrupted"}
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    with holder.stdout:
        assert holder.stdout.readline() == b"held\n"
        answer = told(watcher)
        assert states(answer) == {"images/0001-faces": "training"}
        assert answer["runs"][0]["alive"]
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    answer = told(watcher, answer["version"])
    assert states(answer) == {"images/0001-faces": "interrupted"}
    assert not answer["runs"][0]["alive"]
    assert states(told(watcher)) == {"images/0001-faces": "interrupted"}


def test_a_deleted_run_goes_and_stays_gone_and_another_may_come_in_its_place(runs: Path) -> None:
    path = make_run(runs, state="training", lines=3)
    (path / ".lock").touch()
    watcher = watcher_of(runs)
    first = told(watcher)
    shutil.rmtree(path)
    second = told(watcher, first["version"], **{"images/0001-faces": ""})
    assert second["gone"] == ["images/0001-faces"]
    assert second["curves"] == {"images/0001-faces": None}
    assert not path.exists()
    make_run(runs, lines=1)
    third = told(watcher, second["version"], **{"images/0001-faces": ""})
    assert (third["gone"], third["runs"][0]["lines"]) == ([], 1)
    assert len(third["curves"]["images/0001-faces"]["rows"]) == 1


def test_a_run_is_deleted_file_by_file_and_nobody_minds(runs: Path) -> None:
    path = make_run(runs, state="training", lines=3)
    watcher = watcher_of(runs)
    for name in ("status.json", "metrics.jsonl", "run.json"):
        (path / name).unlink()
        told(watcher)
    answer = told(watcher)
    assert (answer["runs"], answer["complaints"]) == ([], [])


@pytest.mark.parametrize(
    ("name", "content"),
    [("run.json", b"{"), ("run.json", b"[]"), ("run.json", b'{"format": 99}'), ("run.json", b"\xff" * 100)],
)
def test_a_damaged_run_is_complained_of_once_mended_it_is_shown(runs: Path, name: str, content: bytes) -> None:
    path = make_run(runs)
    make_run(runs, "images/0002-faces")
    good = (path / name).read_bytes()
    watcher = watcher_of(runs)
    (path / name).write_bytes(content)
    answer = told(watcher)
    assert list(states(answer)) == ["images/0002-faces"]
    assert len(answer["complaints"]) == 1
    (path / name).write_bytes(good)
    answer = told(watcher)
    assert (len(answer["runs"]), answer["complaints"]) == (2, [])


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"state": "swimming"}', '{"state": "done", "step": -1}', '{"step": "x"}']
)
def test_a_damaged_status_is_a_failed_run(runs: Path, content: str) -> None:
    path = make_run(runs)
    (path / "status.json").write_text(content)
    assert states(told(watcher_of(runs))) == {"images/0001-faces": "failed"}


def test_no_link_is_followed(runs: Path, tmp_path: Path) -> None:
    outside = make_run(tmp_path / "outside", "images/0001-secret", lines=2)
    (runs / "images").mkdir(parents=True)
    (runs / "images" / "0001-secret").symlink_to(outside)
    (runs / "lyrics").symlink_to(tmp_path / "outside" / "images")
    inside = runs / "images" / "0002-faces"
    inside.mkdir()
    (inside / "run.json").symlink_to(outside / "run.json")
    answer = told(watcher_of(runs))
    assert answer["runs"] == []
    assert len(answer["complaints"]) == 3
    (inside / "run.json").unlink()
    shutil.copy(outside / "run.json", inside)
    for name in ("status.json", "metrics.jsonl"):
        (inside / name).symlink_to(outside / name)
    (run,) = told(watcher_of(runs))["runs"]
    assert (run["state"], run["lines"], run["message"]) == ("interrupted", 0, "")


def test_folders_that_are_no_runs_are_passed_over(runs: Path) -> None:
    make_run(runs)
    (runs / "images" / "notes").mkdir()
    (runs / "images" / "0009-empty").mkdir()
    (runs / "images" / "0010-file").write_text("")
    (runs / "poems" / "0001-x").mkdir(parents=True)
    answer = told(watcher_of(runs))
    assert (list(states(answer)), answer["complaints"]) == (["images/0001-faces"], [])


def test_a_folder_that_does_not_exist_yet_is_watched_all_the_same(runs: Path) -> None:
    watcher = watcher_of(runs)
    first = told(watcher)
    assert (first["exists"], first["runs"]) == (False, [])
    make_run(runs)
    second = told(watcher, first["version"])
    assert (second["exists"], len(second["runs"])) == (True, 1)


def test_the_newest_sample_is_named(runs: Path) -> None:
    path = make_run(runs)
    watcher = watcher_of(runs)
    assert told(watcher)["runs"][0]["sample"] is None
    film = path / "artifacts" / "film"
    film.mkdir(parents=True)
    for name in ("0000.png", "0010.png", "0009.png", ".0011.png.5.tmp", "notes.png"):
        (film / name).write_bytes(b"")
    assert told(watcher)["runs"][0]["sample"] == {"kind": "picture", "path": "artifacts/film/0010.png"}
    (film / "0011.png").write_bytes(b"")
    os.utime(film, (time.time() + 5, time.time() + 5))  # a file system may count whole seconds
    assert told(watcher)["runs"][0]["sample"] == {"kind": "picture", "path": "artifacts/film/0011.png"}
    verses = make_run(runs, "lyrics/0001-songbook") / "artifacts" / "verses"
    verses.mkdir(parents=True)
    (verses / "0002.txt").write_text("la")
    surfaces = make_run(runs, "addition/0001-post") / "artifacts"
    surfaces.mkdir()
    for nodes in (1, 2, 16):
        (surfaces / f"error-surface-hidden-{nodes}-16.json").write_text("{}")
    samples = {run["domain"]: run["sample"] for run in told(watcher)["runs"]}
    assert samples["lyrics"] == {"kind": "verse", "path": "artifacts/verses/0002.txt"}
    assert samples["addition"] == {"kind": "surface", "path": "artifacts/error-surface-hidden-2-16.json"}


def test_a_mountain_of_metrics_is_read_in_answers_that_come_soon(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watcher_module, "READ_BYTES_A_REFRESH", 3000)
    for number in range(1, 6):
        make_run(runs, f"images/{number:04d}-faces", lines=100)
    wanted = {"images/0004-faces": ""}
    watcher = watcher_of(runs)
    answer = told(watcher, **wanted)
    assert answer["behind"] > 0
    assert answer["curves"]["images/0004-faces"]["lines"] > 0  # what is looked at comes first
    answers = 1
    while answer["behind"]:
        answer = told(watcher, **wanted)
        answers += 1
        assert answers < 100
    assert answers > 3
    assert {run["lines"] for run in told(watcher)["runs"]} == {100}


def test_every_answer_can_be_sent(runs: Path) -> None:
    path = make_run(runs)
    record = json.loads((path / "run.json").read_text())
    (path / "run.json").write_text(
        json.dumps({**record, "started": "<script>\ud800</script>" * 20, "machine": "\u2028"})
    )
    answer = told(watcher_of(runs))
    assert json.dumps(answer, allow_nan=False).encode("ascii")
