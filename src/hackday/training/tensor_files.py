"""Reading files of tensors, which anybody may have made: safetensors hold numbers and words, nothing that can run."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import safetensors
from safetensors import SafetensorError

from hackday.runs import RunDirectory, RunError
from hackday.runs.files import parse_json
from hackday.runs.plain import check_plain
from hackday.specs import SpecError

Rebuilt = TypeVar("Rebuilt")

# What reading a file may raise that was cut short, filled with noise or made up by a stranger.
DAMAGE = (OSError, ValueError, LookupError, TypeError, AttributeError, OverflowError, RuntimeError, SafetensorError,
          SpecError)  # fmt: skip


def read_trained_file(
    run: RunDirectory, about: str, rebuilt: Callable[[Any, dict[str, Any]], Rebuilt], *, framework: str = "numpy"
) -> Rebuilt:
    """What `rebuilt` makes of the networks that a finished run left, see `read_tensors`. RunError if they are absent or
    damaged."""
    path = run.export / "model.safetensors"
    if not path.exists():
        state = run.status()["state"]
        hint = f"finish it first with: hackday resume {run.called}" if state != "done" else "train it again"
        raise RunError(f"{run.name} has no trained network (it is {state}); {hint}")
    try:
        return rebuilt(*read_tensors(path, about, framework=framework))
    except DAMAGE as error:
        raise RunError(f"{path} is damaged ({error}); train the run again") from None


def read_tensors(path: Path, about: str, *, framework: str = "numpy") -> tuple[Any, dict[str, Any]]:
    """The JSON value that stands under `about` in a safetensors file, and its tensors by name.

    Arrays, or torch's tensors for `framework="pt"`. OSError if `path` cannot be read or is no file; ValueError,
    LookupError or SafetensorError if it is no such file.
    """
    check_plain(path)  # the library opens it itself, and would wait for whoever writes into a pipe
    with safetensors.safe_open(path, framework=framework) as file:
        described = parse_json((file.metadata() or {})[about])
        return described, {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (not a dict)
