"""Limits told early: what a training will take, beside what the machine has, before hours have gone into it.

Each lab estimates from its settings and the size of its data. The memory of data and networks comes out within a factor
of two (tests/test_limits.py measures it), the time within about three. So what needs more than twice the machine is
clearly impossible, and refused; what is tight, or takes longer than a day, is asked about.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hackday.errors import HackdayError

FACTOR = 2
DAY = 24 * 3600.0  # seconds
TIGHT = 0.9  # of what is free
MEMORY_FILES = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
"""Where Linux says how much memory a container may have, in its two generations."""


class TooMuch(HackdayError):
    """The training needs more than there is; the message says what, and what would make it smaller."""


@dataclass(frozen=True)
class Estimate:
    """What a training takes. `data_bytes`, `network_bytes`, `program_bytes`: of memory, at its most, for the data and
    what is made of it, for networks with all that learning needs, and for the libraries. `disk_bytes`: what it will
    have written, checkpoints and prepared data included. `seconds`: None where a budget of minutes decides. `smaller`:
    what to change, in words.
    """

    data_bytes: int
    network_bytes: int
    program_bytes: int
    disk_bytes: int
    seconds: float | None
    smaller: str

    @property
    def memory_bytes(self) -> int:
        """All three together."""
        return self.data_bytes + self.network_bytes + self.program_bytes

    def plain(self) -> dict[str, Any]:
        """As `hackday train --dry-run` prints it."""
        seconds = None if self.seconds is None else round(self.seconds)
        return {
            "memory_mb": -(-self.memory_bytes // 10**6),
            "disk_mb": -(-self.disk_bytes // 10**6),
            "seconds": seconds,
        }


@dataclass(frozen=True)
class Room:
    """What a machine has, in bytes; None where the system does not say."""

    memory: int | None
    free_memory: int | None
    free_disk: int | None


def room_at(*places: Path) -> Room:
    """This machine's memory, and the fullest of the disks on which `places` are or will be."""
    disks = [disk for place in places if (disk := _free_on_disk(place)) is not None]
    return Room(*_memory(), min(disks, default=None))


def _free_on_disk(place: Path) -> int | None:
    there = place.absolute()
    while not there.exists() and there != there.parent:
        there = there.parent
    try:
        return shutil.disk_usage(there).free
    except OSError:
        return None


def check(estimate: Estimate, room: Room) -> list[str]:
    """What a person should agree to, in sentences; empty where all is well. TooMuch for what is clearly impossible."""
    memory, disk = estimate.memory_bytes, estimate.disk_bytes
    if room.memory is not None and memory > FACTOR * room.memory:
        raise TooMuch(f"this training needs about {size(memory)} of memory and this machine has {size(room.memory)}; "
                      f"{estimate.smaller}")  # fmt: skip
    if room.free_disk is not None and disk > FACTOR * room.free_disk:
        raise TooMuch(f"this training writes about {size(disk)} and {size(room.free_disk)} are free on the disk; "
                      f"make room, or {estimate.smaller}")  # fmt: skip
    doubts = []
    if room.free_memory is not None and memory > TIGHT * room.free_memory:
        doubts.append(f"it needs about {size(memory)} of memory and {size(room.free_memory)} are free")
    if room.free_disk is not None and disk > TIGHT * room.free_disk:
        doubts.append(f"it writes about {size(disk)} and {size(room.free_disk)} are free on the disk")
    if estimate.seconds is not None and estimate.seconds > DAY:
        doubts.append(f"it takes about {_long(estimate.seconds)}, and no --minutes M ends it earlier")
    return doubts


def size(count: int) -> str:
    """Bytes as people say them: `840 MB`, `3.2 GB`."""
    return f"{count / 1e9:,.1f} GB" if count >= 10**9 else f"{max(1, round(count / 1e6))} MB"


def _long(seconds: float) -> str:
    days = seconds / DAY
    return f"{days:,.0f} days" if days >= 3 else f"{seconds / 3600:.0f} hours"


def _memory() -> tuple[int | None, int | None]:
    """In all, and free; what a container allows counts as all there is."""
    found: dict[str, int] = {}
    try:
        for line in Path("/proc/meminfo").read_text(encoding="utf-8").splitlines():
            name, _, rest = line.partition(":")
            found[name] = int(rest.split()[0]) * 1024
    except (OSError, ValueError, IndexError):  # not Linux
        return _memory_elsewhere(), None
    total, free = found.get("MemTotal"), found.get("MemAvailable")
    for file in MEMORY_FILES:
        try:
            allowed = int(Path(file).read_text(encoding="utf-8"))  # `max` is no number: no limit
        except (OSError, ValueError):
            continue
        total = allowed if total is None else min(total, allowed)
        free = allowed if free is None else min(free, allowed)
    return total, free


def _memory_elsewhere() -> int | None:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):  # Windows has no sysconf
        return None
