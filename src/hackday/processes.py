"""How many cores there are for us, and modules of ours that run in processes of their own."""

import os
import sys

REFUSED = 100
"""A process of ours to which the system refused something exits with this and the number of the error."""


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def command(module: str, *words: str) -> list[str]:
    """What runs `module` with `words`.

    Not multiprocessing, whose children import the script that called us once more: one without a `__main__` guard
    would start itself without end. And with -P: the folder that somebody works in may be a stranger's, with a json.py.
    """
    return [sys.executable, "-P", "-m", module, *words]
