"""Small addition runs for tests: made as the command line makes them, trained without drawing."""

import json
from pathlib import Path
from typing import Any

from hackday import api
from hackday.addition.export import export
from hackday.addition.grid import Network
from hackday.addition.results import measure
from hackday.addition.spec import AdditionSpec
from hackday.addition.train import train
from hackday.runs import RunDirectory
from hackday.training import Session


def new_run(runs: Path, spec: AdditionSpec, seed: int = 0, minutes: float | None = None) -> RunDirectory:
    """A fresh run directory of `spec`."""
    return api.create("addition", spec, preset="post", seed=seed, runs=runs, minutes=minutes).directory


def finish(run: RunDirectory) -> list[Network]:
    """Train `run` from where it is to its end, measured and exported (lab.train without its pictures)."""
    spec = api.Run(run).spec
    steps = spec.epochs if spec.method == "adam" else spec.seeds * len(spec.cells())
    with Session(run, steps=steps, minutes=run.record["minutes"]) as session:
        networks = train(session, spec)
        results = measure(networks, spec, session.seconds)
        export(run, networks, spec, results)
        run.write_results(results)
    return networks


def finished(runs: Path, spec: AdditionSpec, seed: int = 0, minutes: float | None = None) -> RunDirectory:
    """A run of `spec`, trained."""
    run = new_run(runs, spec, seed, minutes)
    finish(run)
    return run


def trained(runs: Path, spec: AdditionSpec, seed: int = 0) -> list[Network]:
    """The networks of a run of `spec`."""
    return finish(new_run(runs, spec, seed))


def outcome(run: RunDirectory) -> dict[str, Any]:
    """All of a finished run that must not depend on interruptions: everything but the seconds."""
    results = run.results()
    assert results is not None
    page = json.loads((run.export / "page.json").read_text())
    del results["seconds"], page["run"], page["headline"][-1], page["card"]["figures"][-1]
    metrics = [{name: value for name, value in line.items() if name != "seconds"} for line in run.metrics()[0]]
    return {
        "state": run.status()["state"],
        "results": results,
        "metrics": metrics,
        "page": page,
        "weights": (run.export / "model.safetensors").read_bytes(),
        "onnx": (run.export / "model.onnx").read_bytes(),
    }
