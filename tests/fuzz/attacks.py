"""One target under attack in a folder of its own."""

from pathlib import Path

import pytest

from tests.fuzz.harness import Report, attack
from tests.fuzz.targets import TARGETS


def attacked(name: str, base: Path, cases: int, *, first: int = 0) -> Report:
    """Try `cases` cases of a target, from number `first`, in a new folder `base`/name, where all it writes is."""
    folder = base / name
    folder.mkdir(parents=True)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("HACKDAY_CACHE", str(folder / "cache"))
        patched.setenv("HACKDAY_RUNS", str(folder / "usual-runs"))
        patched.chdir(folder)  # pictures are sampled into the working directory
        return attack(name, TARGETS[name](folder), folder, cases, first=first)
