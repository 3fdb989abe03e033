"""Asking a trained generator: for pictures with wanted attributes, or for a walk from one to the next."""

import json
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from hackday.images.data.dataset import UNKNOWN, Attribute
from hackday.images.film import ENDINGS, write_film
from hackday.images.randomness import latents
from hackday.images.sheets import encode, sheet
from hackday.images.train import draw
from hackday.images.trained import TrainedGenerator, read_trained
from hackday.runs import RunDirectory
from hackday.runs.files import replace_bytes
from hackday.sample_files import shared_out
from hackday.specs import SpecError, nearest, require
from hackday.tables import Table

Array = np.ndarray[Any, Any]

USUAL_COUNT = 16
PICTURE_ENDINGS = (".png", ".webp")
WORD_ENDINGS = (".json", ".csv")
LEAST_PIXELS = 64  # small pictures are enlarged on a sheet, so that they can be seen
WALK_FRAMES = 15  # from one picture to the next
WALKERS = 9
MOST_STOPS = 100
ANY = "any"
MOST_ON_A_SHEET = 10_000


def sample(run: RunDirectory, prompt: str | None, count: int | None, seed: int) -> list[dict[str, Any]]:
    """`count` pictures (usually 16) as the prompt asks, what it leaves open drawn as it occurs in the data.

    A line each: `attributes` (by name; of the dcgan recipe, none), `seed`, `place`, and `picture`, uint8 (size, size,
    channels). The same prompt, count and seed give the same pictures. SpecError for unknown attributes or values.
    """
    trained = read_trained(run)
    labels = asked_labels(trained, prompt, count or USUAL_COUNT, seed)
    pictures = trained.draw(labels, seed)
    return [
        {"attributes": names_of(trained.asked, row), "seed": seed, "place": place, "picture": picture}
        for place, (row, picture) in enumerate(zip(labels, pictures, strict=True))
    ]


def asked_labels(trained: TrainedGenerator, prompt: str | None, count: int, seed: int) -> Array:
    """(count, attributes): the prompt's values, and for the rest combinations of the data that have them, if any do."""
    wanted = read_prompt(prompt or "", trained.asked)
    fitting = trained.shares > 0
    for column, value in wanted.items():
        if value != UNKNOWN:
            fitting &= trained.combinations[:, column] == value
    if fitting.any():
        kept = TrainedGenerator(**{**vars(trained), "combinations": trained.combinations[fitting],
                                   "shares": trained.shares[fitting] / trained.shares[fitting].sum()})  # fmt: skip
        labels = kept.usual_labels(count, seed).copy()
    else:
        labels = trained.usual_labels(count, seed).copy()
    for column, value in wanted.items():
        labels[:, column] = value
    return labels


def read_prompt(prompt: str, attributes: Sequence[Attribute]) -> dict[int, int]:
    """`hair_color=red glasses=none` → the column and value of each. SpecError says what is known."""
    try:
        words = shlex.split(prompt)
    except ValueError as error:
        raise SpecError(
            f"'{prompt[:60]}' cannot be read ({error}); write name=value, quoted where it has spaces"
        ) from None
    require(not words or len(attributes) > 0, "this generator knows no attributes; ask it without a prompt")
    names = [attribute.name for attribute in attributes]
    wanted: dict[int, int] = {}
    for word in _with_spaces(words):
        name, equals, value = word.partition("=")
        known = [f"{one.name}={'|'.join([*one.values, ANY])}" for one in attributes]
        if not equals:
            raise SpecError(f"'{word[:60]}' is not name=value. Known: {', '.join(known)}")
        if name not in names:
            raise SpecError(f"there is no attribute '{name[:60]}'{nearest(name, names)}")
        column = names.index(name)
        require(column not in wanted, f"{name} is asked for twice; give it one value")
        values = attributes[column].values
        if value == ANY and ANY not in values:
            wanted[column] = UNKNOWN
        elif value in values:
            wanted[column] = values.index(value)
        else:
            raise SpecError(f"{name} has no value '{value[:60]}'{nearest(value, [*values, ANY])}")
    return wanted


def _with_spaces(words: Sequence[str]) -> list[str]:
    """Words without `=` belong to the value before them: whoever types `class=red cars` means one class."""
    parts: list[str] = []
    for word in words:
        if parts and "=" not in word:
            parts[-1] += f" {word}"
        else:
            parts.append(word)
    return parts


def names_of(attributes: Sequence[Attribute], row: Array) -> dict[str, str]:
    """A row of labels in words."""
    return {
        one.name: ANY if value == UNKNOWN else one.values[value]
        for one, value in zip(attributes, row[: len(attributes)], strict=True)
    }


def sample_table(answers: list[dict[str, Any]]) -> Table:
    """The answers without their pictures."""
    names = list(answers[0]["attributes"])
    rows = [(str(one["place"] + 1), *one["attributes"].values()) for one in answers]
    return Table(f"{len(answers)} pictures", ("", *names), rows)


def write_sample(answers: list[dict[str, Any]], out: Path, *, each: bool) -> list[Path]:
    """Write a sheet of all pictures to `out` (.png, .webp), or a file each beside it; or their words (.json, .csv).

    Returns the files. SpecError for another ending.
    """
    if out.suffix not in (*PICTURE_ENDINGS, *WORD_ENDINGS):
        raise SpecError(f"-o {out} is no picture's name; it ends in .png or .webp (or .json, .csv for the words)")
    shares = shared_out(answers, out, each=each)
    for file, some in shares:
        if out.suffix in PICTURE_ENDINGS:
            picture = some[0]["picture"] if each else _sheet([one["picture"] for one in some])
            replace_bytes(file, encode(picture, out.suffix[1:].upper(), quality=95))
        else:
            replace_bytes(file, _words(some, out.suffix).encode())
    return [file for file, _ in shares]


def _words(answers: list[dict[str, Any]], ending: str) -> str:
    if ending == ".csv":
        return sample_table(answers).as_csv()
    words = [{name: value for name, value in one.items() if name != "picture"} for one in answers]
    return json.dumps(words, indent=2) + "\n"


def _sheet(pictures: Sequence[Array]) -> Array:
    require(len(pictures) <= MOST_ON_A_SHEET, f"{len(pictures):,} pictures are too many for a sheet, which holds "
            f"{MOST_ON_A_SHEET:,}; add --each")  # fmt: skip
    usual = max(1, round(len(pictures) ** 0.5))
    columns = min(8, usual) if len(pictures) <= 8 * 16 else usual  # of more, a sheet of eight columns is a ribbon
    return sheet(pictures, columns, enlarge=max(1, LEAST_PIXELS // pictures[0].shape[0]))


def write_walk(run: RunDirectory, prompt: str | None, stops: int, seed: int, out: Path) -> list[Path]:
    """A film (.mp4 or .gif) of nine pictures that walk past `stops` latents and back to the first.

    They go along the sphere (latents of one length look alike, those near 0 like nothing), with the prompt's
    attributes. SpecError for another ending or number.
    """
    require(out.suffix in ENDINGS, f"-o {out} is no film's name; a walk ends in {' or '.join(ENDINGS)}")
    require(2 <= stops <= MOST_STOPS, f"--walk {stops} is not possible: a walk has 2 to {MOST_STOPS} stops")
    trained = read_trained(run)
    labels = asked_labels(trained, prompt, WALKERS, seed)
    out.parent.mkdir(parents=True, exist_ok=True)
    write_film(out, walk_frames(trained, labels, stops, seed), frames_per_second=20)
    return [out]


def walk_frames(trained: TrainedGenerator, labels: Array, stops: int, seed: int) -> list[Array]:
    """The frames of a walk: a sheet each of one picture a row of `labels`."""
    count = len(labels)
    places = latents(seed, "walk", count * stops, trained.latent).reshape(stops, count, -1)
    conditions = trained.conditions(labels)
    enlarge = max(1, 2 * LEAST_PIXELS // trained.size)
    frames = []
    for stop in range(stops):
        for part in range(WALK_FRAMES):
            share = part / WALK_FRAMES
            latent = slerp(places[stop], places[(stop + 1) % stops], share)
            frames.append(sheet(draw(trained.network, latent, conditions), 3, enlarge=enlarge))
    return frames


def slerp(start: torch.Tensor, end: torch.Tensor, share: float) -> torch.Tensor:
    """From `start` to `end`, (n, latent), along the great circle of their directions (Shoemake 1985)."""
    lengths = start.norm(dim=1, keepdim=True), end.norm(dim=1, keepdim=True)
    cosine = ((start / lengths[0]) * (end / lengths[1])).sum(dim=1, keepdim=True).clamp(-1, 1)
    angle = torch.arccos(cosine).clamp(min=1e-6)
    return (torch.sin((1 - share) * angle) * start + torch.sin(share * angle) * end) / torch.sin(angle)
