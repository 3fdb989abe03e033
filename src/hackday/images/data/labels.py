"""Labels from a table: a CSV with a file name and its attributes a row, read as spreadsheets and data sets write it."""

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from sys import intern

import numpy as np

from hackday.images.data.collecting import shown
from hackday.images.data.dataset import MOST_SLOTS, UNKNOWN, Array, Attribute, Skipped
from hackday.runs.plain import open_plain
from hackday.specs import SpecError, require

MAX_VALUES = 64
"""Of one attribute: what has more is a number or a name, and no choice that a person makes."""
MAX_BYTES = 256_000_000
FILE_COLUMNS = frozenset({"file", "filename", "file_name", "name", "image", "path"})
PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp")


@dataclass(frozen=True)
class LabelTable:
    """`rows`: for each file a text for each of `columns` ("" for nothing). `repeated` rows were ignored."""

    columns: tuple[str, ...]
    rows: Mapping[str, tuple[str, ...]]
    repeated: int


def read_labels(path: Path) -> LabelTable:
    """The table in a CSV file: separated by commas, semicolons or tabs, UTF-8, UTF-16 or Western European.

    The column of file names is headed file, filename, name, image or path, or is the first. A table whose first row
    names a picture has no header: its columns are called label, or label_1, label_2, …. SpecError if it cannot be read.
    """
    grid = _grid(path)
    require(
        bool(grid) and len(grid[0]) > 1, f"'{path}' has no columns of labels; write file,colour and a row a picture"
    )
    heads = [cell.strip() for cell in grid[0]]
    if any(cell.lower().endswith(PICTURE_ENDINGS) for cell in heads):
        where = next(i for i, cell in enumerate(heads) if cell.lower().endswith(PICTURE_ENDINGS))
        names = ["label"] if len(heads) == 2 else [f"label_{i + 1}" for i in range(len(heads) - 1)]
    else:
        where = next((i for i, cell in enumerate(heads) if cell.lower() in FILE_COLUMNS), 0)
        names = [shown("_".join(cell.replace("=", " ").split())) for cell in heads[:where] + heads[where + 1 :]]
        grid = grid[1:]
    columns = [name if name and name not in names[:i] else f"column_{i + 1}" for i, name in enumerate(names)]
    rows: dict[str, tuple[str, ...]] = {}
    repeated = 0
    for cells in grid:
        cells += [""] * (len(heads) - len(cells))
        file = cells[where].strip().replace("\\", "/").removeprefix("./")
        repeated += file in rows
        others = cells[:where] + cells[where + 1 : len(heads)]
        rows.setdefault(file, tuple(intern(shown(cell.strip())) for cell in others))
    return LabelTable(tuple(columns), rows, repeated)


def _grid(path: Path) -> list[list[str]]:
    """All rows that are not empty."""
    try:
        require(path.stat().st_size <= MAX_BYTES, f"'{path}' is larger than {MAX_BYTES // 1_000_000} MB: no label file")
        with open_plain(path) as file:
            content = file.read()
    except OSError as error:
        raise SpecError(f"the label file '{path}' cannot be read: {error.strerror}") from None
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")  # what spreadsheets write in Western Europe
    first = text.lstrip().partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
        return [cells for cells in rows if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise SpecError(f"the label file '{path}' is not a CSV table: {error}") from None


def match(table: LabelTable, names: Sequence[str]) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """What the table says of the files `names` (paths in the folder, `/` between parts), and its rows that fit none.

    A row may give the whole path, the file's name alone, or that without its ending, if only one file has it.
    """
    known: dict[str, str | None] = {}
    for keys in (names, [PurePosixPath(name).name for name in names], [PurePosixPath(name).stem for name in names]):
        level: dict[str, str | None] = {}
        for key, name in zip(keys, names, strict=True):
            level[key] = name if level.get(key, name) == name else None
        known = level | known
    found: dict[str, tuple[str, ...]] = {}
    strangers = []
    for file, texts in table.rows.items():
        known_as = known.get(file)
        if known_as is None:
            strangers.append(file)
        else:
            found.setdefault(known_as, texts)
    return found, strangers


def encode(columns: Mapping[str, Sequence[str]]) -> tuple[list[Attribute], Array, list[Skipped]]:
    """Texts as labels: attributes, int16 (count, attributes), and the columns left out. "" is UNKNOWN.

    The values of an attribute are in the order of the alphabet, or of numbers if they are all numbers. Columns of more
    than MAX_VALUES values, or of less than two, are no attributes; nor are those beyond MOST_SLOTS values in all.
    """
    attributes, labels, left_out, slots = [], [], [], 0
    for name, texts in columns.items():
        values = _ordered(set(texts) - {""})
        if 2 <= len(values) <= MAX_VALUES and slots + len(values) > MOST_SLOTS:
            left_out.append(Skipped(f"column {name}", f"the columns before it have {slots} values of {MOST_SLOTS}"))
        elif 2 <= len(values) <= MAX_VALUES:
            slots += len(values)
            place = {value: i for i, value in enumerate(values)} | {"": UNKNOWN}
            attributes.append(Attribute(name, tuple(values)))
            labels.append(np.fromiter((place[text] for text in texts), np.int16, len(texts)))
        elif len(values) > MAX_VALUES:
            left_out.append(Skipped(f"column {name}", too_many(len(values))))
        else:
            left_out.append(Skipped(f"column {name}", "the same for all pictures" if values else "empty"))
    count = len(next(iter(columns.values()), ()))
    return attributes, np.stack(labels, 1) if labels else np.zeros((count, 0), np.int16), left_out


def too_many(count: int, most: int = MAX_VALUES) -> str:
    """Why an attribute with `count` values is left out."""
    return f"{count} values; an attribute may have {most}"


def _ordered(values: set[str]) -> list[str]:
    try:
        numbers = {value: float(value) for value in values}
    except ValueError:
        return sorted(values)
    return sorted(values, key=lambda value: (numbers[value], value) if math.isfinite(numbers[value]) else (0, value))
