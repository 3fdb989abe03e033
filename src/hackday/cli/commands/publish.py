"""`hackday publish`: from runs to pages."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hackday.cli.options import runs_option
from hackday.cli.output import print_path, printable

if TYPE_CHECKING:
    from hackday.runs import RunDirectory


@click.command(name="publish")
@click.argument("names", metavar="RUN…", nargs=-1, required=True)
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="A folder for any static host.")
@click.option(
    "--single-file", type=click.Path(path_type=Path), metavar="PAGE.html", help="One file, opened by double-click."
)
@click.option("--onnx", is_flag=True, help="Add each network as an ONNX file for other programs; with --out.")
@runs_option
def command(names: tuple[str, ...], out: Path | None, single_file: Path | None, onnx: bool, runs: Path | None) -> None:
    """Make web pages of runs: a folder (--out) or one file (--single-file).

    The pages need no server of ours and load nothing from anywhere else. Several runs in a folder get a front page with
    networks that work, and a gallery of what they drew and wrote; a model card lies beside each page.
    """
    from hackday import api
    from hackday.publishing import publish_file, publish_site, published_before

    if (out is None) == (single_file is None):
        raise click.UsageError("say where: --out DIR for a folder, or --single-file PAGE.html for one file")
    chosen = [api.load(name, runs=runs, finished=True).directory for name in names]
    if single_file is not None:
        if len(chosen) > 1:
            raise click.UsageError("--single-file holds one run; publish several with --out DIR")
        if onnx:
            raise click.UsageError("--onnx adds files beside the page, so it goes with --out DIR")
        if single_file.suffix not in (".html", ".htm"):
            raise click.UsageError(f"--single-file {single_file} does not end in .html, so it would not open as a page")
        page = publish_file(chosen[0], single_file)
    else:
        assert out is not None
        gone = [name for name in published_before(out) if name not in [run.name for run in chosen]]
        page = publish_site(chosen, out, onnx=onnx)
        if gone:
            click.echo(f"this site takes the place of the one that also had {', '.join(gone)}", err=True)
    for run in chosen:
        _tell_of_permission(run)
    print_path(page)
    click.echo(f"open it in a browser: {page.resolve().as_uri()}", err=True)


def _tell_of_permission(run: "RunDirectory") -> None:
    """Of a network that learned from somebody's own files: whoever made these may have to be asked."""
    from hackday.domains import lab

    asked, data = lab(run.domain), run.record["spec"].get("data")
    if asked.PERMISSION and data is not None and str(data) not in asked.DATASETS:
        click.echo(printable(f"{run.name}: {asked.PERMISSION}"), err=True)
