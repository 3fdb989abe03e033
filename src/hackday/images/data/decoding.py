"""A picture file becomes a small square array: any common format, any mode, any size; a bad file becomes a reason.

Pictures come from strangers. The size is read from the header before anything is decoded, and whatever a decoder raises
becomes an `Unreadable` with a few words for the person whose file it is.
"""

from contextlib import nullcontext
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from threading import Lock

import numpy as np
from PIL import Image, ImageColor, UnidentifiedImageError

from hackday.images.data.dataset import Array
from hackday.specs import require

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
MAX_PIXELS = 100_000_000
"""Of the whole picture, as its header says: more is taken for a decompression bomb."""
LARGE_PIXELS = 16_000_000  # decoded one at a time: 4 bytes a pixel, twice while the mode is changed
SMALLEST, LARGEST = 8, 512  # pixels along the side of what comes out
NO_PICTURE = "not a PNG, JPEG, WebP, GIF or BMP picture"

# 16 bits to 8, rounded: 0 … 65535 → 0 … 255.
_EIGHT_BITS = np.round(np.arange(65536) / 257).astype(np.uint8)
_LUMA = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601


class Unreadable(Exception):
    """This file gives no picture; the message is the reason in a few words."""


@dataclass(frozen=True)
class Framing:
    """What pictures are made into: squares of `size` pixels with `channels` (3: red, green, blue; 1: grey).

    `fit`: "crop" takes the largest square in the middle, "pad" keeps the whole picture and fills up with `background`,
    which is also what shows through transparent pixels (`#rrggbb` or an English name). SpecError for impossible values.
    """

    size: int = 64
    fit: str = "crop"
    background: str = "#ffffff"
    channels: int = 3

    def __post_init__(self) -> None:
        require(SMALLEST <= self.size <= LARGEST, f"size={self.size} is not between {SMALLEST} and {LARGEST} pixels")
        require(self.fit in ("crop", "pad"), f"fit={self.fit[:60]} is not possible; choose one of: crop, pad")
        require(self.channels in (1, 3), f"channels={self.channels} is not possible; choose 1 (grey) or 3 (colour)")
        try:
            opaque = len(ImageColor.getrgb(self.background)) == 3
        except ValueError:
            opaque = False
        require(opaque, f"background={self.background[:60]} is not a colour; write it like #ffffff or white")

    @property
    def colour(self) -> Array:
        """The background, float64 (3,), 0 … 255."""
        return np.array(ImageColor.getrgb(self.background), np.float64)


def looks_like_a_picture(start: bytes) -> bool:
    """Whether a file that begins with these (at least 12) bytes says that it is one of FORMATS."""
    return start.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM")) or (
        start[:4] == b"RIFF" and start[8:12] == b"WEBP"
    )


def decode(source: Path | bytes, framing: Framing, large: Lock) -> Array:
    """The picture in a file or in its bytes, uint8 (size, size, channels). Unreadable with the reason if there is none.

    Of moving pictures the first frame. `large` is shared by those who decode at the same time: it is held over huge
    pictures, so that the memory holds one of them.
    """
    try:
        with Image.open(BytesIO(source) if isinstance(source, bytes) else source, formats=FORMATS) as image:
            width, height = image.size
            if width * height > MAX_PIXELS:
                raise Unreadable(f"{width} × {height} pixels, more than {MAX_PIXELS // 1_000_000} million")
            with large if width * height > LARGE_PIXELS else nullcontext():
                return _frame(image, framing)
    except Unreadable:
        raise
    except Image.DecompressionBombError:  # Pillow's own limit, met first by even larger ones
        raise Unreadable(f"more than {MAX_PIXELS // 1_000_000} million pixels") from None
    except UnidentifiedImageError:
        raise Unreadable(NO_PICTURE + ", or its header is damaged") from None
    except MemoryError:
        raise Unreadable("too large for this machine's memory") from None
    except Exception as error:  # noqa: BLE001 (decoders raise anything over a damaged file)
        raise Unreadable(_reason(error)) from None


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be read: {error.strerror}"
    return "damaged: the file ends too early" if "truncated" in str(error) else "damaged"


def _frame(image: Image.Image, framing: Framing) -> Array:
    """The square that `framing` asks for, uint8 (size, size, channels)."""
    turn = _orientation(image)
    small = np.asarray(_reduce(_plain_mode(image), framing), np.float64)  # (height, width, 3 or 4)
    if small.shape[2] == 4:  # colours are multiplied by their alpha already
        small = small[..., :3] + framing.colour * (1 - small[..., 3:] / 255)
    square: Array = np.empty((framing.size, framing.size, 3))
    square[:] = framing.colour
    height, width = small.shape[:2]
    top, left = (framing.size - height) // 2, (framing.size - width) // 2
    square[top : top + height, left : left + width] = small
    square = _upright(square, turn)
    if framing.channels == 1:
        square = square @ _LUMA[:, None]
    pixels: Array = np.clip(np.round(square), 0, 255).astype(np.uint8)
    return pixels


def _plain_mode(image: Image.Image) -> Image.Image:
    """The decoded picture as RGB, or as RGBa (colours multiplied by alpha, so that hidden ones cannot bleed)."""
    if image.mode.startswith("I"):  # 16 bits of grey
        values = np.clip(np.asarray(image), 0, 65535).astype(np.uint16)
        return Image.fromarray(_EIGHT_BITS[values]).convert("RGB")
    if image.has_transparency_data:
        image.load()
        return (image if image.mode == "RGBA" else image.convert("RGBA")).convert("RGBa")
    image.load()
    return image if image.mode == "RGB" else image.convert("RGB")


def _reduce(image: Image.Image, framing: Framing) -> Image.Image:
    """The square in the middle, or all of it, at the size it is to have.

    By a whole number: the mean of the pixels under each new one. Otherwise Lanczos over all pixels that a new one
    covers; plain sub-sampling would leave false patterns (Parmar and others 2022, arXiv 2104.11222, section 3).
    """
    width, height = image.size
    if framing.fit == "crop":
        side = min(width, height)
        left, top = (width - side) // 2, (height - side) // 2
        box, target = (left, top, left + side, top + side), (framing.size, framing.size)
    else:
        scale = framing.size / max(width, height)
        box, target = (0, 0, width, height), (max(1, round(width * scale)), max(1, round(height * scale)))
    whole = (box[2] - box[0]) % target[0] == 0 and (box[3] - box[1]) % target[1] == 0
    return image.resize(target, Image.Resampling.BOX if whole else Image.Resampling.LANCZOS, box=box)


def _orientation(image: Image.Image) -> int:
    """How the camera was held, 1 … 8 (Exif 2.3, tag 0x0112); 1 for nothing said and for nonsense."""
    try:
        said = image.getexif().get(0x0112, 1)
    except Exception:  # noqa: BLE001 (a damaged note on the picture does not spoil the picture)
        return 1
    return said if isinstance(said, int) and 1 <= said <= 8 else 1


def _upright(square: Array, orientation: int) -> Array:
    """The (size, size, channels) picture as it was seen: the tag names the sides of row 0 and column 0."""
    if orientation >= 5:
        square = square.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        square = square[::-1]
    if orientation in (2, 3, 6, 7):
        square = square[:, ::-1]
    return square
