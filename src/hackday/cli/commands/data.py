"""`hackday data`: the built-in data sets."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hackday.cli.output import print_path, print_table

if TYPE_CHECKING:
    from hackday.domains import Lab


@click.group(name="data")
def command() -> None:
    """List, describe or write the built-in data sets."""


@command.command(name="list")
def list_data() -> None:
    """List the built-in data sets of all labs."""
    from hackday.domains import DOMAINS, lab
    from hackday.tables import Table

    rows = [
        (name, domain, text)
        for domain, module in DOMAINS.items()
        if module
        for name, text in lab(domain).DATASETS.items()
    ]
    print_table(Table("Data sets", ("name", "lab", "what it is"), rows))


@command.command()
@click.argument("name", metavar="NAME|PATH")
def describe(name: str) -> None:
    """Say what is in a data set."""
    print_table(_lab_of(name).describe_data(name))


@command.command()
@click.argument("name")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, metavar="DIR", help="Where to.")
def make(name: str, out: Path) -> None:
    """Write a data set into a folder."""
    print_path(_lab_of(name).make_data(name, out))


def _lab_of(name: str) -> "Lab":
    from hackday.domains import DOMAINS, lab
    from hackday.specs import SpecError, nearest

    labs = [lab(domain) for domain, module in DOMAINS.items() if module]
    for one in labs:
        if name in one.DATASETS:
            return one
    known = [known for one in labs for known in one.DATASETS]
    raise SpecError(f"there is no data set '{name[:60]}'{nearest(name, known)}")
