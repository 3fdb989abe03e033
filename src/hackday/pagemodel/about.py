"""What a page says about the run that it shows: the same for every lab."""

import dataclasses
import re
import shlex
from collections.abc import Callable
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, TypeVar

from hackday import specs
from hackday.runs import RunDirectory

Spec = TypeVar("Spec")

RECORDED = ("preset", "seed", "started", "machine", "versions", "commit")
_ABSOLUTE = re.compile(r"(?P<kind>[a-z]{2,}:)?(?P<path>(?:/|[A-Za-z]:[\\/]|\\\\).*)", re.DOTALL)


def about_run(
    run: RunDirectory, spec: Any, summary_of: Callable[[str, Any], dict[str, Any]], seconds: float
) -> dict[str, Any]:
    """docs/formats/page-model.md, `run`. Of files outside the run it has the names, not where they lie: that is
    nobody's business but their owner's. `summary_of`: the lab's words about a preset and settings."""
    shown, command = without_folders(spec), str(run.record.get("command", ""))
    settings = specs.plain(shown)
    for name, value in specs.plain(spec).items():
        if value != settings[name]:
            command = command.replace(shlex.quote(f"{name}={value}"), shlex.quote(f"{name}={settings[name]}"))
    return {
        "name": run.name,
        "label": run.label,
        **summary_of(run.record["preset"], shown),
        **{name: run.record.get(name) for name in RECORDED},
        "command": command,
        "spec": settings,
        "seconds": seconds,
    }


def without_folders(spec: Spec) -> Spec:
    """A copy of a lab's settings in which a path from the root is the name at its end."""
    texts = {field.name: getattr(spec, field.name) for field in dataclasses.fields(spec)}  # type: ignore[arg-type]
    short = {name: file_name(value) for name, value in texts.items() if isinstance(value, str)}
    return dataclasses.replace(spec, **short)  # type: ignore[type-var]


def file_name(text: str) -> str:
    """The name at the end of a path from the root, with a kind before it (`cartoonset:`) kept; else the text itself."""
    found = _ABSOLUTE.fullmatch(text)
    if found is None:
        return text
    path = found["path"]
    name = (PurePosixPath(path) if path.startswith("/") else PureWindowsPath(path)).name
    return f"{found['kind'] or ''}{name}" if name else text
