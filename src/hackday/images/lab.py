"""The images lab as the rest of the house sees it: what every lab answers to (hackday.domains.Lab)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hackday.images.data.sources import DATASETS, check_data, open_data
from hackday.images.presets import DEFAULT, PRESETS
from hackday.images.report import figures, tables
from hackday.images.spec import ImagesSpec
from hackday.limits import Estimate
from hackday.specs import SpecError, change, from_anywhere, no_options, require
from hackday.tables import Table
from hackday.training import Session

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from hackday.images.data.dataset import Dataset
    from hackday.runs import RunDirectory

__all__ = [
    "DATASETS",
    "DEFAULT",
    "EXAMPLE_PROMPT",
    "FIGURES",
    "MEASURED_ON",
    "PERMISSION",
    "PRESETS",
    "SAMPLE_FILE",
    "Spec",
    "describe_data",
    "estimate",
    "figure",
    "figures",
    "first_look",
    "interactive",
    "located",
    "make_data",
    "sample",
    "sample_table",
    "steps",
    "stream",
    "tables",
    "train",
    "with_data",
    "write_sample",
    "write_walk",
]

Spec = ImagesSpec
EXAMPLE_PROMPT = "-n 16 -o sheet.png"
SAMPLE_FILE = "sheet.png"
PERMISSION = "to publish a network that was trained on other people's pictures may need their permission"
FIGURES = ("training-curves",)
DATA_SETTINGS = ("size", "pictures", "fit", "background", "labels")
"""The settings that say how the pictures are read, besides `data`."""
MEASURED_ON = ("data", *DATA_SETTINGS, "measured")


def with_data(spec: ImagesSpec, data: str) -> ImagesSpec:
    """The settings with `data`, a built-in name or a path. SpecError unless there are pictures."""
    check_data(data)
    return replace(spec, data=data)


def located(spec: ImagesSpec) -> ImagesSpec:
    """The settings with paths that hold from every folder; labels inside the folder of pictures stay inside it."""
    if spec.data in DATASETS:
        return spec
    prefix, colon, path = spec.data.partition(":")
    data = f"{prefix}:{from_anywhere(path)}" if colon and prefix == "cartoonset" else from_anywhere(spec.data)
    try:
        inside = (Path(data) / spec.labels).is_file()
    except (OSError, ValueError):  # a text that can be no path
        inside = False
    return replace(spec, data=data, labels=spec.labels if inside else from_anywhere(spec.labels))


def steps(spec: ImagesSpec) -> int:
    """How far the progress of a run counts: steps of a batch each."""
    return max(1, spec.images // spec.batch_size)


def dataset_of(spec: ImagesSpec, progress: Callable[[int, int], None] = lambda _done, _of: None) -> "Dataset":
    """The pictures that the settings name. SpecError if there are none."""
    return open_data(
        spec.data, size=spec.size or None, count=spec.pictures or None, fit=spec.fit, background=spec.background,
        labels_file=spec.labels or None, progress=progress,
    )  # fmt: skip


def estimate(spec: ImagesSpec, minutes: float | None) -> Estimate:
    """What a training will take. SpecError unless the pictures and their labels are there."""
    check_data(spec.data, spec.labels or None)
    from hackday.images.estimate import estimate as estimated

    return estimated(spec, minutes)


def train(session: Session, spec: ImagesSpec) -> None:
    """Train both networks, then measure, inspect and export. Raises Stopped when asked to stop."""
    from hackday.images.networks import check_widths
    from hackday.images.train import train as train_networks

    dataset = dataset_of(spec, session.preparing("pictures"))
    check_widths(spec, dataset.size)
    learned = train_networks(session, spec, dataset)
    from hackday.images.export import export
    from hackday.images.inspect import inspect
    from hackday.images.results import measure, summary
    from hackday.images.trained import trained_from

    trained = trained_from(learned, spec, dataset, session.seed)
    measured = measure(trained, dataset, spec, session.seed, session.announce)
    results = {**summary(session, spec, learned), **measured.results}
    inspect(session, learned, trained, measured, dataset)
    session.announce("exporting")
    results["no_page"] = export(session, spec, dataset, learned, trained, measured, results)
    results["notices"] = list(dataset.notices)  # only now: names of files are not for the page
    session.run.write_results(results)


def figure(name: str, content: dict[str, Any]) -> "Figure":
    """The picture of the artifact `name`, from its JSON."""
    from hackday.images import pictures

    return pictures.figure(name, content)


def first_look(files: Sequence[str]) -> list[str]:
    """The pictures drawn, or of a training the newest frame of its film; the curves; a sheet of wishes granted."""
    film = [file for file in files if file.startswith("film/")][-1:]
    wishes = [file for file in files if file.startswith("attribute-")][:1]
    return ["samples.png" if "samples.png" in files else "".join(film), "training-curves.png", *wishes, "real.png"]


def sample(
    run: "RunDirectory", prompt: str | None, count: int | None, seed: int, options: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Pictures as the prompt asks: `hair_color=red glasses=none`."""
    no_options(options, "pictures")
    from hackday.images import sampling

    return sampling.sample(run, prompt, count, seed)


def stream(
    _run: "RunDirectory", _prompt: str | None, _count: int | None, _seed: int, _options: Mapping[str, Any],
    _tell: Callable[[str], None],
) -> None:  # fmt: skip
    """The answers are no running text."""


def interactive(
    _run: "RunDirectory", _prompt: str | None, _seed: int, _options: Mapping[str, Any], _ask: Callable[[str], str],
    _tell: Callable[[str], None],
) -> None:  # fmt: skip
    """There is nothing to choose."""
    raise SpecError("--interactive is for songs, whose words can be chosen one by one")


def sample_table(answers: list[dict[str, Any]]) -> Table:
    """The answers without their pictures."""
    from hackday.images import sampling

    return sampling.sample_table(answers)


def write_sample(answers: list[dict[str, Any]], out: Path, *, each: bool) -> list[Path]:
    """The answers as files: a sheet, or a picture each."""
    from hackday.images import sampling

    return sampling.write_sample(answers, out, each=each)


def write_walk(run: "RunDirectory", prompt: str | None, stops: int, seed: int, out: Path) -> list[Path]:
    """A film of pictures that turn into each other."""
    from hackday.images import sampling

    return sampling.write_walk(run, prompt, stops, seed, out)


def describe_data(
    name: str, settings: Sequence[str], sheet: Path | None, progress: Callable[[int, int], None]
) -> list[Table]:
    """What is in a data set or a folder, read as a training with these settings reads it, and with `sheet` a contact
    sheet written there."""
    import numpy as np

    from hackday.images.data.describe import contact_sheet, describe
    from hackday.images.sheets import encode
    from hackday.runs.files import replace_bytes

    dataset = dataset_of(change(with_data(ImagesSpec(), name), settings, only=DATA_SETTINGS), progress)
    if sheet is not None:
        require(sheet.suffix == ".png", f"{sheet} does not end in .png")
        sheet.parent.mkdir(parents=True, exist_ok=True)
        replace_bytes(sheet, encode(np.asarray(contact_sheet(dataset))))
    return describe(dataset)


def make_data(name: str, out: Path, progress: Callable[[int, int], None]) -> Path:
    """Write the pictures of a data set and their labels into folder `out`."""
    from hackday.images.data.writing import require_new, write_dataset

    check_data(name)
    require_new(out)
    return write_dataset(open_data(name, progress=progress), out, progress)
