"""What was written as ONNX, run by ONNX Runtime: does it answer as the network does?"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


class WrongAnswer(Exception):
    """A file of ours answers otherwise than its network: a defect of hackday, and better found here than by others."""


def check_answers(path: Path, given: Mapping[str, Array], said: Mapping[str, Array], within: Mapping[str, Any]) -> None:
    """WrongAnswer unless the network in `path`, given its inputs by name, says what `said` has for each output named.

    `within`: how far each may be off. What is not finite (a training may have diverged) is not compared.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    for (name, expected), found in zip(said.items(), session.run(list(said), dict(given)), strict=True):
        compared = np.isfinite(expected)
        with np.errstate(invalid="ignore"):
            off = np.abs(found - expected) > within[name]
        if found.shape != expected.shape or (off & compared).any():
            raise WrongAnswer(f"{path.name} does not answer as the network does ({name}); please report this")
