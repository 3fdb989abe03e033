"""One run as the live view knows it: read again only where its files have changed."""

import json
import os
import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from hackday.dashboard.files import list_files
from hackday.dashboard.following import MetricsFollower, signature
from hackday.runs import RunDirectory, RunError
from hackday.tables import Finding

ALIVE = ("training", "created")
SPARK_POINTS = 48
MOST_RESULT_BYTES = 8_000_000
JUST_NOW_NANOSECONDS = 1_000_000_000
NUMBERED = re.compile(r"\d{1,9}\.(png|txt)")
SERIES = {"film": "picture", "verses": "verse"}
"""Folders of artifacts that grow while a run trains, one numbered file at a time."""
SURFACE = "error-surface-"
MOST_FIGURES = 200
MOST_FIGURE_LETTERS = 200


class LabFigures(Protocol):
    """What the live view asks a lab about its runs; it knows no lab itself."""

    MEASURED_ON: tuple[str, ...]

    def figures(self, results: dict[str, Any]) -> list[Finding]:
        """The figures one by one. RunError if they are damaged."""


class WatchedRun:
    """A run and what was last read of it. RunError if it is none."""

    def __init__(self, path: Path, folder: str) -> None:
        self.folder = folder
        """`addition/0007-post`, its place in the runs directory."""
        self.record_signature = signature(path / "run.json")
        if self.record_signature is None and (path / "run.json").is_symlink():
            raise RunError(f"{path}/run.json is a link; the live view follows none")
        self.directory = RunDirectory(path)
        self.metrics = MetricsFollower(path / "metrics.jsonl")
        self.state = "created"
        self._status = self.directory.no_status()
        self._status_signature: tuple[int, ...] | None = ()
        self._sample: dict[str, str] | None = None
        self._folder_times: tuple[int, ...] = ()
        self._spark: list[float] = []
        self._spark_of = ("", 0)
        self._alive = False

    def look(self) -> None:
        """Read the status if it changed; is the run alive?

        A run that was found dead stays dead until its status changes: whoever resumes it writes one.
        """
        seen = signature(self.directory.path / "status.json")
        changed = seen != self._status_signature
        if changed:
            self._status_signature = seen
            self._status = self.directory.status() if seen is not None else self.directory.no_status()
        self.state = self._status["state"]
        if self.state in ALIVE:
            # Who was alive and wrote just now is alive; asking takes a moment and is for those who are silent.
            wrote_now = changed and seen is not None and abs(time.time_ns() - seen[2]) < JUST_NOW_NANOSECONDS
            self._alive = (self._alive and wrote_now) or ((self._alive or changed) and self.directory.in_use())
            if not self._alive:
                self.state = "interrupted"
        else:
            self._alive = False
        self._look_for_samples()

    def _look_for_samples(self) -> None:
        artifacts = self.directory.artifacts
        folders = [artifacts, *(artifacts / name for name in SERIES)]
        times = tuple(_modified(folder) for folder in folders)
        if times != self._folder_times:
            self._folder_times = times
            self._sample = _newest_sample(artifacts)

    @property
    def alive(self) -> bool:
        """Is a living process training it?"""
        return self._alive

    def summary(self) -> dict[str, Any]:
        """What the list of runs shows of it, as JSON values."""
        record, status, metrics = self.directory.record, self._status, self.metrics
        last = metrics.warnings[-1]["text"] if metrics.warnings else ""
        return {
            "folder": self.folder, "name": self.directory.name, "domain": self.directory.domain,
            "label": self.directory.label[:80], "preset": record["preset"], "seed": record["seed"],
            "started": record["started"][:40], "minutes": record.get("minutes"),
            "state": self.state, "alive": self._alive, "step": status["step"], "steps": status["steps"],
            "seconds": status["seconds"], "seconds_left": status.get("seconds_left"),
            "message": status["message"][:400], "at": status["at"][:40],
            "stopping": self._alive and self.directory.stop_requested(),
            "warnings": metrics.warning_count, "warning": last, "lines": metrics.curves.lines,
            "behind": metrics.behind, "spark": self._small_curve(), "sample": self._sample,
        }  # fmt: skip

    def _small_curve(self) -> list[float]:
        drawn = (self.metrics.generation, self.metrics.curves.lines)
        if drawn != self._spark_of:
            self._spark, self._spark_of = self.metrics.curves.spark(SPARK_POINTS), drawn
        return self._spark

    def details(self, lab: LabFigures) -> dict[str, Any]:
        """All that is asked for once a person looks at the run: its record, its figures and its files."""
        return {
            "folder": self.folder,
            "called": self.directory.called.encode("utf-8", "replace").decode(),
            "record": self.directory.record,
            "figures": [_as_texts(one) for one in self._figures(lab)],
            "measured_on": lab.MEASURED_ON,
            "files": list_files(self.directory.path),
        }

    def _figures(self, lab: LabFigures) -> Sequence[Finding]:
        """None while there are no results, or where the lab cannot read them."""
        found = signature(self.directory.path / "results.json")
        if found is None or found[1] > MOST_RESULT_BYTES:
            return ()
        results = self.directory.results()
        try:
            return lab.figures(results)[:MOST_FIGURES] if results else ()
        except RunError:
            return ()


def _as_texts(figure: Finding) -> dict[str, str]:
    beside = f"{figure.whose}: {figure.beside}" if figure.beside else ""
    texts = {"name": figure.name, "text": figure.text, "beside": beside}
    return {key: text[:MOST_FIGURE_LETTERS] for key, text in texts.items()}


def _modified(folder: Path) -> int:
    try:
        return os.lstat(folder).st_mtime_ns
    except OSError:
        return 0


def _newest_sample(artifacts: Path) -> dict[str, str] | None:
    """The newest picture or verse of a growing series; of an addition run one error surface, neither easy nor hard."""
    for name, kind in SERIES.items():
        numbered = [entry for entry in _names(artifacts / name) if NUMBERED.fullmatch(entry)]
        if numbered:
            return {"kind": kind, "path": f"artifacts/{name}/{max(numbered)}"}
    surfaces = [entry for entry in _names(artifacts) if entry.startswith(SURFACE) and entry.endswith(".json")]
    if not surfaces:
        return None
    surfaces.sort(key=lambda entry: [int(number) for number in re.findall(r"\d+", entry)])
    return {"kind": "surface", "path": f"artifacts/{surfaces[len(surfaces) // 2]}"}


def _names(folder: Path) -> list[str]:
    try:
        return [] if folder.is_symlink() else os.listdir(folder)  # noqa: PTH208 (a name a file is all that it takes)
    except OSError:
        return []


def compact(value: Any) -> bytes:
    """JSON in ASCII: whatever bytes a file's name holds, it can be sent."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False).encode()
