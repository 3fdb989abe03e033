"""What runs leave on the disk, to be compared."""

import json
from pathlib import Path
from typing import Any

from hackday.runs import RunDirectory, list_runs

LOCK = ".lock"


def remains(runs: Path) -> dict[str, bytes]:
    """Every file under `runs` by its name, but for the empty files that are locked."""
    return {
        str(path.relative_to(runs)): path.read_bytes()
        for path in sorted(runs.rglob("*"))
        if path.is_file() and path.name != LOCK
    }


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """The names of the files that only one has, or that differ."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def only_run(runs: Path, lab: str) -> RunDirectory | None:
    """The one run of a trial; None if it was killed before there was any."""
    found, complaints = list_runs(runs, [lab])
    assert complaints == []
    assert len(found) <= 1
    return found[0] if found else None


def outcome(run: RunDirectory) -> dict[str, Any]:
    """All that a finished run leaves, but for what a clock or the machine's load decides: bytes or values by file."""
    kept: dict[str, Any] = {}
    for path in sorted(run.path.rglob("*")):
        name = str(path.relative_to(run.path))
        if path.is_dir() or path.name in (LOCK, "run.json", "status.json") or path.parent.name == "checkpoints":
            continue
        if path.suffix == ".json":
            kept[name] = without_times(json.loads(path.read_text()))
        elif path.suffix == ".jsonl":
            kept[name] = [without_times(json.loads(line)) for line in path.read_text().splitlines()]
        else:
            kept[name] = path.read_bytes()
    return {"state": run.status()["state"], **kept}


MEASURED = {"seconds", "started", "images_per_second", "words_per_second", "peak_memory_mb", "headline", "card",
            "commit"}  # fmt: skip
"""Names of values that hold or quote a time, the memory used, or the commit of the checkout, which may go on."""


def without_times(value: Any) -> Any:
    """The value without what is named in MEASURED, at any depth."""
    if isinstance(value, dict):
        return {name: without_times(one) for name, one in value.items() if name not in MEASURED}
    return [without_times(one) for one in value] if isinstance(value, list) else value
