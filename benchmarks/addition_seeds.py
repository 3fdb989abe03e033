"""Many seeds of the post's grid: does time grow linearly, and does memory stay low?

    python benchmarks/addition_seeds.py [--quick]

Each count runs in a process of its own, through api.go: training, measuring, exporting.
"""

import argparse
import json
import subprocess
import sys
import tempfile

from report import gates, heading, table

CODE = """
import json, sys, time
from hackday import api
seeds, epochs, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
spec, preset = api.plan("addition", preset="post", settings=[f"seeds={seeds}", f"epochs={epochs}"])
run = api.create("addition", spec, preset=preset, seed=0, runs=folder)
began, cpu_before = time.perf_counter(), time.process_time()
api.go(run)
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps({"wall": time.perf_counter() - began, "cpu": time.process_time() - cpu_before,
                  "training": run.results["seconds"],
                  "epochs": sum(row["epochs"] for row in run.results["networks"]),
                  "peak": int(peak.split()[1]) / 1024}))
"""


def main() -> None:
    """Measure each count, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--quick", action="store_true", help="100 epochs at most")
    epochs = 100 if parser.parse_args().quick else 1000
    heading(f"25, 50, 100 seeds of the post's 15 networks, at most {epochs} epochs, patience 10")
    found = {}
    for seeds in (25, 50, 100):
        with tempfile.TemporaryDirectory(prefix="hackday-seeds-") as folder:
            command = [sys.executable, "-c", CODE, str(seeds), str(epochs), folder]
            answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        found[seeds] = json.loads(answer.stdout.splitlines()[-1])
    columns = ("seeds", "networks", "epochs", "training s", "s a seed", "all s", "CPU s", "CPU µs an epoch", "peak MB")
    rows = [
        (
            str(seeds),
            str(15 * seeds),
            f"{one['epochs']:,}",
            f"{one['training']:.1f}",
            f"{one['training'] / seeds:.3f}",
            f"{one['wall']:.1f}",
            f"{one['cpu']:.1f}",
            f"{one['cpu'] / one['epochs'] * 1e6:.1f}",
            f"{one['peak']:.0f}",
        )
        for seeds, one in found.items()
    ]
    table(columns, rows)
    # Processor time, because other work on the machine moves the clock on the wall; per epoch, because seeds stop at
    # different epochs.
    growth = (found[100]["cpu"] / found[100]["epochs"]) / (found[25]["cpu"] / found[25]["epochs"])
    gates(
        [
            (f"peak memory below 400 MB with 100 seeds: {found[100]['peak']:.0f} MB", found[100]["peak"] < 400),
            (
                f"time grows linearly: an epoch costs {growth:.2f} times as much with 100 seeds as with 25",
                growth < 1.25,
            ),
        ]
    )


if __name__ == "__main__":
    main()
