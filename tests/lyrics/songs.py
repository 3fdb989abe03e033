"""Songs to prepare in tests: made from a seed, different but in the same few words."""

import csv
import random
from collections.abc import Sequence
from pathlib import Path

WORDS = [
    *("love", "me", "do", "you", "know", "that", "i", "don't", "want", "to"),
    *("go", "away", "when", "the", "night", "is", "over", "and", "runnin'", "down"),
]


def song(seed: int, lines: int = 8) -> str:
    """Lines of six words in stanzas of four lines."""
    draw = random.Random(seed)
    text = [" ".join(draw.choices(WORDS, k=6)).capitalize() + "," for _ in range(lines)]
    return "\n".join(line + ("\n" if i % 4 == 3 else "") for i, line in enumerate(text))


def write(path: Path, rows: Sequence[tuple[str, str, str]]) -> Path:
    """A CSV file of (artist, song, text)."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("artist", "song", "text"), *rows])
    return path


def write_songs(path: Path, count: int = 40) -> Path:
    """`count` songs of three artists."""
    return write(path, [(f"Artist {i % 3}", f"Song {i}", song(i)) for i in range(count)])
