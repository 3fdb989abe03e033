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

    rows = [(name, domain, text) for domain in DOMAINS for name, text in lab(domain).DATASETS.items()]
    print_table(Table("Data sets", ("name", "lab", "what it is"), rows))


@command.command()
@click.argument("name", metavar="NAME|PATH")
@click.option("--sheet", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.png",
              help="Write a contact sheet of pictures.")  # fmt: skip
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE",
              help="Change how the data are read, as for `hackday train`; may be repeated.")  # fmt: skip
def describe(name: str, sheet: Path | None, settings: tuple[str, ...]) -> None:
    """Say what is in a data set, a folder of pictures or a file of songs.

    \b
    hackday data describe pictures/ --set fit=pad --set size=32 --sheet sheet.png
    hackday data describe songs.csv --set artists=Queen,Kiss --set min_songs=10
    """
    from hackday.cli.progress import counting

    with counting("preparing") as progress:
        tables = _lab_of(name).describe_data(name, settings, sheet, progress)
    for table in tables:
        print_table(table)
    if sheet is not None:
        print_path(sheet)


@command.command()
@click.argument("name")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, metavar="DIR", help="Where to.")
def make(name: str, out: Path) -> None:
    """Write a data set into a folder."""
    from hackday.cli.progress import counting

    with counting("preparing") as progress:
        path = _lab_of(name).make_data(name, out, progress)
    print_path(path)


def _lab_of(name: str) -> "Lab":
    """The lab of a built-in data set or of a path: files of songs and folders of texts are lyrics, the rest pictures,
    whose lab says itself what is wrong with them."""
    from hackday.domains import DOMAINS, lab
    from hackday.specs import SpecError, nearest

    labs = {domain: lab(domain) for domain in DOMAINS}
    for one in labs.values():
        if name in one.DATASETS:
            return one
    if _looks_like_songs(Path(name)):
        return labs["lyrics"]
    if Path(name).exists() or "/" in name or name.startswith("cartoonset"):
        return labs["images"]
    known = [known for one in labs.values() for known in one.DATASETS]
    raise SpecError(f"there is no data set '{name[:60]}'{nearest(name, known)}")


def _looks_like_songs(path: Path) -> bool:
    """A table or list of songs, or a folder in which texts are and no picture."""
    if path.suffix.lower() in (".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".txt"):
        return True
    if not path.is_dir():
        return False
    endings = {file.suffix.lower() for file in path.rglob("*")}
    return ".txt" in endings and not endings & {".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp"}
