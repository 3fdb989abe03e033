"""Whatever a picture file is like, it comes out as the square that it shows, or with a reason."""

import io
import struct
import zlib
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageOps

from hackday.images.data.decoding import Framing, Unreadable, decode
from hackday.specs import SpecError

RED, CLEAR = (200, 40, 10), (0, 255, 0)


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    content = io.BytesIO()
    picture.save(content, kind, **options)
    return content.getvalue()


def read(content: bytes | Path, **framing: Any) -> np.ndarray:
    return decode(content, Framing(**{"size": 16, **framing}), Lock())


def noise(height: int, width: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L", "LA", "1", "I;16"])
def test_every_mode_of_png_shows_its_own_colour(mode: str) -> None:
    grey = {"L": 100, "LA": 100, "1": 255, "I;16": 100}
    picture = Image.new("I;16", (20, 20), 100 * 257) if mode == "I;16" else Image.new("RGB", (20, 20), RED)
    if mode in ("L", "LA"):
        picture = Image.new("L", (20, 20), 100).convert(mode)
    elif mode == "1":
        picture = Image.new("1", (20, 20), 1)
    elif mode != "I;16":
        picture = picture.convert(mode, palette=Image.Palette.ADAPTIVE)
    assert Image.open(io.BytesIO(saved(picture, "PNG"))).mode == mode
    expected = (grey[mode],) * 3 if mode in grey else RED
    assert np.abs(read(saved(picture, "PNG")).astype(int) - expected).max() <= 1


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("JPEG", "CMYK"), ("JPEG", "L"), ("WEBP", "RGB"),
                                            ("WEBP", "RGBA"), ("GIF", "P"), ("BMP", "RGB"), ("BMP", "1")])  # fmt: skip
def test_every_format_shows_its_own_colour(kind: str, mode: str) -> None:
    picture = Image.new("RGB", (32, 32), RED).convert(mode, dither=Image.Dither.NONE)
    expected = np.asarray(picture.convert("RGB"))[0, 0].astype(int)
    assert np.abs(read(saved(picture, kind)).astype(int) - expected).max() <= 4


def test_the_whole_range_of_16_bits_is_used() -> None:
    ramp = np.linspace(0, 65535, 16 * 16).reshape(16, 16).astype(np.uint16)
    assert np.array_equal(read(saved(Image.fromarray(ramp), "PNG"))[..., 1], np.round(ramp / 257).astype(np.uint8))


def test_reduction_by_a_whole_number_is_the_mean_of_the_pixels_below() -> None:
    pixels = noise(64, 64)
    expected = pixels.reshape(16, 4, 16, 4, 3).mean((1, 3))
    assert np.abs(read(saved(Image.fromarray(pixels), "PNG")) - expected).max() <= 1


def test_any_other_reduction_weighs_all_pixels_by_lanczos() -> None:
    pixels = noise(50, 50)
    scale = 50 / 16
    weights = np.zeros((16, 50))
    for i in range(16):
        x = (np.arange(50) + 0.5 - (i + 0.5) * scale) / scale
        weights[i] = np.where(np.abs(x) < 3, np.sinc(x) * np.sinc(x / 3), 0)
    weights /= weights.sum(1, keepdims=True)
    expected = np.clip(np.einsum("ia,abc,jb->ijc", weights, pixels.astype(float), weights), 0, 255)
    assert np.abs(read(saved(Image.fromarray(pixels), "PNG")) - expected).max() <= 2


def test_fine_stripes_become_grey_and_no_coarse_ones() -> None:
    stripes = np.zeros((100, 100, 3), np.uint8)
    stripes[:, ::2] = 255
    assert read(saved(Image.fromarray(stripes), "PNG")).std() < 8


def test_crop_takes_the_middle_and_pad_keeps_everything() -> None:
    wide = np.zeros((16, 48, 3), np.uint8)
    wide[:, :16], wide[:, 16:32], wide[:, 32:] = (255, 0, 0), (0, 255, 0), (0, 0, 255)
    content = saved(Image.fromarray(wide), "PNG")
    assert np.array_equal(read(content), wide[:, 16:32])
    padded = read(content, size=48, fit="pad", background="#102030")
    assert np.array_equal(padded[16:32], wide)
    assert (padded[:16] == (16, 32, 48)).all()
    assert (padded[32:] == (16, 32, 48)).all()


@pytest.mark.parametrize("size", [(1, 1), (500, 1), (1, 500), (3, 2)])
@pytest.mark.parametrize("fit", ["crop", "pad"])
def test_the_smallest_and_the_longest_pictures_become_squares_too(size: tuple[int, int], fit: str) -> None:
    square = read(saved(Image.new("RGB", size, RED), "PNG"), fit=fit)
    assert square.shape == (16, 16, 3)
    assert (square[7:9, 7:9] == RED).all(axis=-1).any()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_stand_as_the_camera_was_held(orientation: int) -> None:
    picture = Image.fromarray(noise(16, 16))
    exif = Image.Exif()
    exif[0x0112] = orientation
    content = saved(picture, "PNG", exif=exif)
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(content)))
    assert np.array_equal(read(content), np.asarray(upright))


def test_padding_follows_the_turned_picture() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    square = read(saved(Image.new("RGB", (16, 8), RED), "PNG", exif=exif), fit="pad")
    assert (square[:, 4:12] == RED).all()
    assert (square[:, :4] == 255).all()


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_the_background_shows_through_what_is_transparent(kind: str) -> None:
    pixels = np.zeros((16, 16, 4), np.uint8)
    pixels[:, :8], pixels[:, 8:] = (*RED, 255), (*CLEAR, 0)
    pixels[8:, 8:] = (0, 0, 200, 51)
    shown = read(
        saved(Image.fromarray(pixels), kind, **({"lossless": True} if kind == "WEBP" else {})), background="#0a64c8"
    )
    assert (shown[:, :8] == RED).all()
    assert (shown[:8, 8:] == (10, 100, 200)).all()
    assert np.abs(shown[8:, 8:].astype(int) - (8, 80, 200)).max() <= 1


def test_hidden_colours_do_not_bleed_over_edges() -> None:
    pixels = np.zeros((96, 96, 4), np.uint8)
    pixels[:] = (*CLEAR, 0)
    pixels[:, :45] = (0, 0, 0, 255)
    shown = read(saved(Image.fromarray(pixels), "PNG"), background="#000000")
    assert shown.max() == 0


def test_a_transparent_palette_entry_and_a_transparent_colour_are_seen_through() -> None:
    palette = Image.new("P", (16, 16), 0)
    palette.putpalette([0, 255, 0, 9, 9, 9])
    assert (read(saved(palette, "PNG", transparency=0)) == 255).all()
    assert (read(saved(palette, "GIF", transparency=0)) == 255).all()
    assert (read(saved(Image.new("RGB", (16, 16), CLEAR), "PNG", transparency=CLEAR)) == 255).all()


def test_moving_pictures_give_their_first_frame() -> None:
    frames = [Image.new("RGB", (16, 16), colour) for colour in (RED, (0, 0, 255))]
    for kind in ("GIF", "PNG", "WEBP"):
        content = saved(frames[0], kind, save_all=True, append_images=frames[1:])
        assert np.abs(read(content).astype(int) - RED).max() <= 4, kind


def test_one_channel_is_the_light_of_the_colours() -> None:
    grey = read(saved(Image.new("RGB", (16, 16), RED), "PNG"), channels=1)
    assert grey.shape == (16, 16, 1)
    assert (grey == round(0.299 * 200 + 0.587 * 40 + 0.114 * 10)).all()


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def bomb(width: int, height: int) -> bytes:
    """A PNG whose header claims so many pixels."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")  # the readers of folders do so too
@pytest.mark.parametrize(("width", "height"), [(10_001, 10_000), (12_000, 12_000), (60_000, 60_000)])
def test_bombs_are_refused_by_their_header(width: int, height: int) -> None:
    with pytest.raises(Unreadable, match="more than 100 million"):
        read(bomb(width, height))


def test_files_that_give_no_picture_give_a_reason(tmp_path: Path) -> None:
    whole = {kind: saved(Image.fromarray(noise(64, 64)), kind) for kind in ("PNG", "JPEG", "WEBP", "BMP")}
    for kind, content in whole.items():
        with pytest.raises(Unreadable, match="damaged"):
            read(content[: len(content) // 2])
        with pytest.raises(Unreadable):
            read(content[:30])
        assert read(content).shape == (16, 16, 3), kind
    with pytest.raises(Unreadable, match="not a PNG, JPEG, WebP, GIF or BMP"):
        read(b"%PDF-1.7 and so on")
    with pytest.raises(Unreadable, match="not a PNG, JPEG, WebP, GIF or BMP"):
        read(saved(Image.new("RGB", (16, 16)), "TIFF"))
    with pytest.raises(Unreadable, match="No such file"):
        read(tmp_path / "missing.png")


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_no_damage_to_a_file_makes_anything_but_a_picture_or_a_reason() -> None:
    random = np.random.default_rng(1)
    files = [saved(Image.fromarray(noise(24, 24)), kind) for kind in ("PNG", "JPEG", "WEBP", "GIF", "BMP")]
    outcomes: set[object] = set()
    for _ in range(600):
        content = bytearray(files[random.integers(len(files))])
        for place in random.integers(0, len(content), 4):
            content[place] = random.integers(256)
        try:
            outcomes.add(read(bytes(content)).shape)
        except Unreadable as reason:
            outcomes.add(str(reason)[:7])
    assert {(16, 16, 3), "damaged"} <= outcomes


@pytest.mark.parametrize(
    "wrong",
    [
        {"size": 4},
        {"size": 5000},
        {"fit": "stretch"},
        {"channels": 2},
        {"background": "blurple"},
        {"background": "#ffffff00"},
    ],
)
def test_impossible_framings_are_refused_by_name(wrong: dict[str, Any]) -> None:
    with pytest.raises(SpecError, match=next(iter(wrong))):
        Framing(**wrong)
