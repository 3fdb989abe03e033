"""A data set as people see it: tables of what is in it, and a sheet of its pictures."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from hackday.images.data.dataset import UNKNOWN, Array, Dataset, some
from hackday.tables import Table, percent

if TYPE_CHECKING:
    from PIL import Image

SHOWN_SKIPPED = 20  # reasons
SHOWN_VALUES = 24  # of an attribute: where there are more, the most frequent ones
TILE = 64  # pixels: smaller pictures are enlarged to about this, by a whole number
GAP = 2  # pixels of white between pictures


def describe(dataset: Dataset) -> list[Table]:
    """Tables of what the data set is, its labels and how often each is, its exact numbers, and what was left out."""
    rows = [
        ("name", dataset.name),
        ("what it is", dataset.summary),
        ("pictures", f"{len(dataset):,}"),
        ("size", f"{dataset.size} × {dataset.size} pixels"),
        ("channels", "1 (grey)" if dataset.channels == 1 else f"{dataset.channels} (red, green, blue)"),
        ("labels", ", ".join([*(one.name for one in dataset.attributes), *dataset.parameters]) or "none"),
        ("skipped", f"{len(dataset.skipped):,}" if dataset.skipped else "nothing"),
        ("licence", dataset.licence),
    ]
    tables = [Table("Data set", ("", "what is there"), rows)]
    if dataset.attributes:
        tables.append(Table("Labels", ("attribute", "value", "pictures", "share"), list(_frequencies(dataset))))
    if dataset.parameters:
        tables.append(Table("Exact numbers", ("name", "least", "mean", "greatest"), list(_ranges(dataset))))
    if dataset.skipped:
        groups = dataset.left_out()
        shown = [(f"{len(names):,}", why, some(names)) for why, names in groups[:SHOWN_SKIPPED]]
        more = len(groups) - len(shown)
        note = f"and {more:,} more reasons" if more else ""
        tables.append(Table("Skipped", ("how many", "why", "for example"), shown, note=note))
    return tables


def _frequencies(dataset: Dataset) -> Iterator[tuple[str, str, str, str]]:
    """A row a value of each attribute, with how many pictures have it; the last one for those of which nobody said."""
    for column, attribute in enumerate(dataset.attributes):
        labels = dataset.labels[:, column]
        counts = np.bincount(labels[labels != UNKNOWN], minlength=len(attribute.values)).tolist()
        named = list(zip(attribute.values, counts, strict=True))
        unknown = int((labels == UNKNOWN).sum())
        if unknown:
            named.append(("(unknown)", unknown))
        if len(named) > SHOWN_VALUES:
            named.sort(key=lambda one: -one[1])
            rest = named[SHOWN_VALUES:]
            named[SHOWN_VALUES:] = [(f"({len(rest)} more values)", sum(count for _, count in rest))]
        for value, count in named:
            yield attribute.name, value, f"{count:,}", percent(count / max(1, len(dataset)))


def _ranges(dataset: Dataset) -> Iterator[tuple[str, str, str, str]]:
    for name, numbers in number_columns(dataset):
        yield name, f"{numbers.min():.4g}", f"{numbers.mean():.4g}", f"{numbers.max():.4g}"


def number_columns(dataset: Dataset) -> Iterator[tuple[str, Array]]:
    """The exact numbers a column at a time, (count,): those with several to a picture as `name_1`, `name_2`, …."""
    for name, numbers in dataset.parameters.items():
        if numbers.ndim == 1:
            yield name, numbers
        else:
            yield from ((f"{name}_{i + 1}", numbers[:, i]) for i in range(numbers.shape[1]))


def contact_sheet(dataset: Dataset, columns: int = 12, rows: int = 8) -> "Image.Image":
    """An RGB picture of `columns` × `rows` pictures, evenly chosen, row by row in the order of the data set, on white.

    Fewer, if there are no more. Small pictures are enlarged without smoothing, so that each of their pixels is seen.
    """
    from PIL import Image

    count = min(len(dataset), columns * rows)
    chosen = np.arange(count) * len(dataset) // count if count else np.zeros(0, np.int64)
    times = max(1, round(TILE / dataset.size))
    step = dataset.size * times + GAP
    height, width = -(-count // columns), min(columns, count)
    sheet = np.full((height * step + GAP, width * step + GAP, 3), 255, np.uint8)
    for place, index in enumerate(chosen):
        top, left = GAP + place // columns * step, GAP + place % columns * step
        large = np.asarray(dataset.pictures[index]).repeat(times, 0).repeat(times, 1)  # (tile, tile, channels)
        sheet[top : top + step - GAP, left : left + step - GAP] = large
    return Image.fromarray(sheet)
