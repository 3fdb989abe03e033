"""Pictures that follow each other, as MP4 and as GIF."""

import io
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from hackday.runs.files import replace_bytes
from hackday.specs import SpecError

Array = np.ndarray[Any, Any]

FRAMES_PER_SECOND = 10
ENDINGS = (".mp4", ".gif")


def write_film(path: Path, frames: Sequence[Array], frames_per_second: int = FRAMES_PER_SECOND) -> None:
    """Write `frames`, uint8 (height, width, 3) of one size, as the ending of `path` says; never half a file.

    SpecError for another ending, OSError if the disk refuses.
    """
    if path.suffix == ".mp4":
        replace_bytes(path, mp4(frames, frames_per_second))
    elif path.suffix == ".gif":
        replace_bytes(path, gif(frames, frames_per_second))
    else:
        raise SpecError(f"{path} is no film's name; it ends in {' or '.join(ENDINGS)}")


def mp4(frames: Sequence[Array], frames_per_second: int = FRAMES_PER_SECOND) -> bytes:
    """H.264, the colours as every player reads them; the sides are padded to even numbers, which the format needs."""
    import av
    import torch

    # x264's AVX-512 code reads beyond the edge of a picture: the same film comes out in other bytes every few times.
    wide = torch.backends.cpu.get_cpu_capability() == "AVX512"
    options = {"crf": "18"} | ({"x264-params": "asm=AVX2"} if wide else {})
    height, width = frames[0].shape[:2]
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=Fraction(frames_per_second), options=options)
        stream.width, stream.height, stream.pix_fmt = width + width % 2, height + height % 2, "yuv420p"
        stream.codec_context.thread_count = 1  # more threads, other bytes
        for frame in frames:
            padded = np.pad(frame, ((0, height % 2), (0, width % 2), (0, 0)), constant_values=255)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(padded, format="rgb24")))
        container.mux(stream.encode())
    return buffer.getvalue()


def gif(frames: Sequence[Array], frames_per_second: int = FRAMES_PER_SECOND) -> bytes:
    """Endless, with one palette for all frames, so that still parts do not flicker."""
    first, *others = [Image.fromarray(frame) for frame in frames]
    wide = np.concatenate([np.asarray(picture.resize((96, 96))) for picture in [first, *others]], axis=1)
    palette = Image.fromarray(wide).quantize(256)
    shown = [picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in [first, *others]]
    buffer = io.BytesIO()
    shown[0].save(buffer, "GIF", save_all=True, append_images=shown[1:], duration=1000 // frames_per_second, loop=0)
    return buffer.getvalue()
