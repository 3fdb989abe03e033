"""`hackday compare`: runs side by side."""

from pathlib import Path

import click

from hackday.cli.options import json_option, runs_option
from hackday.cli.output import bounded, print_json, print_table


@click.command(name="compare")
@click.argument("names", metavar="RUN RUN…", nargs=-1, required=True)
@json_option
@runs_option
def command(names: tuple[str, ...], as_json: bool, runs: Path | None) -> None:
    """Show runs of one lab side by side: the settings that differ, and the figures."""
    from hackday import api

    comparison = api.compare(*(api.load(name, runs=runs) for name in names))
    if as_json:
        print_json(comparison.as_json())
        return
    for table in comparison.tables():
        print_table(bounded(table))
