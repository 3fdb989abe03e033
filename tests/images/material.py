"""Pictures for tests: folders of distinct small pictures, and a Cartoon Set in its exact format."""

import io
import tarfile
from pathlib import Path

import numpy as np
from PIL import Image

ATTRIBUTES = {"eye_angle": 3, "chin_length": 3, "face_color": 11, "glasses": 12, "hair": 111, "outfit": 129}
"""Of the test's Cartoon Set: how many variants of each; `hair` as many as truly, `outfit` too many for a label."""


def pixels(number: int, size: int = 16) -> np.ndarray:
    """A picture of one colour that tells its number, uint8 (size, size, 3)."""
    return np.full((size, size, 3), (number % 256, 7 * number % 256, 13 * number % 256), np.uint8)


def fill(folder: Path, count: int, ending: str = "png") -> list[str]:
    """`count` pictures `p000.png`, `p001.png`, … in `folder`; returns their names."""
    folder.mkdir(parents=True, exist_ok=True)
    names = [f"p{i:03d}.{ending}" for i in range(count)]
    for i, name in enumerate(names):
        Image.fromarray(pixels(i)).save(folder / name)
    return names


def png(picture: Image.Image) -> bytes:
    """The picture as a PNG file."""
    content = io.BytesIO()
    picture.save(content, "PNG", compress_level=1)
    return content.getvalue()


def face(number: int, size: int = 100) -> Image.Image:
    """A transparent picture with an opaque square of a colour that tells the number; the true ones have 500 pixels."""
    picture = np.zeros((size, size, 4), np.uint8)
    picture[size // 5 : -size // 5, size // 5 : -size // 5] = (number % 256, 7 * number % 256, 13 * number % 256, 255)
    return Image.fromarray(picture)


def variant(number: int, name: str) -> int:
    """Which variant of the attribute the face `number` has."""
    return (number * (3 + len(name))) % ATTRIBUTES[name]


def face_csv(number: int) -> bytes:
    """The face's attributes as the Cartoon Set writes them."""
    lines = [f'"{name}", {variant(number, name)}, {variants}' for name, variants in ATTRIBUTES.items()]
    return ("\n".join(lines) + "\n").encode()


def faces(count: int, size: int = 100) -> dict[str, bytes]:
    """The files of a small Cartoon Set by their names in the archive."""
    files = {}
    for i in range(count):
        files[f"cartoonset10k/cs{i:04d}.png"] = png(face(i, size))
        files[f"cartoonset10k/cs{i:04d}.csv"] = face_csv(i)
    return files


def unpack(folder: Path, files: dict[str, bytes]) -> Path:
    """The files in a folder; returns that of the set."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder / "cartoonset10k"


def member(name: str, kind: bytes = tarfile.REGTYPE, size: int = 0, link: str = "") -> tarfile.TarInfo:
    """A member's header, true or not."""
    info = tarfile.TarInfo(name)
    info.type, info.size, info.linkname = kind, size, link
    return info


def pack(path: Path, files: dict[str, bytes], extra: list[tuple[tarfile.TarInfo, bytes]] = ()) -> Path:  # type: ignore[assignment]
    """The files as a `.tgz`, the `extra` members before them."""
    with tarfile.open(path, "w:gz", compresslevel=1) as tar:
        for info, content in [*extra, *((member(name, size=len(content)), content) for name, content in files.items())]:
            tar.addfile(info, io.BytesIO(content))
    return path
