"""The command line: one file a command, loaded when it is called.

Exit codes: 0 done, 2 wrong usage or bad input, 1 anything else, 130 stopped by Ctrl-C.
"""

import importlib
import sys

import click

from hackday.version import __version__

COMMANDS = {
    "demo": "Train, publish and open the built-in experiments.",
    "train": "Train a new run.",
    "resume": "Go on with a run that was stopped or interrupted.",
    "list": "List the runs.",
    "show": "Show one run: its settings, state and figures.",
    "compare": "Show runs side by side: what differs, and what came of it.",
    "sample": "Ask a trained run.",
    "watch": "Watch all runs in one page, while they train.",
    "publish": "Make web pages of runs.",
    "data": "List, describe or write the built-in data sets.",
}


class LazyGroup(click.Group):
    """Knows its commands' names and one sentence each; imports a command's file when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The commands in the order of a first visit."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command, imported now; None for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"hackday.cli.commands.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list of commands, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a hint at the nearest command for a misspelt one."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from hackday.specs import nearest

            raise click.UsageError(f"there is no command '{args[0][:60]}'{nearest(args[0], COMMANDS)}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hackday")
def group() -> None:
    """Train small neural networks on a laptop, look inside them, publish them as one web page.

    RUN is a path, a number with its lab (addition/7), or a lab's name for its newest run. Runs are kept in runs/, or
    where --runs or the environment variable HACKDAY_RUNS says.
    """


def main() -> None:
    """Run the command line and leave with its exit code."""
    from hackday.cli.errors import exit_code

    sys.exit(exit_code(group, sys.argv[1:]))
