"""`hackday list`: all runs."""

from pathlib import Path
from typing import Any

import click

from hackday.cli.errors import say
from hackday.cli.options import json_option, runs_option
from hackday.cli.output import bounded, print_json, print_table
from hackday.runs import RunDirectory
from hackday.tables import Table


@click.command(name="list")
@json_option
@runs_option
def command(as_json: bool, runs: Path | None) -> None:
    """List the runs: number, preset, state, progress, start."""
    from hackday.api import runs_folder
    from hackday.domains import DOMAINS
    from hackday.runs import list_runs

    found, complaints = list_runs(runs_folder(runs), DOMAINS)
    lines = [summary(run) for run in found]
    if as_json:
        print_json({"runs": lines, "unreadable": complaints})
        return
    for complaint in complaints:
        say(complaint)
    if not lines:
        click.echo(f"there are no runs in {runs_folder(runs)}/ yet; start with: hackday train addition", err=True)
        return
    rows = [
        (
            line["name"],
            line["preset"],
            line["state"],
            f"{line['step']} of {line['steps']}",
            line["started"],
            line["message"],
        )
        for line in lines
    ]
    print_table(bounded(Table("Runs", ("run", "preset", "state", "step", "started (UTC)", ""), rows)))


def summary(run: RunDirectory) -> dict[str, Any]:
    """A run in a line."""
    status = run.status()
    return {
        "name": run.name,
        "path": str(run.path),
        "domain": run.domain,
        "preset": run.record["preset"],
        "seed": run.record["seed"],
        "state": run.state(),
        "step": status["step"],
        "steps": status["steps"],
        "seconds": status["seconds"],
        "message": status["message"],
        "started": run.record["started"],
    }
