"""Pictures are drawn in processes of their own; what these meet is told as if it had been met here."""

import errno
import os
import shutil
import sys
from pathlib import Path

import pytest

from hackday.addition import inspect, pictures
from hackday.api import Run
from hackday.processes import REFUSED
from hackday.runs import RunDirectory
from hackday.runs.files import replace_json
from hackday.training import Session


def refuse(*_: object) -> None:
    """As a full disk does."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_drawing_process_tells_what_the_disk_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace_json(tmp_path / "validation-loss.json", {"series": []})
    monkeypatch.setattr(pictures, "figure", lambda *_: None)
    monkeypatch.setattr(pictures, "save", refuse)
    with pytest.raises(SystemExit) as end:
        pictures.main(tmp_path, ["validation-loss"])
    assert end.value.code == REFUSED + errno.ENOSPC


@pytest.mark.parametrize(
    ("program", "number", "said"),
    [(f"raise SystemExit({REFUSED + errno.ENOSPC})", errno.ENOSPC, "No space"), ("1 / 0", None, "ZeroDivisionError")],
)
def test_whoever_waits_for_the_pictures_is_told(
    small_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, number: int | None, said: str
) -> None:
    copy = shutil.copytree(small_run.path, tmp_path / "runs" / "addition" / small_run.path.name)
    monkeypatch.setattr(inspect, "command", lambda *_: [sys.executable, "-c", program])
    with Session(RunDirectory(copy), steps=1) as session, pytest.raises(OSError, match=said) as error:
        inspect._draw(session, tmp_path, ["validation-loss", "saturation"])
    assert error.value.errno == number
