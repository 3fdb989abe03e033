"""Many pictures on one sheet, and a sheet as a file."""

import base64
import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from hackday.runs.files import replace_bytes

Array = np.ndarray[Any, Any]

GAP = 2  # pixels between pictures
PAPER = 255


def sheet(pictures: Array | Sequence[Array], columns: int, *, gap: int = GAP, enlarge: int = 1) -> Array:
    """uint8 (n, size, size, channels) → one picture (height, width, 3), row by row, `enlarge` pixels for each."""
    given = np.asarray(pictures)
    count, size = len(given), given.shape[1]
    rows = math.ceil(count / columns)
    step = size * enlarge + gap
    whole = np.full((rows * step + gap, columns * step + gap, 3), PAPER, np.uint8)
    for place, picture in enumerate(given):
        top, left = gap + place // columns * step, gap + place % columns * step
        large = picture.repeat(enlarge, axis=0).repeat(enlarge, axis=1)
        whole[top : top + size * enlarge, left : left + size * enlarge] = large  # grey spreads over the three channels
    return whole


def encode(picture: Array, kind: str = "PNG", quality: int = 80) -> bytes:
    """A picture (height, width, 1 or 3) as the bytes of a file of `kind`: PNG, or WEBP with `quality`."""
    shown = picture[..., 0] if picture.shape[-1] == 1 else picture
    buffer = io.BytesIO()
    if kind == "WEBP":
        Image.fromarray(shown).save(buffer, kind, quality=quality, method=5)
    else:
        Image.fromarray(shown).save(buffer, kind)
    return buffer.getvalue()


def save_sheet(path: Path, pictures: Array | Sequence[Array], columns: int, *, enlarge: int = 1) -> None:
    """Write a sheet as PNG; never half a file. OSError if the disk refuses."""
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_bytes(path, encode(sheet(pictures, columns, enlarge=enlarge)))


def filled(pictures: Array, columns: int) -> Array:
    """Exactly a row of a sheet: white pictures where there are too few."""
    missing = columns - len(pictures)
    white = np.full((max(missing, 0), *pictures.shape[1:]), PAPER, np.uint8)
    return np.concatenate([pictures[:columns], white])


def data_uri(picture: Array, quality: int, *, exact: bool = False) -> str:
    """A picture as an address that holds it: WebP with `quality`, or PNG, which keeps every pixel."""
    kind = "PNG" if exact else "WEBP"
    return f"data:image/{kind.lower()};base64," + base64.b64encode(encode(picture, kind, quality)).decode()


def read_picture(path: Path) -> Array:
    """A PNG of ours as uint8 (height, width, 3)."""
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))
