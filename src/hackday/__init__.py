"""hackday: train small neural networks on a laptop, look inside them, publish them as one web page.

import hackday

run = hackday.train("addition", preset="solved")
run.sample("2 + 2")
run.publish("page.html")
hackday.load("addition/7").results
"""

from typing import TYPE_CHECKING, Any

from hackday.version import __version__

if TYPE_CHECKING:
    from hackday.api import Run, compare, load, resume, train

__all__ = ["Run", "__version__", "compare", "load", "resume", "train"]


def __getattr__(name: str) -> Any:
    """Load the API when it is first used: `hackday --help` must not wait for numpy."""
    if name in ("Run", "compare", "load", "resume", "train"):
        from hackday import api

        return getattr(api, name)
    raise AttributeError(f"module 'hackday' has no attribute '{name}'")
