"""A data set as a folder that anyone can use: PNG files, a table of labels, a readme with the licence."""

import glob
import shutil
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PIL import Image

from hackday.caching import sweep
from hackday.images.data.collecting import in_order
from hackday.images.data.dataset import Array, Dataset
from hackday.images.data.describe import number_columns
from hackday.specs import SpecError, require
from hackday.tables import Table

MAKING = "-being-made-"  # in the name of the folder that becomes the data set


def require_new(out: Path) -> None:
    """SpecError if something is in `out` already."""
    empty = not out.exists() or (out.is_dir() and not any(out.iterdir()))
    require(empty, f"'{out}' is there already; name a new folder, or an empty one")


def write_dataset(dataset: Dataset, out: Path, progress: Callable[[int, int], None] = lambda _done, _of: None) -> Path:
    """Write PNG files and `labels.csv` (file, attributes, exact numbers) into the new folder `out`; returns it.

    `read_folder` reads it back with the same pictures and labels. Written beside and renamed: there is a whole folder
    or none. SpecError if `out` is there already and not empty, or cannot be written.
    """
    require_new(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        sweep(out.parent, f".{glob.escape(out.name)}{MAKING}*")
        with tempfile.TemporaryDirectory(prefix=f".{out.name}{MAKING}", dir=out.parent) as beside:
            fresh = Path(beside) / "new"
            fresh.mkdir()
            _write(dataset, fresh, progress)
            if out.exists():
                out.rmdir()
            shutil.move(fresh, out)
    except OSError as error:
        raise SpecError(f"the folder '{out}' cannot be written: {error.strerror or error}") from None
    return out


def _write(dataset: Dataset, folder: Path, progress: Callable[[int, int], None]) -> None:
    digits = max(5, len(str(len(dataset) - 1)))
    names = [f"{i:0{digits}d}.png" for i in range(len(dataset))]
    for done, _ in enumerate(in_order(partial(_write_one, dataset, folder), enumerate(names)), start=1):
        progress(done, len(dataset))
    columns = {"file": names}
    for place, attribute in enumerate(dataset.attributes):
        texts = [*attribute.values, ""]  # UNKNOWN, −1, is the last
        columns[attribute.name] = [texts[label] for label in dataset.labels[:, place].tolist()]
    for name, numbers in number_columns(dataset):
        columns[name] = [repr(number) for number in numbers.tolist()]
    if len(columns) > 1:
        rows = list(zip(*columns.values(), strict=True))
        table = Table(dataset.name, tuple(columns), rows).as_csv()
        (folder / "labels.csv").write_text(table, encoding="utf-8", newline="")
    readme = f"{dataset.name}: {dataset.summary}\n\n{len(dataset)} pictures\n\nLicence: {dataset.licence}\n"
    (folder / "README.txt").write_text(readme, encoding="utf-8")


def _write_one(dataset: Dataset, folder: Path, one: tuple[int, str]) -> None:
    index, name = one
    picture: Array = dataset.pictures[index]
    Image.fromarray(picture[..., 0] if dataset.channels == 1 else picture).save(folder / name)
