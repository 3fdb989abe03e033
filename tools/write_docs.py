"""Write the documents that are made from the code: docs/cli.md and docs/why-addition.md; `--check` only compares."""

import sys
from pathlib import Path

import click

from hackday.addition.theory import render_why
from hackday.cli import COMMANDS, group

DOCS = Path(__file__).parents[1] / "docs"


def cli_page() -> str:
    """The help texts of all commands, as they are printed."""
    parts = ["# The command line", "", "Made from the commands by `make docs`; a test keeps it fresh.", ""]
    root = click.Context(group, info_name="hackday", terminal_width=100, max_content_width=100)
    parts += ["```", group.get_help(root), "```", ""]
    for name in COMMANDS:
        command = group.get_command(root, name)
        assert command is not None
        parts += _help(command, name, root)
    return "\n".join(parts)


def _help(command: click.Command, name: str, parent: click.Context) -> list[str]:
    context = click.Context(command, info_name=name, parent=parent, terminal_width=100, max_content_width=100)
    parts = [f"## {context.command_path}", "", "```", command.get_help(context), "```", ""]
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            assert found is not None
            parts += _help(found, child, context)
    return parts


def documents() -> dict[Path, str]:
    """Every generated document with what it should hold."""
    return {DOCS / "cli.md": cli_page(), DOCS / "why-addition.md": render_why()}


def main() -> int:
    """Write, or with --check compare; returns the exit code."""
    stale = [
        path for path, text in documents().items() if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    if "--check" in sys.argv:
        for path in stale:
            print(f"{path.name} is stale; write it anew with: make docs")
        return 1 if stale else 0
    for path, text in documents().items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
