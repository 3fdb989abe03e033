"""How long variable projection takes: all fifteen cells, 20 seeds, one process.

python benchmarks/addition_solved.py [--quick]
"""

import argparse
import statistics
from dataclasses import replace

from grid import train_in_session
from report import gates, heading, table

from hackday.addition.presets import PRESETS


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--quick", action="store_true", help="5 seeds, once")
    arguments = parser.parse_args()
    seeds, times = (5, 1) if arguments.quick else (20, 3)
    heading(f"Preset solved, 15 networks x {seeds} seeds: the training part")
    spec = replace(PRESETS["solved"].spec, seeds=seeds)
    seconds = [train_in_session(spec)[0] for _ in range(times)]
    median = statistics.median(seconds)
    table(
        ("networks", "seconds", "least", "most", "ms a network"),
        [
            (
                str(15 * seeds),
                f"{median:.2f}",
                f"{min(seconds):.2f}",
                f"{max(seconds):.2f}",
                f"{median / 15 / seeds * 1000:.1f}",
            )
        ],
    )
    gates([(f"20 seeds of all cells in under 5 s: {median * 20 / seeds:.2f} s", median * 20 / seeds < 5)])


if __name__ == "__main__":
    main()
