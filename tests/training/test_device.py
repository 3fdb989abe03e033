"""What is asked of the C library: to keep freed memory while a network learns, and to give it back afterwards."""

import subprocess
import sys

import pytest

MEASURED = """
import pathlib, re, torch
from hackday.training.device import give_back_freed_memory, keep_freed_memory

def megabytes():
    return int(re.findall(r"VmRSS:\\s+(\\d+) kB", pathlib.Path("/proc/self/status").read_text())[0]) / 1000

keep_freed_memory()
before = megabytes()
held = [torch.ones(5_000_000) for _ in range(10)]
last = torch.ones(5_000_000)  # it lies above all that is freed, as what a training leaves behind does
del held
print(megabytes() - before)
give_back_freed_memory()
print(megabytes() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the C library is asked on Linux only")
def test_freed_memory_is_kept_until_it_is_given_back() -> None:
    output = subprocess.run([sys.executable, "-c", MEASURED], capture_output=True, text=True, check=True).stdout
    kept, left = map(float, output.split())
    assert kept > 200
    assert left < 50
