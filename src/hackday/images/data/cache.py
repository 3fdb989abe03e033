"""Pictures that were made or decoded once, kept as files that are memory-mapped: opening 100,000 takes no memory.

A data set is a folder `<cache>/images/<key>/` with `pictures.u8` (the raw bytes), `labels.i2`, and `dataset.json` for
all else. It is written beside and renamed, so a reader meets a whole one or none; two makers at once do no harm.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np

from hackday.caching import cache_folder, put, working_folder
from hackday.images.data.dataset import Array, Attribute, Dataset, Skipped
from hackday.runs.files import read_json

FORMAT = 1


def open_cached(key: str) -> Dataset | None:
    """The data set kept under `key`; None if there is none, or not a whole one."""
    folder = _folder(key)
    try:
        about = read_json(folder / "dataset.json")
        if about["format"] != FORMAT:
            return None
        count, size, channels = (int(about[name]) for name in ("count", "size", "channels"))
        attributes = tuple(Attribute(one["name"], tuple(one["values"])) for one in about["attributes"])
        pictures = np.memmap(folder / "pictures.u8", np.uint8, "r", shape=(count, size, size, channels))
        labels = np.fromfile(folder / "labels.i2", "<i2").reshape(count, len(attributes))
        return Dataset(
            name=str(about["name"]),
            summary=str(about["summary"]),
            licence=str(about["licence"]),
            pictures=pictures,
            key=key,
            attributes=attributes,
            labels=labels,
            skipped=tuple(Skipped(one["name"], one["reason"]) for one in about["skipped"]),
        )
    except (OSError, ValueError, LookupError, TypeError):
        return None


class DatasetWriter:
    """Collects pictures and labels, a batch at a time, into files; memory does not grow with their number."""

    def __init__(self, pictures: IO[bytes], labels: IO[bytes]) -> None:
        self._pictures, self._labels = pictures, labels
        self.count = 0
        self.shape: tuple[int, ...] = ()

    def add(self, pictures: Array, labels: Array) -> None:
        """Append `pictures`, uint8 (n, size, size, channels), and `labels`, (n, attributes)."""
        self.shape = pictures.shape[1:]
        self._pictures.write(np.ascontiguousarray(pictures, np.uint8).tobytes())
        self._labels.write(np.ascontiguousarray(labels, "<i2").tobytes())
        self.count += len(pictures)

    def relabel(self, labels: Array) -> None:
        """Put `labels`, (count, attributes), in the place of all that were added: some know them only at the end."""
        self._labels.seek(0)
        self._labels.truncate()
        self._labels.write(np.ascontiguousarray(labels, "<i2").tobytes())


@contextmanager
def writing(
    key: str, name: str, summary: str, licence: str, attributes: Sequence[Attribute], skipped: Sequence[Skipped] = ()
) -> Iterator[DatasetWriter]:
    """Make the data set `key`: add pictures in the block; it is there, whole, when the block ends without an error.

    `skipped` is read at the end, so a maker may go on appending to its list.
    """
    target = _folder(key)
    with working_folder(target) as beside:
        fresh = beside / "new"
        fresh.mkdir()
        with (fresh / "pictures.u8").open("wb") as pictures, (fresh / "labels.i2").open("wb") as labels:
            writer = DatasetWriter(pictures, labels)
            yield writer
        size, _, channels = writer.shape or (0, 0, 0)
        about: Mapping[str, Any] = {
            "format": FORMAT,
            "name": name,
            "summary": summary,
            "licence": licence,
            "count": writer.count,
            "size": size,
            "channels": channels,
            "attributes": [{"name": one.name, "values": list(one.values)} for one in attributes],
            "skipped": [{"name": one.name, "reason": one.reason} for one in skipped],
        }
        (fresh / "dataset.json").write_text(json.dumps(about, ensure_ascii=True), encoding="utf-8")
        put(fresh, target, lambda: open_cached(key) is not None)


def _folder(key: str) -> Path:
    return cache_folder() / "images" / key
