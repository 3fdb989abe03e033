"""The trials that every lab must stand, one after the other, with readers beside; the figures of what was survived.

A trial begins a training, brings a fault, and lets the training go on; what is left must equal, byte by byte, what a
training leaves that nothing happened to. AssertionError names the fault where it does not.
"""

import json
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tests.crashes.faults import FULL, KILL, READ_ONLY, Fault, Kind
from tests.crashes.nursery import ROOT, Ended, Nursery
from tests.crashes.remains import differing, only_run, outcome, remains
from tests.crashes.settings import training

CRITICAL = {
    "the first second": r"create \w+/\.lock|mkdir \w+/\.\d|rename \w+/\.\d|create \w+/\.\d.*run\.json",
    "a status change": r"(create|fsync|rename) .*/\.status\.json",
    "a metrics line": r"(open|write|fsync|create) .*/metrics\.jsonl",
    "a checkpoint": r".*/checkpoints",
    "artifacts": r".*/artifacts",
    "the results": r".*/\.results\.json",
    "the export": r".*/export",
}
"""The places where a kill could tear something, and the changes that belong to each."""
EXIT_CODES = {FULL: 1, READ_ONLY: 2}


@dataclass
class Survived:
    """How many faults of each kind a lab stood, and how often its runs were read meanwhile."""

    counts: dict[str, int] = field(default_factory=dict)
    looks: int = 0

    def add(self, what: str) -> None:
        """One more."""
        self.counts[what] = self.counts.get(what, 0) + 1


class Trials:
    """The trials of one lab in `folder`, as a context: readers read all that lies in its arena until it is left."""

    def __init__(self, lab: str, folder: Path) -> None:
        self.lab, self.folder = lab, folder
        self.survived = Survived()
        self.arena = folder / "arena"
        self._number = 0
        self._report = folder / "reader.json"

    def __enter__(self) -> Self:
        self.arena.mkdir(parents=True)
        self.nursery = Nursery(self.lab, self.folder).__enter__()
        self.whole = self.folder / "whole"
        ended = self.nursery.train(self.whole)
        assert ended.code == 0, ended.err
        self.changes = ended.changes
        self.expected = remains(self.whole)
        self._reader = subprocess.Popen(
            [sys.executable, "-m", "tests.crashes.reader", str(self.arena), self.lab, str(self._report)], cwd=ROOT
        )
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._report.with_suffix(".stop").touch()
        self._reader.wait(120)
        self.nursery.__exit__(None, None, None)
        if kind is None:
            report = json.loads(self._report.read_text())
            self.survived.looks = report["looks"]
            assert report["complaints"] == [], report["complaints"][:5]

    def moments(self, place: str) -> list[int]:
        """The changes (1: the first) of an untroubled training that belong to a critical place."""
        return [n for n, change in enumerate(self.changes, 1) if re.match(CRITICAL[place], change)]

    def fresh(self) -> Path:
        """A runs folder that nobody has used."""
        self._number += 1
        return self.arena / f"{self._number:05d}"

    def finish(self, runs: Path, what: str, *, day_before: bool = False) -> None:
        """Whatever was left, go on to the end, and compare."""
        run = only_run(runs, self.lab)
        if run is None:
            ended = self.nursery.train(runs)
        else:
            assert run.status()["state"] in ("created", "training", "failed", "done"), what
            ended = self.nursery.resume(runs, day_before=day_before)
        assert ended.code == 0, f"{what}: {ended.err}"

    def assert_whole(self, runs: Path, what: str) -> None:
        """Equal to the untroubled run in every byte of every file."""
        names = differing(remains(runs), self.expected)
        assert names == [], f"{what}: {', '.join(names)} differ"

    def killed(self, at: int, place: str) -> None:
        """Killed at change `at`; then again, in the same life of the run, at a change of the resumed training."""
        runs, what = self.fresh(), f"{self.lab}: killed at change {at}, {self.changes[at - 1]}"
        ended = self.nursery.train(runs, fault=Fault(at, KILL))
        while not ended.killed:
            # While compiled code learns, the status is told again and again, the oftener the slower the machine is:
            # this training was quicker than the one whose changes were counted.
            assert ended.code == 0, f"{what}: {ended.err}"
            assert len(ended.changes) < at, f"{what}: not killed"
            at = max(n for n, change in enumerate(ended.changes, 1) if re.match(CRITICAL[place], change)) - 1
            runs, what = self.fresh(), f"{self.lab}: killed at change {at}"
            ended = self.nursery.train(runs, fault=Fault(at, KILL))
        self.finish(runs, what)
        self.assert_whole(runs, what)
        self.survived.add(f"killed: {place}")

    def killed_twice(self, at: int, again: int) -> None:
        """Killed at change `at` of the training and at change `again` of its resume."""
        runs, what = self.fresh(), f"{self.lab}: killed at change {at}, then {again} changes after the resume"
        self.nursery.train(runs, fault=Fault(at, KILL))
        if only_run(runs, self.lab) is not None:
            ended = self.nursery.resume(runs, fault=Fault(again, KILL))
            assert ended.killed or ended.code == 0, f"{what}: {ended.err}"
        self.finish(runs, what)
        self.assert_whole(runs, what)
        self.survived.add("killed: twice")

    def refused(self, at: int, kind: Kind) -> None:
        """From change `at` on the disk is full, or may not be written: a sentence, an exit code, and later a whole run.

        A place that refuses only what can be done without, as deleting an old checkpoint, may end well.
        """
        runs, what = self.fresh(), f"{self.lab}: {kind} from change {at} on, {self.changes[at - 1]}"
        ended = self.nursery.train(runs, fault=Fault(at, kind))
        assert "Traceback" not in ended.err, f"{what}: {ended.err}"
        if ended.code != 0:
            assert ended.code == EXIT_CODES[kind], f"{what}: {ended.err}"
            assert ("the disk is full" if kind == FULL else "no permission to write") in ended.err, what
        self.finish(runs, what)
        self.assert_whole(runs, what)
        self.survived.add("the disk is full" if kind == FULL else "the directory is read-only")

    def clock_set_back(self, at: int) -> None:
        """Killed at change `at`; the resume believes to live a day before the start."""
        runs, what = self.fresh(), f"{self.lab}: the clock set back after change {at}"
        self.nursery.train(runs, fault=Fault(at, KILL))
        self.finish(runs, what, day_before=True)
        ignored = {name for name in self.expected if name.endswith("/status.json")}  # it says when it was written
        assert set(differing(remains(runs), self.expected)) <= ignored, what
        run = only_run(runs, self.lab)
        assert run is not None
        assert run.status()["at"] < run.record["started"]
        self.survived.add("the clock is set back")

    def resumed_by_two(self, at: int) -> None:
        """Killed at change `at`; then two processes are told to resume at the same moment."""
        runs, what = self.fresh(), f"{self.lab}: resumed by two after change {at}"
        self.nursery.train(runs, fault=Fault(at, KILL))
        ends = self.nursery.together(runs, [["resume", self.lab, "-q"]] * 2, linger="status.json")
        won, lost = sorted(ends, key=lambda one: one.code)
        assert (won.code, lost.code) == (0, 2), f"{what}: {won.err} {lost.err}"
        assert "is being trained by another process" in lost.err, what
        self.assert_whole(runs, what)
        self.survived.add("two resume at once")

    def killed_at_random(self, kills: int, seed: int) -> None:
        """Real clocks and intervals; kills at any time until so many have landed, each run in many pieces."""
        draw = random.Random(seed)
        untroubled = self.nursery.run(self.fresh(), [*training(self.lab), "-q"], exact=False)
        whole = only_run(self.arena / f"{self._number:05d}", self.lab)
        assert whole is not None
        expected = outcome(whole)
        landed = 0
        while landed < kills:
            runs, what = self.fresh(), f"{self.lab}: killed at random (seed {seed})"
            for _ in range(6):
                begin = [*training(self.lab)] if only_run(runs, self.lab) is None else ["resume", self.lab]
                ended = self._kill_after(runs, [*begin, "-q"], draw.uniform(0, untroubled.seconds))
                landed += ended.killed
                self.survived.counts["killed: at random"] = landed
            run = only_run(runs, self.lab)
            begin = [*training(self.lab)] if run is None else ["resume", self.lab]
            ended = self.nursery.run(runs, [*begin, "-q"], exact=False)
            assert ended.code == 0, f"{what}: {ended.err}"
            run = only_run(runs, self.lab)
            assert run is not None
            assert outcome(run) == expected, what

    def _kill_after(self, runs: Path, words: list[str], seconds: float) -> Ended:
        return self.nursery.run(runs, words, exact=False, kill_after=seconds)


@contextmanager
def timed() -> Iterator[list[float]]:
    """A list that holds the seconds of the block when it has ended."""
    seconds: list[float] = []
    began = time.monotonic()
    yield seconds
    seconds.append(time.monotonic() - began)


def spread(moments: list[int], count: int) -> list[int]:
    """`count` of them, evenly chosen, both ends among them; all where there are no more."""
    if len(moments) <= count:
        return moments
    return sorted({moments[round(place * (len(moments) - 1) / max(count - 1, 1))] for place in range(count)})


def stand(trials: Trials, moments: int, random_kills: int, seed: int) -> None:
    """The long form: `moments` kills shared out among the critical places, and every other fault in proportion."""
    share = max(1, moments // len(CRITICAL))
    for place in CRITICAL:
        for at in spread(trials.moments(place), share):
            trials.killed(at, place)
    last = len(trials.changes)
    some = spread(list(range(1, last + 1)), max(3, moments // 8))
    draw = random.Random(seed)
    for at in some:
        trials.killed_twice(at, draw.randrange(1, last))
        trials.refused(at, FULL)
        trials.refused(at, READ_ONLY)
    for at in spread(trials.moments("a checkpoint") + trials.moments("the export"), max(2, moments // 16)):
        trials.clock_set_back(at)
        trials.resumed_by_two(at)
    trials.killed_at_random(random_kills, seed)
