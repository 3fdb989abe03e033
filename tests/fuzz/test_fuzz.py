"""Whatever strangers' files and words hold: a result or a message. The long form is tests/slow/test_fuzz.py."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from hackday.errors import HackdayError
from tests.fuzz import harness
from tests.fuzz.attacks import attacked
from tests.fuzz.harness import attack
from tests.fuzz.targets import TARGETS

SHORT = {
    "runs": 60, "resumes": 30, "weights": 60, "pages": 40, "sites": 40, "settings": 2000, "commands": 60,
    "pictures": 250, "archives": 60, "songs": 250, "labels": 600, "requests": 600,
}  # fmt: skip
"""Cases of each target that take a few seconds."""


@pytest.mark.parametrize("name", TARGETS)
def test_every_case_ends_in_a_result_or_a_message(name: str, tmp_path: Path) -> None:
    report = attacked(name, tmp_path / "attacked", SHORT[name])
    assert report.defects == []
    assert report.cases == SHORT[name]
    assert set(report.ends) == {"a result", "a message"}, "one of both never happens: the cases are all alike"


class _Bad:
    """A target with one defect in its tenth case."""

    def __init__(self, what: str, folder: Path) -> None:
        self.what, self.folder, self.count, self.ends = what, folder, 0, dict[str, str]()

    def case(self, rng: np.random.Generator) -> str:
        self.count += 1
        if self.count != 10:
            if rng.random() < 0.5:
                raise HackdayError("a message")
            return "a result"
        if self.what == "hangs":
            while True:
                pass
        if self.what == "waits":
            os.read(os.pipe()[0], 1)
        if self.what == "writes outside":
            (self.folder.parent / "outside" / "secret.txt").write_text("changed")
        if self.what == "leaves":
            raise SystemExit(3)
        return self.ends[self.what] if self.what == "raises" else "a result"


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("raises", "case 9: KeyError"),
        ("hangs", "case 9: more than"),
        ("waits", "case 9: waits for"),
        ("leaves", "case 9: SystemExit"),
        ("writes outside", "up to case 29: outside its folder"),
    ],
)
def test_the_attack_finds_a_defect(what: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or it would say nothing about targets in which it finds none."""
    monkeypatch.setattr(harness, "SECONDS", 0.3)
    folder = tmp_path / "target"
    folder.mkdir()
    report = attack("bad", _Bad(what, folder), folder, 30)
    assert len(report.defects) == 1
    assert report.defects[0].startswith(words)
    assert {"a result", "a message"} <= set(report.ends)


WAITS = """
import os
from pathlib import Path
import safetensors
from tests.fuzz import harness
harness.LOST_SECONDS = 0.5
class Waits:
    def case(self, rng):
        os.mkfifo("pipe")
        safetensors.safe_open("pipe", framework="numpy")  # in compiled code, which no signal interrupts
harness.attack("waits", Waits(), Path("target"), 1)
"""


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_whoever_waits_in_compiled_code_is_shown_and_ended(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", WAITS], cwd=tmp_path, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert told.returncode == 1
    assert "in case" in told.stderr
