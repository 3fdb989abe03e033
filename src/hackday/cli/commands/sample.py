"""`hackday sample`: ask a trained run."""

import json
from pathlib import Path

import click

from hackday.cli.options import json_option, runs_option
from hackday.cli.output import print_json, print_table


# Unknown options are left alone, so that -3 + 5 is a sum.
@click.command(name="sample", context_settings={"ignore_unknown_options": True})
@click.argument("run")
@click.argument("words", metavar="[PROMPT]", nargs=-1)
@click.option(
    "-n", "count", type=click.IntRange(1, 100_000), default=1, show_default=True, help="How many, without a prompt."
)
@click.option(
    "-o", "out", type=click.Path(dir_okay=False, path_type=Path), metavar="PATH", help="Write a .csv or .json file."
)
@click.option(
    "--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True, help="For drawing without a prompt."
)
@json_option
@runs_option
def command(
    run: str, words: tuple[str, ...], count: int, out: Path | None, seed: int, as_json: bool, runs: Path | None
) -> None:
    """Ask a trained RUN, for example: hackday sample addition "2 + 2"."""
    from hackday import api
    from hackday.domains import lab
    from hackday.runs.files import replace_bytes

    if out is not None and out.suffix not in (".csv", ".json"):
        raise click.UsageError(f"-o {out} is neither a .csv nor a .json file")
    chosen = api.load(run, runs=runs)
    answers = chosen.sample(" ".join(words) if words else None, count=count, seed=seed)
    table = lab(chosen.domain).sample_table(answers)
    if out is not None:
        text = table.as_csv() if out.suffix == ".csv" else json.dumps(answers, indent=2) + "\n"
        replace_bytes(out, text.encode())
        click.echo(f"wrote {len(answers)} answers to {out}", err=True)
    elif as_json:
        print_json(answers)
    else:
        print_table(table)
