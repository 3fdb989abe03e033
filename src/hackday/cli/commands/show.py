"""`hackday show`: one run."""

from pathlib import Path

import click

from hackday.cli.options import json_option, runs_option
from hackday.cli.output import bounded, print_json, print_table
from hackday.tables import Table


@click.command(name="show")
@click.argument("run")
@json_option
@runs_option
def command(run: str, as_json: bool, runs: Path | None) -> None:
    """Show one RUN: its settings, its state and its figures."""
    from hackday import api
    from hackday.cli.commands.list import summary
    from hackday.domains import lab

    chosen = api.load(run, runs=runs)
    record, results = chosen.directory.record, chosen.results
    if as_json:
        print_json({**summary(chosen.directory), "run": record, "results": results})
        return
    status = summary(chosen.directory)
    about = [
        ("state", f"{status['state']} {status['message']}".strip()),
        ("step", f"{status['step']} of {status['steps']}"),
        ("took", f"{status['seconds']} s" + (", measuring included" if status["state"] == "done" else " so far")),
        ("started", status["started"]),
        ("path", status["path"]),
        ("machine", str(record.get("machine", ""))),
        ("versions", ", ".join(f"{name} {version}" for name, version in record["versions"].items())),
        *((name, _text(value)) for name, value in {"seed": record["seed"], **record["spec"]}.items()),
    ]
    print_table(bounded(Table(f"{chosen.name} {chosen.directory.label}", ("", ""), about)))
    if results is None:
        click.echo(f"there are no figures; {chosen.directory.remedy()}", err=True)
        return
    for table in lab(chosen.domain).tables(results):
        print_table(bounded(table))
    pictures = sorted(path.name for path in chosen.directory.artifacts.glob("*.png"))
    plural = "" if len(pictures) == 1 else "s"
    click.echo(f"{len(pictures)} picture{plural} in {chosen.directory.artifacts}/", err=True)


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
