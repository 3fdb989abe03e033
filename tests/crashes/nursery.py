"""A process that has all of a lab in memory and forks a child for each training: hundreds of crashes in minutes.

`python -m tests.crashes.nursery LAB` reads one order a line (JSON) from standard input and answers each with a line. A
child runs the real command line, on one core. With `exact` its clocks stand still and it saves and reports after every
step, so that two trainings touch the same files in the same order and leave the same bytes; otherwise it is left alone.
"""

import contextlib
import importlib
import json
import os
import pkgutil
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from tests.crashes.faults import Fault, Hook
from tests.crashes.settings import training

ROOT = Path(__file__).parents[2]
NOON, DAY_BEFORE = "2026-01-02T12:00:00Z", "2026-01-01T12:00:00Z"
LONGEST_SECONDS = 240.0


@dataclass(frozen=True)
class Ended:
    """How a child ended: its exit code, negative if a signal ended it; what it said; the changes it made, in order."""

    code: int
    out: str
    err: str
    changes: list[str]
    seconds: float

    @property
    def killed(self) -> bool:
        """By SIGKILL?"""
        return self.code == -signal.SIGKILL


class Nursery:
    """The nursery process of one lab, as its user sees it."""

    def __init__(self, lab: str, folder: Path) -> None:
        self.lab = lab
        environment = {**os.environ, "HACKDAY_CACHE": str(folder / "cache"), "PYTHONPATH": str(ROOT)}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crashes.nursery", lab, str(folder)],
            cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()

    def run(
        self, runs: Path, arguments: Sequence[str], *, fault: Fault | None = None, kill_after: float | None = None,
        exact: bool = True, day_before: bool = False,
    ) -> Ended:  # fmt: skip
        """`hackday ARGUMENTS --runs RUNS` in a child, with a fault, or killed after so many seconds."""
        return self.together(runs, [arguments], fault=fault, kill_after=kill_after, exact=exact, day_before=day_before)[
            0
        ]

    def together(
        self, runs: Path, several: Sequence[Sequence[str]], *, fault: Fault | None = None,
        kill_after: float | None = None, exact: bool = True, day_before: bool = False, linger: str = "",
    ) -> list[Ended]:  # fmt: skip
        """The same for several commands at the same moment; who makes the change `linger` waits three seconds there."""
        runs.mkdir(parents=True, exist_ok=True)
        order = {
            "runs": str(runs), "several": [[*one, "--runs", str(runs)] for one in several], "exact": exact,
            "fault": None if fault is None else [fault.at, fault.kind], "kill_after": kill_after,
            "now": DAY_BEFORE if day_before else NOON, "linger": linger,
        }  # fmt: skip
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return [Ended(**one) for one in json.loads(self._process.stdout.readline())]

    def train(self, runs: Path, *, fault: Fault | None = None) -> Ended:
        """A new run."""
        return self.run(runs, [*training(self.lab), "-q"], fault=fault)

    def resume(self, runs: Path, *, fault: Fault | None = None, day_before: bool = False) -> Ended:
        """The newest run of the lab goes on."""
        return self.run(runs, ["resume", self.lab, "-q"], fault=fault, day_before=day_before)


def main() -> None:
    """Serve orders until there are none."""
    lab, folder = sys.argv[1], Path(sys.argv[2])
    # One core: no thread of a library outlives the warming up, so a fork has all that it needs, and sums are the same.
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    _warm_up(lab, folder)
    for line in sys.stdin:
        order = json.loads(line)
        children = [_fork(order, words) for words in order["several"]]
        if order["kill_after"] is not None:
            time.sleep(order["kill_after"])
            os.kill(children[0].pid, signal.SIGKILL)
        print(json.dumps([child.end() for child in children]), flush=True)  # noqa: T201


def _warm_up(lab: str, folder: Path) -> None:
    package = importlib.import_module(f"hackday.{lab}")
    for module in pkgutil.walk_packages(package.__path__, f"hackday.{lab}."):
        importlib.import_module(module.name)
    with contextlib.redirect_stdout(sys.stderr):
        _command([*training(lab), "-q", "--runs", str(folder / "warm")])


def _command(words: Sequence[str]) -> int:
    from hackday.cli import group
    from hackday.cli.errors import exit_code

    return exit_code(group, words)


class _Child:
    """A forked child, and the files that it writes to."""

    def __init__(self, pid: int, files: dict[str, Any], began: float) -> None:
        self.pid, self.files, self.began = pid, files, began

    def end(self) -> dict[str, Any]:
        """Wait for it. RuntimeError if it does not end."""
        while True:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            seconds = time.monotonic() - self.began
            if pid:
                break
            if seconds > LONGEST_SECONDS:
                os.kill(self.pid, signal.SIGKILL)
                raise RuntimeError(f"a child did not end within {LONGEST_SECONDS} s")
            time.sleep(0.005)
        texts = {}
        for name, file in self.files.items():
            file.seek(0)
            texts[name] = file.read().decode(errors="replace")
            file.close()
        code = os.waitstatus_to_exitcode(status)
        return {"code": code, "out": texts["out"], "err": texts["err"], "changes": texts["journal"].splitlines(),
                "seconds": seconds}  # fmt: skip


def _fork(order: dict[str, Any], words: Sequence[str]) -> _Child:
    files = {name: tempfile.TemporaryFile() for name in ("out", "err", "journal")}  # noqa: SIM115 (closed by `end`)
    began = time.monotonic()
    pid = os.fork()
    if pid:
        return _Child(pid, files, began)
    code = 70
    try:
        os.dup2(files["out"].fileno(), 1)
        os.dup2(files["err"].fileno(), 2)
        sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False)
        if order["exact"]:
            _stand_still(order["now"])
        if order["linger"]:
            _linger(order["linger"])
        fault = Fault(*order["fault"]) if order["fault"] else None
        Hook(Path(order["runs"]), fault, files["journal"].fileno()).install()
        code = _command(words)
    except BaseException:  # noqa: BLE001 (a child must not go on as if it were the nursery)
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _stand_still(now: str) -> None:
    """Clocks show one moment; every step is told and saved; neither the machine's load nor a commit is looked at."""
    from hackday import api
    from hackday.images import results
    from hackday.images import train as images
    from hackday.lyrics import train as lyrics
    from hackday.runs import directory
    from hackday.training import session

    directory.now = lambda: now
    api.source_commit = lambda: None
    results.peak_memory_mb = lambda: 0
    time.monotonic = lambda: 0.0
    time.time = lambda: float(random.Random(now).randrange(10**9))
    session.STATUS_INTERVAL_SECONDS = session.SAVE_INTERVAL_SECONDS = 0.0
    images.SAVE_SECONDS = lyrics.SAVE_SECONDS = 0.0


def _linger(where: str) -> None:
    def wait(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "os.rename" and str(arguments[1]).endswith(where) and not waited:
            waited.append(True)
            time.sleep(3)

    waited: list[bool] = []
    sys.addaudithook(wait)


if __name__ == "__main__":
    main()
