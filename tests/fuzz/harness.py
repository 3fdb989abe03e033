"""Many cases of one target: each ends in a result or a message, soon, in little memory, and touches nothing outside.

A case is drawn from a number, so any case that failed can be had again: `python benchmarks/fuzz.py --targets NAME
--first NUMBER --cases 1`.
"""

import faulthandler
import hashlib
import os
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Protocol

import numpy as np

from hackday.errors import HackdayError

SECONDS = 10.0  # of the processor, a case at most; and of the clock without any work
IDLE_SHARE = 0.001  # of the processor: less is no work, however many programs share the machine
LOST_SECONDS = (
    300.0  # of the clock; whoever waits in compiled code hears no signal, and the process ends with its trace
)
MEMORY_BYTES = 2 * 10**9
RESULT, MESSAGE = "a result", "a message"
"""How a case may end."""
SECRET = b"nobody reads or changes this"
"""What lies in a file beside the target's folder."""
LOOK_EVERY = 500  # cases


class Target(Protocol):
    """A part of hackday that reads what strangers made."""

    def case(self, rng: np.random.Generator) -> str:
        """Draw and try one case; a word for how it ended. A HackdayError is a message; all else is a defect."""


@dataclass
class Report:
    """How the cases ended. `defects`: the number of a case, and what it did."""

    target: str
    cases: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    seconds: float = 0.0
    peak_bytes: int = 0
    defects: list[str] = field(default_factory=list)


class TookTooLong(BaseException):
    """Beyond what any handler of errors catches."""


def attack(name: str, target: Target, folder: Path, cases: int, *, first: int = 0, most_defects: int = 20) -> Report:
    """Try `cases` cases. `folder` is all that the target may write to; what lies beside it is watched."""
    report = Report(name)
    outside = folder.parent / "outside"
    outside.mkdir(exist_ok=True)
    (outside / "secret.txt").write_bytes(SECRET)
    before = listing(folder.parent, but=folder)
    began = time.monotonic()
    for number in range(first, first + cases):
        start = time.process_time()
        try:
            with _at_most(SECONDS):
                end = target.case(np.random.default_rng([len(name), *name.encode(), number]))
        except HackdayError:
            end = MESSAGE
        except TookTooLong as error:
            end = "too long"
            report.defects.append(f"case {number}: {error}")
        except (Exception, SystemExit) as error:  # noqa: BLE001 (any of them is what is looked for)
            end = "a defect"
            report.defects.append(f"case {number}: {type(error).__name__}: {error}"[:500])
        report.cases += 1
        report.ends[end] += 1
        took = time.process_time() - start
        if took > SECONDS and end != "too long":  # in compiled code, which no signal interrupts
            report.defects.append(f"case {number}: {took:.1f} s")
        report.slowest = max(report.slowest, took)
        if number % LOOK_EVERY == LOOK_EVERY - 1 or number == first + cases - 1:
            now = listing(folder.parent, but=folder)
            if now != before:
                report.defects.append(
                    f"up to case {number}: outside its folder, {sorted(now.items() ^ before.items())[:4]}"
                )
                before = now
        if len(report.defects) >= most_defects:
            break
    report.seconds = time.monotonic() - began
    report.peak_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    if report.peak_bytes > MEMORY_BYTES:
        report.defects.append(f"{report.peak_bytes / 1e6:.0f} MB of memory")
    return report


def listing(folder: Path, *, but: Path | None = None) -> dict[str, str]:
    """Every file below `folder`, with a hash of its content; not what is in `but`."""
    found = {}
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if Path(place, name) != but]
        for name in names:
            path = Path(place, name)
            found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "no file"
    return found


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """TookTooLong inside the block after so much time of the processor: other programs do not count.

    The same after so much time of the clock in which nothing was done: a read waits for what does not come.
    """
    worked = time.process_time()

    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise TookTooLong(f"more than {seconds:g} s")

    def look(_signal: int, _frame: FrameType | None) -> None:
        nonlocal worked
        before, worked = worked, time.process_time()
        if worked - before < IDLE_SHARE * seconds:
            raise TookTooLong(f"waits for {seconds:g} s")

    handlers = signal.signal(signal.SIGPROF, ring), signal.signal(signal.SIGALRM, look)
    began, left = time.monotonic(), signal.setitimer(signal.ITIMER_REAL, seconds, seconds)[0]
    signal.setitimer(signal.ITIMER_PROF, seconds)
    faulthandler.dump_traceback_later(LOST_SECONDS, exit=True, file=2)  # whatever stands for sys.stderr
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGPROF, handlers[0])
        signal.signal(signal.SIGALRM, handlers[1])
        if left:  # the time limit of pytest goes on
            signal.setitimer(signal.ITIMER_REAL, max(0.001, left - (time.monotonic() - began)))
