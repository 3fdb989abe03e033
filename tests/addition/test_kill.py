"""kill -9 of the real command, anywhere in its life: `hackday resume` ends as if nothing had happened."""

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

HACKDAY = [sys.executable, "-c", "from hackday.cli import main; main()"]
EXPERIMENTS = {
    "adam": ["--set", "nodes=1,4", "--set", "max_sum=256", "--set", "seeds=4", "--set", "epochs=300"],
    "projection": ["--preset", "solved", "--set", "nodes=1,4", "--set", "max_sum=256", "--set", "seeds=8"],
}
# What the status says when the moment has come; then up to so many seconds later. None: whatever it says.
MOMENTS: list[tuple[str | None, float]] = [
    (None, 0.8), ("networks", 0.05), ("measuring", 0.02), ("exporting", 0.05), ("drawing", 0.3),
]  # fmt: skip


def start(runs: Path, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*HACKDAY, *arguments, "--runs", str(runs)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def to_the_end(runs: Path, *arguments: str) -> str:
    process = start(runs, *arguments)
    out, err = process.communicate()
    assert process.returncode == 0, err
    return out


def run_of(runs: Path) -> Path | None:
    return next((path.parent for path in sorted(runs.glob("addition/*/run.json"))), None)


def message(runs: Path) -> str:
    run = run_of(runs)
    if run is None or not (run / "status.json").exists():
        return ""
    return str(json.loads((run / "status.json").read_text())["message"])  # replaced whole: never half a file


def kill_at(process: "subprocess.Popen[str]", runs: Path, word: str | None, later: float) -> bool:
    """Kill `process` `later` seconds after its status says `word`. Was it alive?"""
    while word is not None and process.poll() is None and word not in message(runs):
        time.sleep(0.002)
    time.sleep(later)
    process.send_signal(signal.SIGKILL)
    _, err = process.communicate()
    assert "Traceback" not in err
    return process.returncode == -signal.SIGKILL


def outcome(runs: Path) -> dict[str, Any]:
    """All that a run leaves, but for times: texts and bytes by file, and every leftover by its name."""
    run = run_of(runs)
    assert run is not None
    kept: dict[str, Any] = {}
    for path in sorted(run.rglob("*")):
        name = str(path.relative_to(run))
        if path.suffix == ".tmp":
            kept[name] = "left over"
        elif name == "metrics.jsonl":
            kept[name] = [{**json.loads(line), "seconds": 0} for line in path.read_text().splitlines()]
        elif name == "results.json":
            kept[name] = {**json.loads(path.read_text()), "seconds": 0}
        elif name == "export/page.json":
            page = json.loads(path.read_text())
            page["run"] |= {"seconds": 0, "started": "", "commit": ""}
            del page["headline"][-1], page["card"]["figures"][-1]  # the training time
            kept[name] = page
        elif path.is_file() and path.parent.name in ("export", "artifacts"):
            kept[name] = path.read_bytes()
    return kept


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_killed_in_every_part_of_its_life(name: str, tmp_path: Path) -> None:
    seed = time.time_ns()
    draw = random.Random(seed)
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    to_the_end(whole, "train", "addition", *EXPERIMENTS[name], "-q")
    kills = 0
    for word, longest in MOMENTS:
        begin = ["train", "addition", *EXPERIMENTS[name]] if run_of(killed) is None else ["resume", "addition"]
        kills += kill_at(start(killed, *begin, "-q"), killed, word, draw.uniform(0, longest))
        listed = json.loads(to_the_end(killed, "list", "--json"))["runs"]
        assert [run["state"] for run in listed] in ([], ["interrupted"], ["done"])
        if listed:
            assert json.loads(to_the_end(killed, "show", "addition", "--json"))["run"]["domain"] == "addition"
    to_the_end(killed, "resume", "addition", "-q")
    # On a quick machine a part may be over before its kill; the first kill, in the start-up, always lands.
    assert kills >= 1, f"random seed {seed}"
    assert outcome(killed) == outcome(whole), f"random seed {seed}"
