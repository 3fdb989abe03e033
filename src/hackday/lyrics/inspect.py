"""The inside as files: the training curves, songs that were written, the words that lie near each other."""

import subprocess
from typing import Any

import numpy as np

from hackday.lyrics.data.corpus import END, STANZA, Array
from hackday.lyrics.results import Measured
from hackday.lyrics.trained import TrainedWriter
from hackday.processes import command
from hackday.runs.files import replace_bytes, replace_json
from hackday.training import Session

SHOWN_SONGS = 12
NEAR, FREQUENT = 8, 1500  # words that lie near, of so many frequent words


def inspect(session: Session, trained: TrainedWriter, measured: Measured) -> None:
    """Write everything into the run's artifacts. OSError if the disk refuses."""
    folder = session.run.artifacts
    folder.mkdir(exist_ok=True)
    session.announce("writing down songs")
    replace_bytes(folder / "songs.txt", songs_text(trained, measured).encode())
    replace_json(folder / "neighbours.json", named(neighbours(trained), trained))
    replace_json(folder / "training-curves.json", curves(session, measured))
    session.announce("drawing the curves")
    # In a process of its own, so that no figure's memory stays here (docs/decisions/0002).
    subprocess.run(command("hackday.lyrics.pictures", str(folder), "training-curves"), check=True,
                   stdin=subprocess.DEVNULL, start_new_session=True)  # fmt: skip


def songs_text(trained: TrainedWriter, measured: Measured) -> str:
    """The first songs written, and one without chance, as a person reads them."""
    parts = []
    for place, (song, voice) in enumerate(zip(measured.songs[:SHOWN_SONGS], measured.voices, strict=False)):
        head = f"{place + 1}" if voice < 0 else f"{place + 1}, as {trained.voices[voice]}"
        parts.append(f"— {head} —\n\n{trained.text(without_end(song))}")
    if measured.greedy:
        parts.append(
            f"— without chance: always the likeliest word —\n\n{trained.text(without_end(measured.greedy[0]))}"
        )
    return "\n\n\n".join(parts) + "\n"


def without_end(song: Array) -> list[int]:
    """A song's tokens without the END."""
    return [int(token) for token in song if token != END]


def curves(session: Session, measured: Measured | None = None) -> dict[str, Any]:
    """What the time line shows: every validation, and the simple model's loss where it is known, in nats a word."""
    lines = [line for line in session.run.metrics()[0] if "validation_loss" in line]
    names = ("words", "epochs", "training_loss", "validation_loss", "validation_accuracy")
    simple = measured.results["validation"]["kneser_ney"]["perplexity"] if measured else None
    return {
        **{name: [line.get(name) for line in lines] for name in names},
        "kneser_ney": float(np.log(simple)) if simple and np.isfinite(simple) else None,
    }


def neighbours(trained: TrainedWriter) -> dict[int, list[int]]:
    """For each frequent word the words whose vectors point the most alike, the nearest first."""
    vectors = trained.network.embedding.weight.detach().numpy().astype(np.float32)
    vectors = vectors[: 4 * FREQUENT] / np.maximum(np.linalg.norm(vectors[: 4 * FREQUENT], axis=1, keepdims=True), 1e-9)
    first = STANZA + 1
    near: dict[int, list[int]] = {}
    for word in range(first, min(first + FREQUENT, len(vectors))):
        alike = vectors[first:] @ vectors[word]
        alike[word - first] = -np.inf
        near[word] = [int(place) + first for place in np.argsort(-alike, kind="stable")[:NEAR]]
    return near


def named(near: dict[int, list[int]], trained: TrainedWriter) -> dict[str, list[str]]:
    """The same in words."""
    return {trained.words[word]: [trained.words[one] for one in others] for word, others in near.items()}
