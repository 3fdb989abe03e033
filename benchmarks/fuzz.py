"""How many hostile inputs each reader of strangers' files stands: tests/fuzz in its long form, as a table.

    PYTHONPATH=. python benchmarks/fuzz.py [--targets runs,songs,…] [--cases 100000] [--first 0]

A case is drawn from its number, so one that failed can be had again with `--first NUMBER --cases 1`.
"""

import argparse
import tempfile
from pathlib import Path

from tests.fuzz.attacks import attacked
from tests.fuzz.targets import TARGETS


def main() -> None:
    """Attack target by target and print how the cases ended; exits with 1 if there was any defect."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--targets", default=",".join(TARGETS))
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0)
    wishes = parser.parse_args()
    print("| target | cases | results | messages | slowest case | seconds | memory at most | defects |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    defects: list[str] = []
    for name in wishes.targets.split(","):
        with tempfile.TemporaryDirectory() as base:
            one = attacked(name, Path(base) / "attacked", wishes.cases, first=wishes.first)
        row = (
            name, f"{one.cases:,}", f"{one.ends['a result']:,}", f"{one.ends['a message']:,}", f"{one.slowest:.2f} s",
            f"{one.seconds:.0f}", f"{one.peak_bytes / 1e6:.0f} MB", str(len(one.defects)),
        )  # fmt: skip
        print(f"| {' | '.join(row)} |", flush=True)
        defects += [f"{name}, {defect}" for defect in one.defects]
    for defect in defects:
        print(defect)
    raise SystemExit(bool(defects))


if __name__ == "__main__":
    main()
