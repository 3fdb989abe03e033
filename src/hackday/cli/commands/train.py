"""`hackday train`: make a run and train it."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hackday.cli.options import quiet_option, runs_option
from hackday.cli.output import print_json, print_path, print_table, program

if TYPE_CHECKING:
    from hackday.api import Run
    from hackday.limits import Estimate

LENGTHS = ("epochs", "images")
"""The settings that say how long to train."""


@click.command(name="train")
@click.argument("lab", metavar="addition|images|lyrics")
@click.argument("more", nargs=-1, metavar="")
@click.option("--preset", metavar="NAME", help="A named experiment; `hackday train LAB --dry-run` lists them.")
@click.option("--data", metavar="PATH|NAME", help="What to learn from.")
@click.option("--minutes", type=float, metavar="M", help="Train for so many minutes; measuring comes on top.")
@click.option("--seed", type=int, default=None, metavar="N", help="Where the random numbers begin.  [default: 0]")
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="Change one setting; may be repeated.")
@click.option(
    "--artists", multiple=True, metavar="NAME…|FILE", help="Of songs: only these artists, or those of a file."
)
@click.option("--min-songs", type=click.IntRange(0), metavar="N", help="Of songs: only artists with so many.")
@click.option("--max-songs", type=click.IntRange(0), metavar="N", help="Of songs: at most so many, the first.")
@click.option("--like", metavar="RUN", help="Take settings, seed and minutes from another run.")
@click.option("--dry-run", is_flag=True, help="Show the settings, and what they will take, as JSON; train nothing.")
@click.option("--yes", "-y", is_flag=True, help="Train also what hardly fits this machine or takes longer than a day.")
@quiet_option
@runs_option
def command(
    lab: str,
    more: tuple[str, ...],
    preset: str | None,
    data: str | None,
    minutes: float | None,
    seed: int | None,
    settings: tuple[str, ...],
    artists: tuple[str, ...],
    min_songs: int | None,
    max_songs: int | None,
    like: str | None,
    dry_run: bool,
    yes: bool,
    quiet: bool,
    runs: Path | None,
) -> None:
    """Train a new run of a lab.

    \b
    hackday train addition                      the fifteen networks of the first post
    hackday train addition --preset solved      the same networks, trained so that they add exactly
    hackday train addition --set nodes=3,5 --set max_sum=100 --set seeds=20
    hackday train images --minutes 30           cartoon faces
    hackday train images --data pictures/ --minutes 30
    hackday train lyrics --minutes 10           songs
    hackday train lyrics --data songs.csv --artists "Queen" "Kiss" --minutes 30
    """
    from hackday import api, domains, specs

    model = api.load(like, runs=runs) if like else None
    if model and preset:
        raise click.UsageError("--like and --preset both choose the settings; give one of them")
    if more and not artists:
        raise click.UsageError(f"'{more[0][:60]}' is one word too many; options begin with --")
    spec, name = api.plan(lab, preset=preset, data=data, settings=list(settings), like=model)
    chosen = {"min_songs": min_songs, "max_songs": max_songs, "artists": _names((*artists, *more)) or None}
    chosen = {setting: value for setting, value in chosen.items() if value is not None}
    if chosen and lab != "lyrics":
        raise click.UsageError(f"--{next(iter(chosen)).replace('_', '-')} is for songs")
    spec = replace(spec, **chosen)
    # Who says how long to train says it also in the place of the minutes that the other run had.
    if minutes is None and model and not any(one.partition("=")[0].strip() in LENGTHS for one in settings):
        minutes = model.directory.record.get("minutes")
    chosen_seed = seed if seed is not None else (model.directory.record["seed"] if model else 0)
    api.check_seed_and_minutes(chosen_seed, minutes)
    estimate = domains.lab(lab).estimate(spec, minutes)
    if dry_run:
        print_json(_dry_run(lab, name, chosen_seed, minutes, specs.plain(spec), estimate))
        return
    agree(estimate, api.runs_folder(runs), yes=yes)
    run = api.create(lab, spec, preset=name, seed=chosen_seed, minutes=minutes, runs=runs)
    with api.discarded_if_impossible(run):
        train_and_report(run, quiet=quiet)


def agree(estimate: "Estimate", place: Path, *, yes: bool) -> None:
    """Go on if the training fits the machine, or a person agrees that it hardly does. TooMuch if it cannot be."""
    from hackday import limits
    from hackday.caching import cache_folder

    doubts = limits.check(estimate, limits.room_at(place, cache_folder()))
    if not doubts or yes:
        return
    concern = f"this training is large for this machine: {'; '.join(doubts)}"
    if not _someone_is_there():
        raise limits.TooMuch(f"{concern}. To train it nevertheless add --yes, or {estimate.smaller}")
    click.confirm(f"{concern}. Train it nevertheless?", abort=True, err=True)


def _someone_is_there() -> bool:
    """Can a person be asked?"""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _names(given: Sequence[str]) -> tuple[str, ...]:
    """Names of artists; a file among them stands for the names in it, one a line."""
    names: list[str] = []
    for one in given:
        file = Path(one)
        if not file.is_file():
            names.append(one)
            continue
        try:
            lines = file.read_text("utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise click.UsageError(f"the names in {one} cannot be read ({error})") from None
        names += [line.strip() for line in lines if line.strip()]
    return tuple(names)


def train_and_report(run: "Run", *, quiet: bool) -> None:
    """Train `run` with its progress in view, then say what was reached and what to type next."""
    from hackday import api
    from hackday.cli.progress import duration, watching
    from hackday.domains import lab

    with watching(run.directory, quiet=quiet):
        api.go(run)
    if quiet:
        print_path(run.path)
        return
    for table in lab(run.domain).tables(run.results or {}):
        print_table(table)
    click.echo(f"\n{run.name} is done after {duration(run.status['seconds'])}, in {run.path}", err=True)
    click.echo(f"  look at it     {program()} publish {run.directory.called} --single-file page.html", err=True)
    click.echo(f"  ask it         {program()} sample {run.directory.called} {lab(run.domain).EXAMPLE_PROMPT}", err=True)


def _dry_run(
    lab: str, preset: str, seed: int, minutes: float | None, settings: dict[str, Any], estimate: "Estimate"
) -> dict[str, Any]:
    from hackday.domains import lab as load_lab

    presets = {name: one.summary for name, one in load_lab(lab).PRESETS.items()}
    return {
        "lab": lab, "preset": preset, "seed": seed, "minutes": minutes, "settings": settings,
        "estimate": estimate.plain(), "presets": presets,
    }  # fmt: skip
