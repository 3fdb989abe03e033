"""A thousand kinds of pictures: three colour channels, each a digit of its own, and a network that reads them back.

The digits are Pillow's built-in font, each turned, moved and scaled a little. Of each digit a number of variants is
drawn once, from a seed; a picture picks a digit and a variant for every channel, so that pictures never run out.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from hackday.images.randomness import generator
from hackday.training import stream

Array = np.ndarray[Any, Any]

SIZE = 28  # pixels
GLYPHS = 10
LARGER = 4  # a glyph is drawn so much larger, then averaged down
HEIGHT = 26 * LARGER  # of the font, whose digits are about three quarters as high
TURN, SHIFT, SCALE = 10.0, 2.0, 0.1  # at most: degrees, pixels, share
READ_AT_ONCE = 1000


@dataclass(frozen=True)
class Bank:
    """Variants of each glyph: uint8 (glyphs, variants, size, size), white on black."""

    pictures: Array

    def draw(self, random: np.random.Generator, count: int) -> tuple[Array, Array]:
        """`count` pictures, uint8 (count, size, size, 3), and the glyphs of their channels, (count, 3)."""
        glyphs = random.integers(GLYPHS, size=(count, 3))
        variants = random.integers(self.pictures.shape[1], size=(count, 3))
        return np.ascontiguousarray(self.pictures[glyphs, variants].transpose(0, 2, 3, 1)), glyphs


def make_bank(seed: int, purpose: str, variants: int) -> Bank:
    """Banks of different purposes share no variant but by chance."""
    random = stream(seed, "glyphs", purpose)
    font = ImageFont.load_default(HEIGHT)
    pictures = [[_glyph(str(digit), font, random) for _ in range(variants)] for digit in range(GLYPHS)]
    return Bank(np.array(pictures))


def _glyph(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, random: np.random.Generator) -> Array:
    large = SIZE * LARGER
    picture = Image.new("L", (large, large))
    left, top, right, bottom = font.getbbox(text)
    ImageDraw.Draw(picture).text(((large - left - right) / 2, (large - top - bottom) / 2), text, fill=255, font=font)
    angle = np.radians(random.uniform(-TURN, TURN))
    shrink = 1 / random.uniform(1 - SCALE, 1 + SCALE)
    a, b = shrink * np.cos(angle), shrink * np.sin(angle)
    centre, (x, y) = large / 2, large / 2 + random.uniform(-SHIFT, SHIFT, 2) * LARGER
    # Pillow asks where each pixel of the result comes from.
    where = (a, b, centre - a * x - b * y, -b, a, centre + b * x - a * y)
    turned = picture.transform(picture.size, Image.Transform.AFFINE, where, Image.Resampling.BILINEAR)
    return np.asarray(turned.reduce(LARGER))


class Reader(nn.Module):
    """One channel (batch, 1, size, size), −1 … 1 → logits of the ten glyphs."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, 16, 3, stride=2, padding=1), nn.ReLU(),
            nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.ReLU(),
            nn.Flatten(), nn.Linear(32 * (SIZE // 4) ** 2, 64), nn.ReLU(), nn.Linear(64, GLYPHS),
        )  # fmt: skip

    def forward(self, channel: Tensor) -> Tensor:
        """Read."""
        logits: Tensor = self.layers(channel)
        return logits


def train_reader(bank: Bank, seed: int, steps: int = 600, batch: int = 100) -> Reader:
    """A reader of the bank's glyphs. It also sees noise over them: a network's strokes are rarely as clean."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(generator(seed, "reader").initial_seed())
        reader = Reader()
    optimiser = torch.optim.Adam(reader.parameters(), lr=1e-3)
    for step in range(steps):
        random = stream(seed, "reading", step)
        glyphs = random.integers(GLYPHS, size=batch)
        channel = _channels(bank.pictures[glyphs, random.integers(bank.pictures.shape[1], size=batch)])
        noise = torch.randn(channel.shape, generator=generator(seed, "noise", step)) * random.uniform(0, 0.3)
        loss = cross_entropy(reader(channel + noise), torch.from_numpy(glyphs))
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    return reader


@torch.no_grad()
def read(reader: Reader, pictures: Array) -> Array:
    """The glyph in each channel of `pictures`, uint8 (n, size, size, 3): (n, 3)."""
    parts = []
    for start in range(0, len(pictures), READ_AT_ONCE):
        channels = pictures[start : start + READ_AT_ONCE].transpose(0, 3, 1, 2)  # (part, 3, size, size)
        parts.append(reader(_channels(channels.reshape(-1, SIZE, SIZE))).argmax(dim=1).reshape(-1, 3))
    glyphs: Array = torch.cat(parts).numpy()
    return glyphs


def reading_accuracy(reader: Reader, bank: Bank) -> float:
    """The share of the bank's glyphs that is read right."""
    flat = bank.pictures.reshape(-1, SIZE, SIZE)
    glyphs = read(reader, np.repeat(flat[..., None], 3, axis=3))[:, 0]
    right = glyphs == np.repeat(np.arange(GLYPHS), bank.pictures.shape[1])
    return float(right.mean())


def _channels(pictures: Array) -> Tensor:
    """uint8 (n, size, size) → (n, 1, size, size) in −1 … 1."""
    return torch.from_numpy(np.ascontiguousarray(pictures))[:, None].to(torch.float32) / 127.5 - 1
