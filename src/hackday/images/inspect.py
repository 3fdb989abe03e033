"""The inside as files: the film of the training, sheets, walks, the curves, and the JSON behind each picture."""

import subprocess
from typing import Any

import numpy as np

from hackday.images.data.dataset import Dataset
from hackday.images.data.reading import read
from hackday.images.film import write_film
from hackday.images.results import Measured
from hackday.images.sampling import walk_frames
from hackday.images.sheets import filled, read_picture, save_sheet
from hackday.images.train import Trained, film_folder
from hackday.images.trained import TrainedGenerator
from hackday.processes import command
from hackday.runs.files import replace_json
from hackday.training import Session, stream

Array = np.ndarray[Any, Any]

SHEET = 64  # pictures on the sheet of samples
IN_A_ROW = 8
WALK_STOPS = 5
SHOWN_PIXELS = 64  # smaller pictures are enlarged on sheets
LONGEST_HOLD = 10  # frames that the film rests on its last picture


def inspect(
    session: Session, learned: Trained, trained: TrainedGenerator, measured: Measured, dataset: Dataset
) -> None:
    """Write everything into the run's artifacts. OSError if the disk refuses."""
    folder = session.run.artifacts
    shown = stream(session.seed, "real sheet").permutation(len(dataset))[:SHEET]
    enlarge = max(1, SHOWN_PIXELS // trained.size)
    session.announce("drawing sheets")
    save_sheet(folder / "samples.png", measured.drawn[:SHEET], IN_A_ROW, enlarge=enlarge)
    save_sheet(folder / "real.png", read(dataset.pictures, np.sort(shown)), IN_A_ROW, enlarge=enlarge)
    for column, attribute in enumerate(trained.asked):
        save_sheet(folder / f"attribute-{_file_name(attribute.name)}.png",
                   value_rows(trained, column, session.seed), IN_A_ROW, enlarge=enlarge)  # fmt: skip
    if measured.worst:
        rows = [picture for _, pictures in measured.worst for picture in filled(pictures, IN_A_ROW)]
        save_sheet(folder / "worst-combinations.png", rows, IN_A_ROW, enlarge=enlarge)
        replace_json(folder / "worst-combinations.json", {"rows": [text for text, _ in measured.worst]})
    write_films(session, trained)
    replace_json(folder / "training-curves.json", curves(session, learned))
    session.announce("drawing the curves")
    # In a process of its own, so that no figure's memory stays here (docs/decisions/0002).
    subprocess.run(command("hackday.images.pictures", str(folder), "training-curves"), check=True,
                   stdin=subprocess.DEVNULL, start_new_session=True)  # fmt: skip


def write_films(session: Session, trained: TrainedGenerator) -> None:
    """The training and a walk, as MP4 and GIF."""
    folder = session.run.artifacts
    frames = [read_picture(path) for path in sorted(film_folder(folder).glob("*.png"))]
    session.announce("cutting the film of the training")
    for ending in ("mp4", "gif"):
        write_film(folder / f"training.{ending}", [*frames, *frames[-1:] * LONGEST_HOLD])
    session.announce("filming a walk")
    steps = walk_frames(trained, trained.usual_labels(9, session.seed), WALK_STOPS, session.seed)
    for ending in ("mp4", "gif"):
        write_film(folder / f"walk.{ending}", steps, frames_per_second=20)


def value_rows(trained: TrainedGenerator, column: int, seed: int) -> Array:
    """A row of pictures for each value of an attribute, the same latents in every row."""
    rows = []
    for value in range(len(trained.asked[column].values)):
        labels = trained.usual_labels(IN_A_ROW, seed).copy()
        labels[:, column] = value
        rows.append(trained.draw(labels, seed))
    return np.concatenate(rows)


def curves(session: Session, learned: Trained) -> dict[str, Any]:
    """What the time line shows: every line of metrics with figures, and the alarms."""
    lines = [line for line in session.run.metrics()[0] if "images" in line]
    names = ("discriminator_loss", "generator_loss", "penalty", "pairs_told_apart", "distinct", "coverage")
    return {
        "images": [line["images"] for line in lines],
        **{name: [line.get(name) for line in lines] for name in names},
        "alarms": [{"images": one.images, "kind": one.kind, "text": one.text} for one in learned.progress.alarms()],
    }


def _file_name(name: str) -> str:
    """An attribute's name as a part of a file's: whatever a stranger's table calls it, it stays in its folder."""
    kept = "".join(c if c.isalnum() or c in "-_" else "-" for c in name)[:60]
    return kept or "unnamed"
