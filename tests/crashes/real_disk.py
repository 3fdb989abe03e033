"""The same on a real file system: a small tmpfs that fills up, is made larger, and may not be written for a while.

`unshare --mount --map-root-user python -m tests.crashes.real_disk LAB FOLDER`: nobody else sees the mounts.
Prints what was done, a line each; AssertionError where a promise is broken. Linux, where user namespaces are allowed.
"""

import subprocess
import sys
from pathlib import Path

from tests.crashes.nursery import Nursery
from tests.crashes.remains import differing, remains
from tests.crashes.settings import training

SHARES = (0.02, 0.2, 0.4, 0.6, 0.8, 0.95)
"""How much of what a run needs the disk holds at first."""


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
        for share in SHARES:
            size = int(needed * share)
            _mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk))
            runs = disk / "runs"
            full = nursery.run(runs, [*training(lab), "-q"])
            assert full.code == 1, full.err
            assert "the disk is full" in full.err, full.err
            _mount("-o", "remount,ro", str(disk))
            refused = nursery.run(runs, [*training(lab), "-q"] if not _has_run(runs) else ["resume", lab, "-q"])
            assert refused.code == 2, refused.err
            assert "no permission to write" in refused.err, refused.err
            _mount("-o", f"remount,rw,size={10 * needed}", str(disk))
            ended = nursery.run(runs, ["resume", lab, "-q"] if _has_run(runs) else [*training(lab), "-q"])
            assert ended.code == 0, ended.err
            assert differing(remains(runs), expected) == []
            subprocess.run(["umount", str(disk)], check=True)
            print(f"{lab}: a tmpfs of {size:,} bytes filled up, was read-only, was made larger: the same bytes")  # noqa: T201


def _has_run(runs: Path) -> bool:
    return any(runs.glob("*/*/run.json"))


def _mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True)


if __name__ == "__main__":
    main()
