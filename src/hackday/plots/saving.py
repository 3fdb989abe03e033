"""A figure to a PNG file: never half a file, and the same figure gives the same bytes."""

import io
from pathlib import Path
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from hackday.runs.files import replace_bytes


def png_bytes(figure: Figure) -> bytes:
    """The figure as PNG, in its own size and dpi; the metadata names no version and no date."""
    buffer = io.BytesIO()
    canvas: Any = FigureCanvasAgg(figure)  # print_png has no types
    canvas.print_png(buffer, metadata={"Software": "hackday"}, pil_kwargs={"compress_level": 4})
    return buffer.getvalue()


def save(figure: Figure, path: Path) -> None:
    """Write the figure to `path`; a reader sees the old picture or the new one. OSError if the disk refuses."""
    replace_bytes(path, png_bytes(figure))
