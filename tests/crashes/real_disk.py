"""The same on a real file system: a small tmpfs that fills up, is made larger, and may not be written for a while.

`unshare --mount --map-root-user python -m tests.crashes.real_disk LAB FOLDER`: nobody else sees the mounts.
Prints what was done, a line each; AssertionError where a promise is broken. Linux, where user namespaces are allowed.
"""

import re
import subprocess
import sys
from pathlib import Path

from tests.crashes.faults import KILL, Fault
from tests.crashes.nursery import Nursery
from tests.crashes.remains import differing, remains
from tests.crashes.trials import CRITICAL

SHARES = (0.02, 0.2, 0.4, 0.6, 0.8, 0.95)
"""How much of what a run writes the disk has room for when the training goes on."""
ROOMY = "1g"  # a tmpfs takes only what is written into it


def main() -> None:
    """Try each share on a file system of its own."""
    lab, folder = sys.argv[1], Path(sys.argv[2])
    disk = folder / "disk"
    disk.mkdir(parents=True)
    with Nursery(lab, folder) as nursery:
        ended = nursery.train(folder / "whole")
        assert ended.code == 0, ended.err
        expected = remains(folder / "whole")
        needed = sum(len(content) for content in expected.values())
        # A training is not begun where there is no room for it; so the disk fills up when this one was begun.
        begun = next(n for n, one in enumerate(ended.changes, 1) if re.match(CRITICAL["a status change"], one))
        for share in SHARES:
            _mount("-t", "tmpfs", "-o", f"size={ROOMY}", "tmpfs", str(disk))
            runs = disk / "runs"
            nursery.train(runs, fault=Fault(begun, KILL))
            size = sum(path.stat().st_blocks * 512 for path in runs.rglob("*")) + int(needed * share)
            _mount("-o", f"remount,size={size}", str(disk))
            full = nursery.resume(runs)
            assert full.code == 1, full.err
            assert "the disk is full" in full.err, full.err
            _mount("-o", "remount,ro", str(disk))
            refused = nursery.resume(runs)
            assert refused.code == 2, refused.err
            assert "no permission to write" in refused.err, refused.err
            _mount("-o", f"remount,rw,size={ROOMY}", str(disk))
            ended = nursery.resume(runs)
            assert ended.code == 0, ended.err
            assert differing(remains(runs), expected) == []
            subprocess.run(["umount", str(disk)], check=True)
            print(f"{lab}: a tmpfs of {size:,} bytes filled up, was read-only, was made larger: the same bytes")  # noqa: T201


def _mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True)


if __name__ == "__main__":
    main()
