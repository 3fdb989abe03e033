"""Faces as they were asked for: the default beside the post's network, the same minutes each.

    python benchmarks/images_faces.py [--minutes M] [--presets faces,dcgan-faces] [--set NAME=VALUE …] [--runs DIR]

Trains both through `hackday train` itself and prints what their `results.json` say, each figure beside its floor. The
post's network cannot be asked for anything; its coverage counts the combinations that it happens to draw.
"""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from report import gates, heading, table

from hackday import api

LEAST = {"skin": 0.95, "hair_color": 0.95, "glasses": 0.9}
"""The share of wishes that come out as asked."""

COUNT: dict[str, Callable[[dict[str, Any]], float]] = {
    "coverage": lambda results: results["coverage"]["covered"],
    "density": lambda results: results["by_features"]["density"]["value"],
    "coverage by features": lambda results: results["by_features"]["coverage_share"]["value"],
    "variety within a kind": lambda results: results["variance_ratio"]["median"],
}
"""Figures of which more is better."""


def train(preset: str, minutes: float, settings: list[str], runs: Path) -> dict[str, Any]:
    """The results of a run."""
    spec, _ = api.plan("images", preset=preset, settings=settings if preset == "faces" else [])
    run = api.create("images", spec, preset=preset, seed=0, minutes=minutes, runs=runs)
    results = api.go(run).results
    assert results is not None
    return results


def row(name: str, results: dict[str, Any]) -> tuple[str, ...]:
    """For the table."""
    accuracy = results.get("attribute_accuracy", {})
    told = [accuracy.get(one, {}).get("generated") for one in LEAST]
    coverage, kl, kid = results.get("coverage"), results.get("kl"), results["kid"]
    return (
        name, f"{results['images_seen']:,}", *("–" if one is None else f"{one:.1%}" for one in told),
        f"{coverage['covered']}/{coverage['total']} ({coverage['floor']:.0f})" if coverage else "–",
        f"{kl['value']:.3f} ({kl['floor']:.3f})" if kl and kl["value"] is not None else "–",
        f"{kid['value']:.4f} ({kid['floor']:.4f})", f"{len(results['alarms'])}",
    )  # fmt: skip


def promises(results: dict[str, dict[str, Any]]) -> list[tuple[str, bool]]:
    """What must hold, as far as it was measured."""
    kept = []
    if "faces" in results:
        ours = results["faces"]
        for name, least in LEAST.items():
            found = ours["attribute_accuracy"][name]["generated"]
            kept.append((f"{name} as asked in at least {least:.0%}: {found:.1%}", found >= least))
        asked = ours["coverage_without"]["beard"]
        kept.append((f"every combination of the three: {asked['covered']} of {asked['total']}",
                     asked["covered"] == asked["total"]))  # fmt: skip
        kept.append(("no alarm", not ours["alarms"]))
        if "dcgan-faces" in results:
            theirs = results["dcgan-faces"]
            for figure in ("kl", "kid"):
                mine, other = ours[figure]["value"], theirs[figure]["value"]
                kept.append((f"{figure}, less than the post's network's: {mine:.4f}, {other:.4f}", mine < other))
            for figure, count in COUNT.items():
                mine, other = (count(one) for one in (ours, theirs))
                kept.append((f"{figure}, more than the post's network's: {mine:.3g}, {other:.3g}", mine > other))
            nearness = " and ".join(f"{one['memorisation_ratio']:.2f}" for one in (ours, theirs))
            kept.append((f"no nearer to learned pictures than fresh ones are, at 1: {nearness}",
                         ours["memorisation_ratio"] >= 0.9))  # fmt: skip
    return kept


def main() -> None:
    """Train, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--minutes", type=float, default=30.0, help="training of each network")
    parser.add_argument("--presets", default="faces,dcgan-faces")
    parser.add_argument("--set", dest="settings", action="append", default=[], help="of the default network")
    parser.add_argument("--runs", type=Path, help="where the runs are kept; by default nowhere")
    arguments = parser.parse_args()
    heading(f"Faces, {arguments.minutes:g} minutes each")
    with tempfile.TemporaryDirectory() as nowhere:
        runs = arguments.runs or Path(nowhere)
        results = {
            preset: train(preset, arguments.minutes, arguments.settings, runs)
            for preset in arguments.presets.split(",")
        }
    print("In brackets: real pictures, as many.\n")
    table(("preset", "images", "skin", "hair", "glasses", "kinds", "KL", "KID", "alarms"),
          [row(name, one) for name, one in results.items()])  # fmt: skip
    gates(promises(results))


if __name__ == "__main__":
    main()
