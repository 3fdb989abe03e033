"""Ellipses, measured one by one without any network: valid, of every kind, and as often as true ones are.

    python benchmarks/images_ellipses.py [--presets ellipses-white,ellipses] [--minutes M] [--runs DIR]

Trains through `hackday train` itself: white ones for a minute, coloured ones for ten, unless `--minutes` tells
otherwise. Each figure stands beside that of as many true draws.
"""

import argparse
import tempfile
from pathlib import Path
from typing import Any

from report import gates, heading, table

from hackday import api

MINUTES = {"ellipses-white": 1.0, "ellipses": 10.0}
VALID, COVERED, KL = 0.9, 0.95, 4
"""Shares of pictures and of the kinds that true draws cover; times the KL of true draws."""


def train(preset: str, minutes: float, runs: Path) -> dict[str, Any]:
    """The results of a run."""
    spec, _ = api.plan("images", preset=preset, settings=[])
    results = api.go(api.create("images", spec, preset=preset, seed=0, minutes=minutes, runs=runs)).results
    assert results is not None
    return results


def row(preset: str, minutes: float, results: dict[str, Any]) -> tuple[str, ...]:
    """For the table."""
    coverage, kl = results["coverage"], results["kl"]
    return (
        preset,
        f"{minutes:g}",
        f"{results['images_seen']:,}",
        f"{results['valid_share']:.1%} ({results['valid_share_real']:.1%})",
        f"{coverage['covered']}/{coverage['total']} ({coverage['floor']:.0f})",
        f"{'–' if kl['value'] is None else format(kl['value'], '.3f')} ({kl['floor']:.3f})",
        f"{len(results['alarms'])}",
    )


def promises(preset: str, results: dict[str, Any]) -> list[tuple[str, bool]]:
    """What must hold: of white ellipses that they are ellipses, of coloured ones also that none is missing."""
    valid, coverage, kl = results["valid_share"], results["coverage"], results["kl"]
    kept = [(f"{preset}: at least {VALID:.0%} valid: {valid:.1%}", valid >= VALID)]
    if preset == "ellipses":
        share = coverage["covered"] / coverage["floor"]
        times = float("inf") if kl["value"] is None else kl["value"] / kl["floor"]  # none where no picture is valid
        kept += [
            (f"{preset}: at least {COVERED:.0%} of the kinds that true draws cover: {share:.1%}", share >= COVERED),
            (f"{preset}: KL at most {KL} times that of true draws: {times:.1f} times", times <= KL),
        ]
    return kept


def main() -> None:
    """Train, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--presets", default=",".join(MINUTES))
    parser.add_argument("--minutes", type=float, help="training of each")
    parser.add_argument("--runs", type=Path, help="where the runs are kept; by default nowhere")
    wishes = parser.parse_args()
    heading("Ellipses")
    with tempfile.TemporaryDirectory() as nowhere:
        minutes = {name: wishes.minutes or MINUTES[name] for name in wishes.presets.split(",")}
        results = {name: train(name, some, wishes.runs or Path(nowhere)) for name, some in minutes.items()}
    print("In brackets: as many true draws.\n")
    table(("preset", "minutes", "images", "valid", "kinds", "KL", "alarms"),
          [row(name, minutes[name], one) for name, one in results.items()])  # fmt: skip
    gates([promise for name, one in results.items() for promise in promises(name, one)])


if __name__ == "__main__":
    main()
