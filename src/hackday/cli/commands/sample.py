"""`hackday sample`: ask a trained run."""

import difflib
import re
import sys
from functools import partial
from pathlib import Path
from typing import Any

import click

from hackday.cli.options import json_option, runs_option
from hackday.cli.output import print_json, print_path, print_table, printable
from hackday.cli.song_options import song_options
from hackday.specs import no_options

NOT_SHOWN = ("picture", "tokens", "remark")


# Unknown options are left alone, so that -3 + 5 is a sum.
@click.command(name="sample", context_settings={"ignore_unknown_options": True})
@click.argument("run")
@click.argument("words", metavar="[PROMPT]", nargs=-1)
@click.option("-n", "count", type=click.IntRange(1, 100_000), help="How many.  [default: 1 sum, 16 pictures, 1 song]")
@click.option(
    "-o", "out", type=click.Path(dir_okay=False, path_type=Path), metavar="PATH",
    help="Write a file: .csv, .json, of songs .txt; of pictures a sheet as .png or .webp, a walk as .mp4 or .gif.",
)  # fmt: skip
@click.option("--each", is_flag=True, help="Write every picture or song as a file of its own.")
@click.option("--walk", type=int, metavar="N", help="Film pictures that turn into each other, past N stops.")
@click.option(
    "--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True, help="For all that is drawn by chance."
)
@click.option("--interactive", is_flag=True, help="Of songs: choose each word yourself from the ten likeliest.")
@song_options
@json_option
@runs_option
def command(
    run: str, words: tuple[str, ...], count: int | None, out: Path | None, each: bool, walk: int | None, seed: int,
    interactive: bool, as_json: bool, runs: Path | None, **given: Any,
) -> None:  # fmt: skip
    """Ask a trained RUN.

    \b
    hackday sample addition "2 + 2"
    hackday sample images "hair_color=red glasses=round" -n 16 -o sheet.png
    hackday sample images --walk 6 -o walk.mp4
    hackday sample lyrics "hello world" --temperature 0.9 --seed 7 -n 3
    """
    from hackday import api
    from hackday.domains import lab

    _refuse_options(words)
    chosen = api.load(run, runs=runs, finished=True)
    asked, prompt = lab(chosen.domain), " ".join(words) if words else None
    options = {name: value for name, value in given.items() if value is not None}
    if walk is not None:
        no_options(options, "walks")
        if as_json or each or count is not None:
            raise click.UsageError("--walk makes one film; leave out -n, --each and --json")
        _tell(asked.write_walk(chosen.directory, prompt, walk, seed, out or Path("walk.mp4")))
        return
    if each and out is None and (as_json or not asked.SAMPLE_FILE):
        raise click.UsageError("--each writes files; say with -o what they are called")
    if interactive:
        if as_json or each or count is not None or out is not None:
            raise click.UsageError("--interactive writes one song on the screen; leave out -n, -o, --each and --json")
        asked.interactive(chosen.directory, prompt, seed, options, _ask, _echo)
        return
    if out is None and not as_json:
        pieces = asked.stream(chosen.directory, prompt, count, seed, options, partial(_echo, err=True))
        if pieces is not None:
            for piece in pieces:
                _echo(piece, nl=False)
                sys.stdout.flush()
            click.echo()
            return
    answers = chosen.sample(prompt, count=count, seed=seed, options=options)
    if answers and answers[0].get("notice"):
        _echo(answers[0]["notice"], err=True)
    if out is None and not as_json and asked.SAMPLE_FILE:
        out = Path(asked.SAMPLE_FILE)
    if out is not None:
        _tell(asked.write_sample(answers, out, each=each))
        for answer in answers:
            if "remark" in answer:
                _echo(f"seed {answer['seed']}: {answer['remark']}", err=True)
    elif as_json:
        print_json([{name: value for name, value in one.items() if name not in NOT_SHOWN} for one in answers])
    else:
        print_table(asked.sample_table(answers))


def _refuse_options(words: tuple[str, ...]) -> None:
    """A prompt has no word that looks like an option: it is a mistyped one."""
    known = [name for one in command.params if isinstance(one, click.Option) for name in one.opts]
    for word in words:
        if re.fullmatch(r"--?[A-Za-z][\w-]*(=.*)?", word):
            name = word.partition("=")[0]
            raise click.NoSuchOption(name, possibilities=difflib.get_close_matches(name, known))


def _echo(text: str, *, err: bool = False, nl: bool = True) -> None:
    """What a network says, or is asked: its words come from a file that a stranger may have made."""
    click.echo(printable(text), err=err, nl=nl)


def _ask(question: str) -> str:
    """A line that a person types; the end of the input ends the song."""
    try:
        return str(click.prompt(question, prompt_suffix="> ", default="", show_default=False))
    except click.Abort:
        return "."


def _tell(files: list[Path]) -> None:
    """The files by name, each on a line of its own."""
    for file in files:
        print_path(file)
