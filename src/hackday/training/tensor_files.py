"""Files of tensors, which anybody may have made: safetensors hold numbers and words, nothing that can run."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import safetensors
from safetensors import SafetensorError

from hackday.runs import RunDirectory, RunError
from hackday.runs.files import parse_json
from hackday.runs.plain import check_plain
from hackday.specs import SpecError

Rebuilt = TypeVar("Rebuilt")
Array = np.ndarray[Any, Any]

TYPES = {"uint64": "U64", "int64": "I64", "float64": "F64", "float32": "F32", "uint32": "U32", "int32": "I32",
         "float16": "F16", "uint16": "U16", "int16": "I16", "int8": "I8", "uint8": "U8", "bool": "BOOL"}  # fmt: skip
"""numpy's names of numbers and the format's, in the order in which they lie in a file: each begins where it may."""

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
        raise RunError(f"{run.name} has no trained network (it is {run.state()}); {run.remedy()}")
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


def tensor_parts(arrays: Mapping[str, Array], metadata: Mapping[str, str]) -> list[bytes | memoryview]:
    """A safetensors file in parts: its head, and the arrays as they lie in memory.

    The library's `save` gives the same bytes, but holds all arrays twice more meanwhile: much, where they are what a
    training keeps. ValueError for arrays of what the format does not know.
    """
    for name, array in arrays.items():
        if array.dtype.name not in TYPES:
            raise ValueError(f"{name} has the dtype {array.dtype}, which no file of tensors holds")
    order = list(TYPES)
    ordered = sorted(arrays.items(), key=lambda one: (order.index(one[1].dtype.name), one[0]))
    table: dict[str, Any] = {"__metadata__": dict(metadata)}
    end = 0
    for name, array in ordered:
        begin, end = end, end + array.nbytes
        table[name] = {"dtype": TYPES[array.dtype.name], "shape": list(array.shape), "data_offsets": [begin, end]}
    head = json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode()
    head += b" " * (-len(head) % 8)
    flat = (np.ascontiguousarray(array).reshape(-1).view(np.uint8).data for _, array in ordered)
    return [len(head).to_bytes(8, "little"), head, *flat]
