"""Options that several commands share, stated once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

runs_option: Callable[[Command], Command] = click.option(
    "--runs",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where runs are kept.  [default: $HACKDAY_RUNS or runs/]",
)
json_option: Callable[[Command], Command] = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document."
)
quiet_option: Callable[[Command], Command] = click.option(
    "--quiet", "-q", is_flag=True, help="Print the run's path alone."
)
