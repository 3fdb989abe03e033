"""How many crashes each lab survives: the long form of tests/crashes as a table, and the same on a real full disk.

    PYTHONPATH=. python benchmarks/crashes.py [--labs addition,images,lyrics] [--moments 50] [--random 50] [--real-disk]

`--moments`: kills at exact changes of the run's files, shared out among the critical places; the other faults go with
them in proportion. `--real-disk` mounts small file systems in a user namespace (Linux, where that is allowed).
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.crashes.settings import LABS
from tests.crashes.trials import Trials, stand, timed


def main() -> None:
    """Run the trials lab by lab and print what was survived."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--labs", default=",".join(LABS))
    parser.add_argument("--moments", type=int, default=50)
    parser.add_argument("--random", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--real-disk", action="store_true")
    wishes = parser.parse_args()
    print("| lab | fault | survived |\n|---|---|---|")
    for lab in wishes.labs.split(","):
        with tempfile.TemporaryDirectory() as folder, timed() as seconds:
            with Trials(lab, Path(folder) / "trials") as trials:
                stand(trials, wishes.moments, wishes.random, wishes.seed)
            for what, count in trials.survived.counts.items():
                print(f"| {lab} | {what} | {count} |")
            print(f"| {lab} | read by list, show, publish and the live view meanwhile | {trials.survived.looks} |")
        print(f"| {lab} | seconds in all | {seconds[0]:.0f} |", flush=True)
    if wishes.real_disk:
        for lab in wishes.labs.split(","):
            with tempfile.TemporaryDirectory() as folder:
                words = [sys.executable, "-m", "tests.crashes.real_disk", lab, str(Path(folder) / "real")]
                subprocess.run(["unshare", "--mount", "--map-root-user", *words], check=True)


if __name__ == "__main__":
    main()
