"""Reading files of tensors, which anybody may have made: safetensors hold numbers and words, nothing that can run."""

from pathlib import Path
from typing import Any

import safetensors

from hackday.runs.files import parse_json
from hackday.runs.plain import check_plain


def read_tensors(path: Path, about: str, *, framework: str = "numpy") -> tuple[Any, dict[str, Any]]:
    """The JSON value that stands under `about` in a safetensors file, and its tensors by name.

    Arrays, or torch's tensors for `framework="pt"`. OSError if `path` cannot be read or is no file; ValueError,
    LookupError or SafetensorError if it is no such file.
    """
    check_plain(path)  # the library opens it itself, and would wait for whoever writes into a pipe
    with safetensors.safe_open(path, framework=framework) as file:
        described = parse_json((file.metadata() or {})[about])
        return described, {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (not a dict)
