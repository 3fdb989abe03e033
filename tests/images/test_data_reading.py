"""Pictures are read in the order asked for, and a memory-mapped file does not come to lie in memory by and by."""

import re
import sys
from pathlib import Path

import numpy as np
import pytest

from hackday.images.data.reading import read

MAPPED = 40_000_000  # bytes


def test_pictures_keep_the_order_in_which_they_were_asked_for() -> None:
    pictures = np.arange(50, dtype=np.uint8).reshape(50, 1, 1, 1)
    places = np.array([41, 3, 3, 17, 0, 49])
    assert read(pictures, places).ravel().tolist() == places.tolist()


@pytest.mark.skipif(sys.platform != "linux", reason="what a process holds of files is told by Linux")
def test_all_of_a_file_is_read_and_little_of_it_stays_in_memory(tmp_path: Path) -> None:
    numbers = np.arange(MAPPED // 4, dtype=np.uint32)
    numbers.tofile(tmp_path / "pictures.u8")
    pictures = np.memmap(tmp_path / "pictures.u8", np.uint8, "r", shape=(MAPPED // 40_000, 100, 100, 4))
    before = file_bytes()
    found = read(pictures, np.arange(len(pictures)))
    assert file_bytes() - before < MAPPED // 4
    assert np.array_equal(found.view(np.uint32).ravel(), numbers)


def file_bytes() -> int:
    """What this process holds of files in memory."""
    status = Path("/proc/self/status").read_text()
    return 1024 * int(re.findall(r"RssFile:\s+(\d+) kB", status)[0])
