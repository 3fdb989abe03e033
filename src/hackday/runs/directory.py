"""One run on disk: `runs/addition/0007-post/`.

A run is made beside, with its `run.json` in it, and renamed to its number: a reader meets a whole run or none.
Everything a reader needs is in `run.json` (written once; a directory without it is not a run) and in files that are
replaced whole or appended by lines. docs/formats/run.md is the description for other programs.
"""

import contextlib
import datetime
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from hackday.errors import HackdayError
from hackday.runs.files import (
    MOST_RECORD_BYTES,
    MOST_RESULTS_BYTES,
    append_line,
    is_number,
    read_json,
    replace_json,
)
from hackday.runs.metrics import read_metrics
from hackday.runs.plain import way_out

FORMAT = 1
MOST_SEED = 2**31 - 1
MOST_MINUTES = 60 * 24 * 7  # a week
CLAIM_SECONDS = 1.0  # longer than somebody takes to ask whether a run is in use
ASKING_SECONDS = 0.05  # the same for those who ask: two of them at once must not take each other for a training
STATES = ("created", "training", "stopped", "failed", "done")
DOMAIN_NAME = re.compile(r"[a-z]{1,40}")
PRESET_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
DIRECTORY_NAME = re.compile(r"(\d{4,18})(?:-([a-z0-9][a-z0-9-]*))?")


class RunError(HackdayError):
    """A run that is not there or cannot be read; the message says which and what would work."""


class RunInUse(RunError):
    """Another process is training this run."""


def usual_runs() -> Path:
    """Where runs are kept unless told otherwise: HACKDAY_RUNS, else `runs/` here."""
    return Path(os.environ.get("HACKDAY_RUNS") or "runs")


def now() -> str:
    """The time in UTC, to the second, as every file of a run writes it."""
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class RunDirectory:
    """The files of one run. Opening checks `run.json`; all else is read when asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        match = DIRECTORY_NAME.fullmatch(path.name)
        try:
            self.record: dict[str, Any] = read_json(path / "run.json", MOST_RECORD_BYTES)
            json.dumps(self.record, ensure_ascii=False, indent=1).encode()  # a page will want to write it again
        except FileNotFoundError:
            raise RunError(f"{path} is not a run: it has no run.json") from None
        except (OSError, ValueError, RecursionError) as error:
            raise RunError(f"{path}/run.json cannot be read: {error}") from None
        self._check_record()
        self.domain: str = self.record["domain"]
        self.number = int(match[1]) if match else 0
        self.label = (match[2] or "") if match else _readable(path.name)

    def _check_record(self) -> None:
        fields = {
            "format": int,
            "domain": str,
            "preset": str,
            "seed": int,
            "spec": dict,
            "versions": dict,
            "started": str,
        }
        if not isinstance(self.record, dict):
            raise RunError(f"{self.path}/run.json is not a JSON object")
        for name, kind in fields.items():
            if not isinstance(self.record.get(name), kind):
                raise RunError(f"{self.path}/run.json is damaged: '{name}' is missing or not {kind.__name__}")
        minutes = self.record.get("minutes")
        possible = {
            "domain": DOMAIN_NAME.fullmatch(self.record["domain"]),
            "preset": PRESET_NAME.fullmatch(self.record["preset"]),  # `train --like` makes a folder's name of it
            "seed": 0 <= self.record["seed"] <= MOST_SEED,
            "minutes": minutes is None or (is_number(minutes) and 0 < minutes <= MOST_MINUTES),
        }
        for name, good in possible.items():
            if not good:
                raise RunError(f"{self.path}/run.json is damaged: '{name}' is not what a run has")
        if self.record["format"] > FORMAT:
            raise RunError(
                f"{self.path} has run format {self.record['format']}; this version reads up to {FORMAT}: update hackday"
            )

    @classmethod
    def create(cls, runs: Path, domain: str, label: str, record: dict[str, Any]) -> "RunDirectory":
        """Claim the next number of `domain` in `runs` and write `run.json`. OSError if the place cannot be written."""
        parent = runs / domain
        parent.mkdir(parents=True, exist_ok=True)
        with FileLock(parent / ".lock"):  # two starts at once must not read the same highest number
            for leftover in parent.glob(".*.tmp"):  # of a process that was killed right here
                shutil.rmtree(leftover, ignore_errors=True)
            taken = [int(match[1]) for entry in parent.iterdir() if (match := DIRECTORY_NAME.fullmatch(entry.name))]
            path = parent / f"{max(taken, default=0) + 1:04d}{'-' + label if label else ''}"
            beside = parent / f".{path.name}.tmp"
            try:
                beside.mkdir()
                replace_json(beside / "run.json", {"format": FORMAT, "domain": domain, **record, "started": now()})
                beside.rename(path)
            except BaseException:
                shutil.rmtree(beside, ignore_errors=True)
                raise
        return cls(path)

    def discard(self) -> None:
        """Remove the run, in one step for whoever reads; of what a kill leaves, `create` sweeps the rest."""
        beside = self.path.with_name(f".{self.path.name}.tmp")
        self.path.rename(beside)
        shutil.rmtree(beside, ignore_errors=True)

    @property
    def name(self) -> str:
        """How a person names the run: `addition/7`, or its path if it lies outside a runs directory."""
        return f"{self.domain}/{self.number}" if self.number else _readable(str(self.path))

    @property
    def called(self) -> str:
        """What to type to name this run here: its name if it lies in the usual runs folder, else its path."""
        usual = self.number and self.path.resolve().parent.parent == usual_runs().resolve()
        return self.name if usual else str(self.path)

    @property
    def checkpoints(self) -> Path:
        """The folder of states to resume from."""
        return self.path / "checkpoints"

    @property
    def artifacts(self) -> Path:
        """The folder of pictures and of the JSON behind each."""
        return self.path / "artifacts"

    @property
    def export(self) -> Path:
        """The folder of the trained networks as other programs read them."""
        return self.path / "export"

    def no_status(self) -> dict[str, Any]:
        """What `status` says before the first write."""
        started = self.record["started"]
        return {"state": "created", "step": 0, "steps": 0, "seconds": 0.0, "message": "", "at": started}

    def status(self) -> dict[str, Any]:
        """state, step, steps, seconds, seconds_left, message, at; state `created` before the first write."""
        fallback = self.no_status()
        try:
            status = read_json(self.path / "status.json", MOST_RECORD_BYTES)
        except FileNotFoundError:
            return fallback
        except (OSError, ValueError):
            return {**fallback, "state": "failed", "message": "status.json cannot be read"}
        if not isinstance(status, dict) or not _is_status({**fallback, **status}):
            return {**fallback, "state": "failed", "message": "status.json is damaged"}
        return {**fallback, **status}

    def state(self) -> str:
        """The state; that of a run that says it is training, in no living process, is `interrupted`."""
        state = str(self.status()["state"])
        return "interrupted" if state in ("training", "created") and not self.in_use() else state

    def write_status(self, status: dict[str, Any]) -> None:
        """Replace the status; readers see the old one or the new one."""
        replace_json(self.path / "status.json", {**status, "at": now()})

    def results(self) -> dict[str, Any] | None:
        """The figures that count, or None while there are none (or they cannot be read)."""
        try:
            results = read_json(self.path / "results.json", MOST_RESULTS_BYTES)
        except (OSError, ValueError):
            return None
        return results if isinstance(results, dict) and is_number(results.get("seconds")) else None

    def write_results(self, results: dict[str, Any]) -> None:
        """Replace the figures."""
        replace_json(self.path / "results.json", results)

    def metrics(self, offset: int = 0) -> tuple[list[dict[str, Any]], int]:
        """Metric lines from byte `offset` on and the offset to go on from."""
        return read_metrics(self.path / "metrics.jsonl", offset)

    def append_metrics(self, line: dict[str, Any]) -> None:
        """Append one line of figures."""
        append_line(self.path / "metrics.jsonl", line)

    def metrics_size(self) -> int:
        """Bytes of the metrics so far."""
        path = self.path / "metrics.jsonl"
        return path.stat().st_size if path.exists() else 0

    def sync_metrics(self) -> None:
        """Have the disk hold all lines so far, as a checkpoint that counts on them does."""
        with contextlib.suppress(FileNotFoundError):
            file = os.open(self.path / "metrics.jsonl", os.O_RDWR)
            try:
                os.fsync(file)
            finally:
                os.close(file)

    def truncate_metrics(self, size: int) -> None:
        """Forget the lines after byte `size`: they come again when a resumed run passes the same steps."""
        path = self.path / "metrics.jsonl"
        if path.exists() and path.stat().st_size > size:
            os.truncate(path, size)

    def sweep(self) -> None:
        """Delete the unfinished files of a process that was killed; only for who holds the run."""
        for leftover in self.path.rglob(".*.tmp"):
            leftover.unlink(missing_ok=True)

    def stop_requested(self) -> bool:
        """Has somebody asked the run to stop (an empty file `stop`)?"""
        return (self.path / "stop").exists()

    def ask_to_stop(self) -> None:
        """Ask whoever trains this run to stop at the next step, saved. OSError if the folder cannot be written."""
        with contextlib.suppress(FileExistsError):  # exclusive: whatever stands there is not followed and not touched
            os.close(os.open(self.path / "stop", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644))

    def clear_stop(self) -> None:
        """Forget the wish to stop."""
        (self.path / "stop").unlink(missing_ok=True)

    def remedy(self) -> str:
        """How to come by what the run lacks: the end of a sentence."""
        if self.status()["state"] == "done":
            return f"train it again: hackday train {self.domain} --like {self.called}"
        return "wait until it is trained" if self.in_use() else f"finish it: hackday resume {self.called}"

    def in_use(self) -> bool:
        """Is a living process training this run?"""
        if not (self.path / ".lock").exists():  # taking a lock makes its file, and the folder of a run that is gone
            return False
        try:
            with FileLock(self.path / ".lock", timeout=ASKING_SECONDS, poll_interval=ASKING_SECONDS / 10):
                return False
        except Timeout:
            return True
        except OSError:
            return False  # a directory that cannot be written is not being trained in

    def _check_plain(self) -> None:
        metrics = self.path / "metrics.jsonl"
        odd = way_out(self.path) or (metrics if metrics.is_dir() else None)
        if odd is not None:
            raise RunError(f"{odd} is a link, or no file: nothing is written into such a run; put a file in its place")

    @contextlib.contextmanager
    def claim(self) -> Iterator[None]:
        """Hold the run for writing. RunInUse if another process does; the operating system frees it when we die.

        RunError for a run with a link in it: what is written and deleted would lie somewhere else.
        """
        self._check_plain()
        lock = FileLock(self.path / ".lock", timeout=CLAIM_SECONDS)
        try:
            lock.acquire()
        except Timeout:
            raise RunInUse(f"{self.name} is being trained by another process; wait for it or stop it first") from None
        try:
            yield
        finally:
            lock.release()


def _is_status(status: dict[str, Any]) -> bool:
    """Has every field of a status the kind of value that readers count on?"""
    left = status.get("seconds_left")
    return (
        status["state"] in STATES
        and all(is_number(status[name]) and status[name] >= 0 for name in ("step", "steps", "seconds"))
        and (left is None or is_number(left))
        and all(isinstance(status[name], str) for name in ("message", "at"))
    )


def _readable(path: str) -> str:
    """The name of a file as text that can be written anywhere, whatever bytes the file system holds."""
    return path.encode("utf-8", "replace").decode()
