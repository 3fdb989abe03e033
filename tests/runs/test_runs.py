"""A run directory is whole or it is not there, and every reader survives what it finds."""

import errno
import json
import os
import tempfile
import threading
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hackday.runs import RunDirectory, RunError, RunInUse, find_run, list_runs
from hackday.runs.files import append_line, read_at_most, replace_bytes, replace_json
from hackday.runs.metrics import MOST_LINE_BYTES, read_metrics

RECORD = {"label": "post", "preset": "post", "seed": 0, "spec": {}, "versions": {}}


def make(runs: Path, label: str = "post") -> RunDirectory:
    return RunDirectory.create(runs, "addition", label, RECORD)


def test_numbers_count_up_whatever_the_label(tmp_path: Path) -> None:
    assert [make(tmp_path, label).path.name for label in ("post", "solved", "")] == ["0001-post", "0002-solved", "0003"]


def test_starts_at_the_same_moment_never_share_a_number(tmp_path: Path) -> None:
    made: list[int] = []
    threads = [threading.Thread(target=lambda: made.append(make(tmp_path).number)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == list(range(1, 13))


def test_a_half_made_run_keeps_its_number_and_is_told_as_unreadable(tmp_path: Path) -> None:
    make(tmp_path)
    (tmp_path / "addition" / "0002-post").mkdir()
    assert make(tmp_path).number == 3
    found, complaints = list_runs(tmp_path, ["addition"])
    assert [run.number for run in found] == [1, 3]
    assert len(complaints) == 1
    assert "0002-post is not a run" in complaints[0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "cannot be read"),
        ("[]", "not a JSON object"),
        ("{}", "'format' is missing"),
        ('{"format": 1, "domain": 3}', "'domain' is missing"),
        (json.dumps({"format": 99, "domain": "addition", "started": "", **RECORD}), "update hackday"),
        ("\udcff", "cannot be read"),
    ],
)
def test_a_damaged_run_json_is_a_message(tmp_path: Path, content: str, words: str) -> None:
    run = make(tmp_path)
    (run.path / "run.json").write_bytes(content.encode(errors="surrogateescape"))
    with pytest.raises(RunError, match=words):
        RunDirectory(run.path)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"state": "flying"}', "null"])
def test_a_damaged_status_is_a_failed_run_and_not_an_error(tmp_path: Path, content: str) -> None:
    run = make(tmp_path)
    (run.path / "status.json").write_text(content)
    assert run.status()["state"] == "failed"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    run = make(tmp_path)
    os.mkfifo(run.path / "status.json")
    assert run.status()["state"] == "failed"
    (run.path / "run.json").unlink()
    os.mkfifo(run.path / "run.json")
    with pytest.raises(RunError, match="it is no file"):
        RunDirectory(run.path)


def test_the_three_ways_to_name_a_run(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    first, second = make(runs), make(runs)
    assert find_run(runs, "addition", ["addition"]).path == second.path
    assert find_run(runs, "addition/1", ["addition"]).path == first.path
    assert find_run(runs, str(first.path), ["addition"]).path == first.path
    assert find_run(runs, "addition/0001-post", ["addition"]).path == first.path


@pytest.mark.parametrize(
    "name", ["addition/9", "nothing", "", "a\x00b", "addition/x", "x" * 5000, "../..", "addition/²"]
)
def test_a_run_that_is_not_there_is_a_message(tmp_path: Path, name: str) -> None:
    make(tmp_path)
    with pytest.raises(RunError):
        find_run(tmp_path, name, ["addition"])


def test_a_damaged_run_says_so_and_another_is_found_in_spite_of_it(tmp_path: Path) -> None:
    runs = tmp_path / "2" / "runs"  # a number on the way to the runs means nothing
    make(runs)
    (runs / "addition" / "0003-post").mkdir()
    with pytest.raises(RunError, match="0003-post is not a run"):
        find_run(runs, "addition/3", ["addition"])
    with pytest.raises(RunError, match="there is no run addition/2"):
        find_run(runs, "addition/2", ["addition"])
    assert find_run(runs, "addition/1", ["addition"]).number == 1


def test_metrics_are_read_by_offset_and_never_half(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    assert read_metrics(path) == ([], 0)
    append_line(path, {"step": 1})
    with path.open("ab") as file:
        file.write(b'not json\n[1]\n{"step": 2}\n{"step": 3')
    lines, offset = read_metrics(path)
    assert [line["step"] for line in lines] == [1, 2]
    with path.open("ab") as file:
        file.write(b"}\n")
    assert read_metrics(path, offset)[0] == [{"step": 3}]


def test_a_metrics_line_without_measure_is_passed_once_and_hides_no_other(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    append_line(path, {"step": 1})
    with path.open("ab") as file:
        file.truncate(50_000_000)
    lines, passed = read_metrics(path, 0, 100)
    assert (lines, passed) == ([{"step": 1}], 100 + MOST_LINE_BYTES + 1)
    while passed < 45_000_000:
        before = passed
        more, passed = read_metrics(path, passed, 1_500_000)
        assert not more
        assert passed > before
    with path.open("ab") as file:
        file.write(b"\n")
    append_line(path, {"step": 2})
    append_line(path, {"long": "a" * MOST_LINE_BYTES})
    append_line(path, {"step": 3})
    assert read_metrics(path) == ([{"step": 1}, {"step": 2}, {"step": 3}], path.stat().st_size)


@pytest.mark.parametrize("name", ["run.json", "status.json", "results.json"])
def test_a_file_beyond_all_measure_is_as_a_damaged_one_and_is_not_read(tmp_path: Path, name: str) -> None:
    run = make(tmp_path)
    with (run.path / name).open("ab") as file:
        file.truncate(3_000_000_000)  # holes: it takes no room on the disk
    tracemalloc.start()
    try:
        if name == "run.json":
            with pytest.raises(RunError, match=r"run.json cannot be read: it has more than 1,000,000 bytes"):
                RunDirectory(run.path)
        assert name != "status.json" or run.status()["message"] == "status.json cannot be read"
        assert run.results() is None
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_what_grows_while_it_is_read_is_not_read_beyond_its_measure() -> None:
    with tempfile.TemporaryFile() as file:
        file.write(b"1234")
        file.flush()
        file.seek(0)
        assert read_at_most(file, 4) == b"1234"
        file.seek(0)
        with pytest.raises(ValueError, match="it has more than 3 bytes"):
            read_at_most(file, 3)


def test_a_run_is_trained_by_one_process_at_a_time(tmp_path: Path) -> None:
    run = make(tmp_path)
    assert not run.in_use()
    with run.claim():
        assert RunDirectory(run.path).in_use()
        with pytest.raises(RunInUse), RunDirectory(run.path).claim():
            pass
    assert not run.in_use()


@pytest.mark.parametrize("name", ["metrics.jsonl", "status.json", ".lock", "checkpoints", "export/model.onnx", "odd"])
def test_a_run_with_a_link_in_it_is_not_written(tmp_path: Path, name: str) -> None:
    """What lies behind it may be anything of the person who resumes a stranger's run."""
    run, outside = make(tmp_path / "runs"), tmp_path / "outside"
    outside.mkdir()
    (outside / "step-00000001.safetensors").write_text("mine")
    run.export.mkdir()
    (run.path / name).symlink_to(outside if "." not in name else outside / "step-00000001.safetensors")
    with pytest.raises(RunError, match="is a link, or no file"), run.claim():
        pass
    assert [path.read_text() for path in outside.iterdir()] == ["mine"]


@pytest.mark.parametrize("make_odd", [os.mkdir, getattr(os, "mkfifo", os.mkdir)])
def test_a_run_whose_figures_are_no_file_is_not_written(tmp_path: Path, make_odd: Callable[[Path], None]) -> None:
    run = make(tmp_path)
    make_odd(run.path / "metrics.jsonl")
    with pytest.raises(RunError, match=r"metrics\.jsonl is a link, or no file"), run.claim():
        pass
    with pytest.raises(OSError, match="it is no file"):
        run.metrics()


def test_a_full_disk_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "results.json"
    replace_json(path, {"old": True})

    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        replace_bytes(path, b"new")
    assert json.loads(path.read_text()) == {"old": True}
    assert [file.name for file in tmp_path.iterdir()] == ["results.json"]


def test_a_line_that_does_not_fit_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "metrics.jsonl"
    append_line(path, {"step": 1})
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, line: write(file, line[:5]))
    with pytest.raises(OSError, match="No space"):
        append_line(path, {"step": 2})
    assert path.read_text() == '{"step": 1}\n'


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_json_that_other_languages_cannot_read_is_never_written(tmp_path: Path, value: Any) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        replace_json(tmp_path / "x.json", {"loss": value})
    assert not list(tmp_path.iterdir())
