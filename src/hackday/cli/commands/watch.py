"""`hackday watch`: all runs in one page, while they train."""

from pathlib import Path

import click

from hackday.cli.options import runs_option


@click.command(name="watch")
@click.option(
    "--port", type=click.IntRange(1, 65535), metavar="P", help="Serve there.  [default: the first free from 8000]"
)
@click.option(
    "--host", metavar="H", help="Let others in, who must have the token that is printed: a name or number of this "
    "machine, or 0.0.0.0.  [default: this machine alone]",
)  # fmt: skip
@runs_option
def command(port: int | None, host: str | None, runs: Path | None) -> None:
    """Watch all runs in one page of the browser: progress, curves, samples, alarms; compare them, stop them.

    The page follows whatever trains in the runs directory. Ctrl-C ends the view, not the training.
    """
    from hackday.api import runs_folder
    from hackday.dashboard.serve import watch_server
    from hackday.domains import LABS
    from hackday.sockets import LOOPBACK

    place = runs_folder(runs)
    view = watch_server(place, LABS, host=host or LOOPBACK, port=port)
    if not place.is_dir():
        click.echo(
            f"{place}/ does not exist yet; its runs appear once there are some: hackday train addition", err=True
        )
    if "token=" in view.address:
        click.echo(
            "whoever has this address can see the runs, take their files and stop them; keep it to yourself", err=True
        )
    click.echo(f"{view.address}  (Ctrl-C ends it)", err=True)
    view.run()
