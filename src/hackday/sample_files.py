"""Into which files the answers of a run go."""

from pathlib import Path
from typing import Any

Answers = list[dict[str, Any]]


def shared_out(answers: Answers, out: Path, *, each: bool) -> list[tuple[Path, Answers]]:
    """All of them for `out`, or with `each` one for `out-001`, `out-002`, … beside it. Their folder is made."""
    out.parent.mkdir(parents=True, exist_ok=True)
    if not each:
        return [(out, answers)]
    return [(out.with_stem(f"{out.stem}-{number:03d}"), [answer]) for number, answer in enumerate(answers, 1)]
