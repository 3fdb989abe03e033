"""`hackday demo`: everything at once, on built-in data."""

import contextlib
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hackday.cli.options import runs_option
from hackday.cli.output import print_path

if TYPE_CHECKING:
    from hackday.api import Run

SEEDS = 20
SEED = 4
"""The first seed is the one that the page shows. With 4 the two-node network finds its way, as the post's did; the
table says how many of the SEEDS do not."""
EXPERIMENTS = (
    ("addition", "post", (f"seeds={SEEDS}",), 0.15),
    ("addition", "solved", (f"seeds={SEEDS}",), 0.15),
    ("images", "ellipses-white", ("measured=2000", "judge_steps=300"), 0.4),
    ("lyrics", "songbook", ("measured=60",), 0.3),
)
"""Lab, preset, settings, and the share of the minutes."""


@click.command(name="demo")
@click.option("--minutes", type=float, default=6.0, show_default=True, metavar="M", help="Train for at most so long.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("site"), show_default=True, metavar="DIR",
              help="Where the pages go.")  # fmt: skip
@click.option("--no-serve", is_flag=True, help="Write the pages and leave, without a server or a browser.")
@click.option(
    "--port", type=click.IntRange(1, 65535), metavar="P", help="Serve there.  [default: the first free from 8000]"
)
@runs_option
def command(minutes: float, out: Path, no_serve: bool, port: int | None, runs: Path | None) -> None:
    """Train the built-in experiments, publish them as one site and open it.

    Trains the fifteen networks of the first post from twenty starts each, twice: as they were, and so that they add
    exactly. Then a network that draws white ellipses, and one that writes songs.
    """
    from hackday import api
    from hackday.cli.output import program
    from hackday.cli.progress import watching
    from hackday.publishing import publish_site
    from hackday.publishing.serve import open_socket, site_server
    from hackday.publishing.site import check_target

    # What can go wrong with the place or the port should do so before the training, not after it.
    check_target(out)
    listener = None if no_serve else open_socket(port)
    done = []
    for domain, preset, settings, share in EXPERIMENTS:
        spec, name = api.plan(domain, preset=preset, settings=list(settings))
        run = api.create(domain, spec, preset=name, seed=SEED, minutes=minutes * share, runs=runs)
        click.echo(f"training {run.name} ({preset}) …", err=True)
        with watching(run.directory):
            api.go(run)
        _report(run)
        done.append(run)
    page = publish_site([run.directory for run in done], out)
    click.echo(f"\nThe pages are in {out}/. They work from disk and on any static host.", err=True)
    click.echo("Next, for example:", err=True)
    click.echo(f'  {program()} sample {done[1].directory.called} "20 + 22"', err=True)
    click.echo(f"  {program()} train images --data a-folder-of-pictures/ --minutes 30", err=True)
    click.echo(f"  {program()} train lyrics --data a-file-of-songs.csv --minutes 30", err=True)
    click.echo(f"  {program()} train addition --set nodes=3 --set max_sum=100 --set seeds=20", err=True)
    click.echo(f"  {program()} publish {done[0].directory.called} --single-file page.html", err=True)
    if listener is None:
        print_path(page)
        return
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    click.echo(f"\n{address}  (Ctrl-C ends it)", err=True)
    webbrowser.open(address)
    with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C is how a server ends, not a mishap
        site_server(out).run(sockets=[listener])


def _report(run: "Run") -> None:
    from hackday.cli.output import print_table
    from hackday.domains import lab

    for table in lab(run.domain).tables(run.results or {}):
        print_table(table)
