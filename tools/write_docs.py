"""Write the documents that are made from the code (docs/cli.md, a page a lab, why-addition.md); `--check` compares."""

import ast
import dataclasses
import inspect
import sys
from pathlib import Path
from typing import Any

import click

from hackday.addition.theory import render_why
from hackday.cli import COMMANDS, group
from hackday.domains import DOMAINS, lab
from hackday.specs import typed

DOCS = Path(__file__).parents[1] / "docs"
EXPLAINED = ("addition", "lyrics")
"""Labs with a page on why it comes out so."""


def cli_page() -> str:
    """The help texts of all commands, as they are printed."""
    parts = ["# The command line", "", "Made from the commands by `make docs`; a test keeps it fresh.", ""]
    root = click.Context(group, info_name="hackday", terminal_width=100, max_content_width=100,
                         help_option_names=["-h", "--help"])  # fmt: skip
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


def lab_page(domain: str) -> str:
    """The presets and the settings of a lab, with their defaults and their notes in the source."""
    chosen = lab(domain)
    parts = [
        f"# The {domain} lab: presets and settings",
        "",
        "Made from the code by `make docs`; a test keeps it fresh.",
        "",
    ]
    parts += [
        f"`hackday train {domain} --preset NAME --set SETTING=VALUE …`; `--dry-run` shows what that comes to.",
        "",
    ]
    if domain in EXPLAINED:
        parts += [f"What the experiments show, and why: [why-{domain}.md](why-{domain}.md).", ""]
    parts += ["## Presets", "", "| preset | what it is | what to expect | settings that differ |", "|---|---|---|---|"]
    usual = dataclasses.asdict(chosen.Spec())
    for name, preset in chosen.PRESETS.items():
        changed = [f"`{k}={typed(v)}`" for k, v in dataclasses.asdict(preset.spec).items() if v != usual[k]]
        title = f"`{name}` (default)" if name == chosen.DEFAULT else f"`{name}`"
        parts.append(f"| {title} | {preset.summary} | {preset.expect} | {', '.join(changed) or 'none'} |")
    parts += ["", "## Settings", "", "| setting | default | what it does |", "|---|---|---|"]
    notes = _field_notes(chosen.Spec)
    parts += [f"| `{name}` | `{typed(value)}` | {notes.get(name, '')} |" for name, value in usual.items()]
    return "\n".join([*parts, ""])


def _field_notes(spec: type[Any]) -> dict[str, str]:
    """The text under each field of a spec, which Python itself does not keep."""
    body = ast.parse(inspect.getsource(spec)).body[0]
    assert isinstance(body, ast.ClassDef)
    notes = {}
    for field, note in zip(body.body, body.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(note, ast.Expr) and isinstance(note.value, ast.Constant):
            assert isinstance(field.target, ast.Name)
            notes[field.target.id] = " ".join(str(note.value.value).split())
    return notes


def documents() -> dict[Path, str]:
    """Every generated document with what it should hold."""
    labs = {DOCS / f"{domain}.md": lab_page(domain) for domain in DOMAINS}
    return {DOCS / "cli.md": cli_page(), **labs, DOCS / "why-addition.md": render_why()}


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
