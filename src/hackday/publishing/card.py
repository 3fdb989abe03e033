"""The model card of a run as a Markdown file beside its page, from the page model's `card` and `run`."""

import re
from collections.abc import Sequence
from typing import Any

NAME = "MODEL_CARD.md"
SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")


def model_card(title: str, model: dict[str, Any]) -> str:
    """The whole file. A run from before there were cards tells what its page model knows."""
    run, card = model["run"], model.get("card") or {}
    data = model.get("data") or {}
    parts = [f"# Model card: {plain(title)}", plain(card.get("what") or run.get("summary", ""))]
    parts += ["## Data", plain(card.get("data") or data.get("summary") or "Not said.")]
    parts += [f"Licence of the data: {plain(card.get('licence') or data.get('licence') or 'not known')}."]
    parts += _list("## For what it was made", card.get("made_for", []))
    parts += _list("## What it must not be used for", card.get("not_for", []))
    figures = card.get("figures") or model.get("headline") or []
    if figures:
        rows = [f"| {plain(one['name'])} | {plain(one['value'])} | {plain(one.get('beside', ''))} |" for one in figures]
        parts += ["## Figures", "\n".join(["| figure | this network | beside it |", "|---|---|---|", *rows])]
    parts += _list("## Limits", card.get("limits", []))
    parts += ["## How it was trained", "\n".join(_training(run))]
    return "\n\n".join(part for part in parts if part) + "\n"


def plain(text: Any) -> str:
    """A text of a run as Markdown that shows it: one line, nothing in it means anything."""
    return SPECIAL.sub(r"\\\1", " ".join(str(text).split()))


def _list(title: str, sentences: Sequence[Any]) -> list[str]:
    return [title, "\n".join(f"- {plain(one)}" for one in sentences)] if sentences else []


def _training(run: dict[str, Any]) -> list[str]:
    versions = run.get("versions") or {}
    changed = run.get("changed") or []
    facts = {
        "command": f"`{' '.join(str(run.get('command', '')).replace('`', '').split())}`",
        "changed from the preset": plain("; ".join(map(str, changed))),
        "took": f"{float(run.get('seconds', 0)):.1f} seconds",
        "started": plain(run.get("started", "")),
        "machine": plain(run.get("machine", "")),
        "seed": plain(run.get("seed", "")),
        "versions": plain(", ".join(f"{name} {version}" for name, version in versions.items())),
        "commit": plain(run.get("commit") or ""),
    }
    return [f"- {name}: {value}" for name, value in facts.items() if value]
