"""Faces are drawn by helpers: from any script, the same as here, and nobody waits for a helper that died."""

import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from hackday.images.data.drawers import Drawer, DrawerDied, Job, draw_all
from hackday.images.data.faces import draw_face

LABELS = [[0, 1, 2, 0], [3, 4, 0, 1], [1, 0, 1, 0]]


def job(start: int) -> Job:
    return Job("lorelei", 5, start, 16, LABELS)


def test_a_script_without_a_main_guard_can_make_faces(tmp_path: Path) -> None:
    script = tmp_path / "mine.py"
    script.write_text(
        "from hackday.images.data.avatars import avatars\n"
        "print(len(avatars('avatars:lorelei', count=120, size=16)), 'faces')\n"
    )
    environment = os.environ | {"HACKDAY_CACHE": str(tmp_path / "cache")}
    done = subprocess.run(
        [sys.executable, str(script)], env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "120 faces\n", "")


def test_helpers_draw_what_would_be_drawn_here_and_in_order() -> None:
    starts = (0, 3, 6, 9, 12)
    with closing(draw_all([job(start) for start in starts], helpers=2)) as drawn:
        for start, pictures in zip(starts, drawn, strict=True):
            here = [draw_face("lorelei", f"5/{start + row}", labels, 16) for row, labels in enumerate(LABELS)]
            assert np.array_equal(pictures, np.stack(here))


def test_a_helper_that_died_is_told() -> None:
    with Drawer() as drawer:
        assert drawer.draw(job(0)).shape == (3, 16, 16, 3)
        os.kill(drawer.process.pid, signal.SIGKILL)
        with pytest.raises(DrawerDied, match="has died"):
            drawer.draw(job(3))


def test_helpers_end_with_whoever_asked_them() -> None:
    with closing(draw_all([job(start) for start in range(0, 300, 3)], helpers=2)) as drawn:
        next(drawn)
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    for child in children.split():
        assert b"drawers" not in Path(f"/proc/{child}/cmdline").read_bytes()
