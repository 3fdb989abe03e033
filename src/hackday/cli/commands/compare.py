"""`hackday compare`: runs side by side."""

from pathlib import Path
from typing import Any

import click

from hackday.cli.options import json_option, runs_option
from hackday.cli.output import print_json, print_table
from hackday.tables import Table


@click.command(name="compare")
@click.argument("names", metavar="RUN RUN…", nargs=-1, required=True)
@json_option
@runs_option
def command(names: tuple[str, ...], as_json: bool, runs: Path | None) -> None:
    """Show runs of one lab side by side: the settings that differ, and the figures."""
    from hackday import api
    from hackday.domains import lab

    chosen = [api.load(name, runs=runs) for name in names]
    if len(chosen) < 2:
        raise click.UsageError("name at least two runs to compare")
    labs = {run.domain for run in chosen}
    if len(labs) > 1:
        raise click.UsageError(f"these runs are of different labs ({', '.join(sorted(labs))}); compare runs of one")
    records = [{"preset": run.directory.record["preset"], "seed": run.directory.record["seed"],
    **run.directory.record["spec"]}
               for run in chosen]  # fmt: skip
    names_of = [run.name for run in chosen]
    settings = {
        name: [record.get(name) for record in records]
        for name in dict.fromkeys(name for record in records for name in record)
        if any(record.get(name) != records[0].get(name) for record in records)
    }
    figures = lab(chosen[0].domain).compare([run.results for run in chosen])
    if as_json:
        print_json({"runs": names_of, "settings": settings, "figures": figures})
        return
    rows = [(name, *map(_text, values)) for name, values in settings.items()]
    print_table(Table("What differs" if rows else "No setting differs", ("setting", *names_of), rows))
    figure_rows = [(line["figure"], *(_text(value) for value in line["values"])) for line in figures]
    print_table(Table("What came of it", ("figure", *names_of), figure_rows))


def _text(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return f"{value:.4g}" if isinstance(value, float) else str(value)
