"""A figure to a PNG file: never half a file, and the same figure gives the same bytes."""

import io
import os
from pathlib import Path
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure


def png_bytes(figure: Figure) -> bytes:
    """The figure as PNG, in its own size and dpi; the metadata names no version and no date."""
    buffer = io.BytesIO()
    canvas: Any = FigureCanvasAgg(figure)  # print_png has no types
    canvas.print_png(buffer, metadata={"Software": "hackday"}, pil_kwargs={"compress_level": 4})
    return buffer.getvalue()


def save(figure: Figure, path: Path) -> None:
    """Write the figure to `path`, beside first and then renamed: a reader sees the old picture or the new one.

    OSError if the folder is missing or the disk refuses; nothing is left behind then.
    """
    content = png_bytes(figure)
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
