"""Checkpoints: numbers, never code.

One safetensors file holds the arrays; its header carries the small rest (step, positions, the size of the metrics file)
as JSON text. The format can hold nothing that runs, and a torn file is recognised because the sizes do not add up, so a
resume falls back to the checkpoint before it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import safetensors

from hackday.runs import RunError
from hackday.runs.files import is_number, replace_bytes
from hackday.training.tensor_files import read_tensors, tensor_parts

KEEP = 2


@dataclass(frozen=True)
class Checkpoint:
    """A state to go on from. `arrays` by name; `state` is what the domain gave to `Session.save`."""

    step: int
    seconds: float
    metrics_size: int
    arrays: Mapping[str, np.ndarray[Any, Any]]
    state: Mapping[str, Any]


def write_checkpoint(folder: Path, checkpoint: Checkpoint) -> Path:
    """Write one checkpoint beside the others and forget all but the last KEEP. OSError if the disk refuses."""
    folder.mkdir(exist_ok=True)
    header = {
        "step": checkpoint.step,
        "seconds": checkpoint.seconds,
        "metrics_size": checkpoint.metrics_size,
        "state": dict(checkpoint.state),
    }
    path = folder / f"step-{checkpoint.step:08d}.safetensors"
    replace_bytes(path, *tensor_parts(checkpoint.arrays, {"hackday": json.dumps(header, allow_nan=False)}))
    for old in _files(folder)[:-KEEP]:
        old.unlink(missing_ok=True)
    return path


def read_latest(folder: Path) -> Checkpoint | None:
    """The newest checkpoint that can be read whole; None if there is none.

    RunError for one that is whole and says what no training writes: that is no accident, so nothing is done silently.
    """
    for path in reversed(_files(folder)):
        try:
            header, arrays = read_tensors(path, "hackday")
            checkpoint = Checkpoint(
                step=int(header["step"]),
                seconds=float(header["seconds"]),
                metrics_size=int(header["metrics_size"]),
                arrays=arrays,
                state=dict(header["state"]),
            )
        except (OSError, ValueError, KeyError, TypeError, OverflowError, safetensors.SafetensorError):
            continue
        for name in ("step", "seconds", "metrics_size"):
            number = getattr(checkpoint, name)
            if not is_number(number) or number < 0:  # not a number either, which "nan" is
                raise RunError(f"{path} is damaged: {name} is {number}; delete it to go on from the one before")
        return checkpoint
    return None


def check_like(values: Mapping[str, Any], examples: Mapping[str, Any], *, unset: Sequence[str] = ()) -> None:
    """ValueError unless each value is of its example's kind: whole and not below zero, a number, or so many numbers.

    Those of `unset` may also be None. A domain's state comes from a file that a stranger may have made, and is counted
    on long after it was read.
    """
    for name, example in examples.items():
        value = values[name]
        if value is None and name in unset:
            continue
        if isinstance(example, list):
            fits = isinstance(value, list) and len(value) == len(example) and all(map(is_number, value))
        else:
            fits = is_number(value) and (isinstance(example, float) or (isinstance(value, int) and value >= 0))
        if not fits:
            raise ValueError(f"its {name} is not what a training writes")


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("step-*.safetensors"))
