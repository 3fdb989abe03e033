"""The most memory that a process of its own came to. Linux alone tells it of one process; getrusage tells the peak of
what started the process, too.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

TOLD = r"""
import json, pathlib, re
status = pathlib.Path("/proc/self/status").read_text()
peak = 1024 * int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0])
print(json.dumps([*told, peak]))
"""


def told_and_peak(script: str, *arguments: str, cwd: Path, **environment: str) -> list[Any]:
    """What `script` leaves in its list `told` (JSON values), and the peak of its process in bytes."""
    outcome = subprocess.run(
        [sys.executable, "-c", script + TOLD, *arguments],
        env={**os.environ, **environment}, cwd=cwd, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert outcome.returncode == 0, outcome.stderr
    told: list[Any] = json.loads(outcome.stdout.splitlines()[-1])
    return told
