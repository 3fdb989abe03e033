"""`hackday demo`: everything at once, on built-in data."""

import contextlib
import webbrowser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hackday.cli.options import runs_option
from hackday.cli.output import print_path, printable
from hackday.tables import percent

if TYPE_CHECKING:
    from hackday.api import Run

SEEDS = 20
SEED = 4
"""The first seed is the one that the page shows. With 4 the two-node network finds its way, as the post's did; the
table says how many of the SEEDS do not."""
ENOUGH_FOR_COLOUR = 3.0
"""Minutes of training from which coloured ellipses come out well; white ones do within one (docs/results.md)."""


@dataclass(frozen=True)
class Experiment:
    """What is trained. `weight`: its part of the minutes that those before it have left, against those after it."""

    domain: str
    preset: str
    settings: tuple[str, ...]
    weight: float


def experiments(minutes: float) -> list[Experiment]:
    """The built-in ones, in their order. Those that add are over in seconds, and leave their minutes to the others."""
    adding, drawing, writing = 0.15, 0.4, 0.3
    colour = minutes * drawing / (drawing + writing) >= ENOUGH_FOR_COLOUR
    return [
        Experiment("addition", "post", (f"seeds={SEEDS}",), adding),
        Experiment("addition", "solved", (f"seeds={SEEDS}",), adding),
        Experiment("images", "ellipses" if colour else "ellipses-white", ("measured=2000", "judge_steps=300"), drawing),
        Experiment("lyrics", "songbook", ("measured=60",), writing),
    ]


@click.command(name="demo")
@click.option("--minutes", type=float, default=6.0, show_default=True, metavar="M",
              help="Train for at most so long in all; measuring and writing the pages come on top.")  # fmt: skip
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
    exactly. Then a network that draws ellipses, and one that writes songs. While they train, the live view is open at
    the address that is printed.
    """
    from hackday import api
    from hackday.cli.progress import busy
    from hackday.publishing import publish_site
    from hackday.publishing.serve import open_socket, site_server
    from hackday.publishing.site import check_target

    # What can go wrong with the place, the port or the minutes should do so before the training, not after it.
    api.check_seed_and_minutes(SEED, minutes)
    check_target(out)
    listener = None if no_serve else open_socket(port)
    tell(f"At most {minutes:g} minutes of training on built-in data, then measuring and the pages; no download.")
    with contextlib.nullcontext() if no_serve else live_view(runs):
        done = train_all(experiments(minutes), minutes, runs)
        with busy(f"writing the pages into {out}/"):
            page = publish_site([run.directory for run in done], out)
        tell("\nWhat came of it:")
        for run in done:
            tell(f"  {reached(run)}")
        tell(f"\nThe pages are in {out}/. They work from disk and on any static host.")
        tell_next(done)
        if listener is None:
            print_path(page)
            return
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        tell(f"\n{address}  (Ctrl-C ends it)")
        webbrowser.open(address)
        with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C is how a server ends, not a mishap
            site_server(out).run(sockets=[listener])


@contextlib.contextmanager
def live_view(runs: Path | None) -> Iterator[None]:
    """The live view of the runs directory while the block lasts, opened in the browser."""
    from hackday.api import runs_folder
    from hackday.dashboard.serve import watch_server
    from hackday.domains import LABS

    view = watch_server(runs_folder(runs), LABS)
    with view.in_background():
        tell(f"Watch it live: {view.address}  (as long as the demo lasts)")
        webbrowser.open(view.address)
        yield


def train_all(planned: Sequence[Experiment], minutes: float, runs: Path | None) -> list["Run"]:
    """Train one after the other. A run that is stopped from the live view is left out; HackdayError if all were."""
    from hackday.errors import HackdayError
    from hackday.training import Stopped

    done: list[Run] = []
    left = minutes
    for place, one in enumerate(planned):
        share = one.weight / sum(other.weight for other in planned[place:])
        try:
            run = train(one, left * share, f"{place + 1} of {len(planned)}", runs)
        except Stopped as stopped:
            if stopped.exit_code:  # Ctrl-C means everything
                raise
            tell(f"{stopped}; the demo goes on without it")
            seconds = stopped.run.status()["seconds"]
        else:
            tell(f"  {reached(run)}")
            seconds = (run.results or {}).get("seconds", 0.0)
            done.append(run)
        left = max(left - seconds / 60, minutes / 100)
    if not done:
        raise HackdayError("every training was stopped, so there is nothing to publish")
    return done


def train(one: Experiment, minutes: float, which: str, runs: Path | None) -> "Run":
    """Train one experiment, never silent meanwhile."""
    from hackday.cli.progress import busy, duration, watching

    with busy(f"{which}: getting ready to train {one.domain} ({one.preset})"):
        from hackday import api

        spec, name = api.plan(one.domain, preset=one.preset, settings=list(one.settings))
        run = api.create(one.domain, spec, preset=name, seed=SEED, minutes=minutes, runs=runs)
    tell(f"{which}: training {run.name} ({one.preset}), at most {duration(60 * minutes)}")
    with watching(run.directory):
        return api.go(run)


def reached(run: "Run") -> str:
    """What a run came to, in a sentence with its figures and what they are read by."""
    results: dict[str, Any] = run.results or {}
    took = f"{results.get('seconds', 0):.0f} s of training"
    if run.domain == "addition":
        cells = results["cells"]
        exact = sum(cell["exact_share"] > 0.5 for cell in cells)
        return f"{run.name}: {exact} of {len(cells)} kinds of networks add every test pair right, most times; {took}."
    if run.domain == "images":
        covered = results["coverage"]
        return (
            f"{run.name}: {percent(results['valid_share'])} of what it draws are true ellipses (real ones "
            f"{percent(results['valid_share_real'])}), of {covered['covered']} of {covered['total']} kinds; {took}."
        )
    test = results["test"]
    return (
        f"{run.name}: in songs it never read, a word is to it as open as {test['network']['perplexity']:.0f} equally "
        f"likely ones; to a model that counts words, as {test['kneser_ney']['perplexity']:.0f}; {took}."
    )


def tell_next(done: Sequence["Run"]) -> None:
    """What to type for pictures, songs and sums of one's own."""
    from hackday.cli.output import program

    typed = program()
    tell("Next, with pictures and songs of your own:")
    tell(f"  {typed} train images --data a-folder-of-pictures/ --minutes 30")
    tell(f"  {typed} train lyrics --data a-file-of-songs.csv --minutes 30")
    tell(f"  {typed} publish images lyrics --out my-site")
    tell("or with what was trained now:")
    questions = {"addition": '"20 + 22"', "images": "-o picture.png", "lyrics": '"hello world"'}
    for run in {run.domain: run for run in done}.values():
        tell(f"  {typed} sample {run.directory.called} {questions[run.domain]}")


def tell(text: str) -> None:
    """A line on standard error: the path of the pages is all that goes to standard output."""
    click.echo(printable(text), err=True)
