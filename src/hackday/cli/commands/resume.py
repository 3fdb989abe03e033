"""`hackday resume`: go on with a run."""

from pathlib import Path

import click

from hackday.cli.options import quiet_option, runs_option
from hackday.cli.output import print_path


@click.command(name="resume")
@click.argument("run")
@quiet_option
@runs_option
def command(run: str, quiet: bool, runs: Path | None) -> None:
    """Train a stopped or interrupted RUN to its end, as if it had never been interrupted."""
    from hackday import api
    from hackday.cli.commands.train import train_and_report

    chosen = api.load(run, runs=runs)
    if chosen.status["state"] == "done":
        click.echo(f"{chosen.name} is done already; there is nothing to resume", err=True)
        if quiet:
            print_path(chosen.path)
        return
    train_and_report(chosen, quiet=quiet)
