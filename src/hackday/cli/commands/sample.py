"""`hackday sample`: ask a trained run."""

from pathlib import Path

import click

from hackday.cli.options import json_option, runs_option
from hackday.cli.output import print_json, print_path, print_table


# Unknown options are left alone, so that -3 + 5 is a sum.
@click.command(name="sample", context_settings={"ignore_unknown_options": True})
@click.argument("run")
@click.argument("words", metavar="[PROMPT]", nargs=-1)
@click.option("-n", "count", type=click.IntRange(1, 100_000), help="How many.  [default: 1 sum, 16 pictures]")
@click.option(
    "-o", "out", type=click.Path(dir_okay=False, path_type=Path), metavar="PATH",
    help="Write a file: .csv or .json; of pictures a sheet as .png or .webp, a walk as .mp4 or .gif.",
)  # fmt: skip
@click.option("--each", is_flag=True, help="Write every picture as a file of its own.")
@click.option("--walk", type=int, metavar="N", help="Film pictures that turn into each other, past N stops.")
@click.option(
    "--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True, help="For all that is drawn by chance."
)
@json_option
@runs_option
def command(
    run: str, words: tuple[str, ...], count: int | None, out: Path | None, each: bool, walk: int | None, seed: int,
    as_json: bool, runs: Path | None,
) -> None:  # fmt: skip
    """Ask a trained RUN.

    \b
    hackday sample addition "2 + 2"
    hackday sample images "hair_color=red glasses=round" -n 16 -o sheet.png
    hackday sample images --walk 6 -o walk.mp4
    """
    from hackday import api
    from hackday.domains import lab

    chosen = api.load(run, runs=runs)
    asked, prompt = lab(chosen.domain), " ".join(words) if words else None
    if walk is not None:
        if as_json or each or count is not None:
            raise click.UsageError("--walk makes one film; leave out -n, --each and --json")
        _tell(asked.write_walk(chosen.directory, prompt, walk, seed, out or Path("walk.mp4")))
        return
    answers = chosen.sample(prompt, count=count, seed=seed)
    if out is None and not as_json and asked.SAMPLE_FILE:
        out = Path(asked.SAMPLE_FILE)
    if out is not None:
        _tell(asked.write_sample(answers, out, each=each))
    elif as_json:
        print_json([{name: value for name, value in one.items() if name != "picture"} for one in answers])
    else:
        print_table(asked.sample_table(answers))


def _tell(files: list[Path]) -> None:
    """The files by name, each on a line of its own."""
    for file in files:
        print_path(file)
