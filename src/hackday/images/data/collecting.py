"""Many picture files become one cached data set: decoded on all cores, written as they come, never all in memory.

Decoding runs in threads: Pillow releases Python's lock while it decodes and resizes.
"""

import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import TypeVar

import numpy as np

from hackday.images.data.cache import open_cached, writing
from hackday.images.data.dataset import Array, Attribute, Dataset, Skipped
from hackday.images.data.decoding import Framing, Unreadable, decode
from hackday.images.spec import NEEDED
from hackday.processes import cores
from hackday.specs import SpecError

BATCH = 8  # files a task: enough to pay for handing it over, few enough to bound the memory
WRITE = 256  # pictures

Item = tuple[str, Path | bytes]
"""A picture to decode: the name to report it under, and where it is or its bytes."""
Labelling = Callable[[Sequence[str]], tuple[Sequence[Attribute], Array, Sequence[Skipped]]]
"""From the names of the decoded pictures: attributes, labels int16 (count, attributes), and what was left out."""
Progress = Callable[[int, int], None]
"""Told how many pictures are done, of how many."""

In = TypeVar("In")
Out = TypeVar("Out")


@dataclass(frozen=True)
class About:
    """What a data set is called and under which key it is kept."""

    key: str
    name: str
    summary: str
    licence: str


def collect(
    about: About,
    items: Iterable[Item],
    framing: Framing,
    label: Labelling,
    skipped: list[Skipped],
    total: Callable[[int], int],
    progress: Progress,
) -> Dataset:
    """The data set of all `items` that can be decoded, in their order, now in the cache.

    `skipped` may grow while the items are drawn; unreadable ones are added. `total(done)` is how many items there are,
    or an estimate. SpecError if fewer than NEEDED pictures come out.
    """
    kept: list[str] = []
    attributes: list[Attribute] = []
    batch: list[Array] = []
    with writing(about.key, about.name, about.summary, about.licence, attributes, skipped) as writer:

        def write() -> None:
            writer.add(np.stack(batch), np.zeros((len(batch), 0)))
            batch.clear()

        done = 0
        with warnings.catch_warnings():  # decoders warn of oddities in single files, which nobody here can mend
            warnings.simplefilter("ignore")
            for name, outcome in _decoded(items, framing):
                if isinstance(outcome, str):
                    skipped.append(Skipped(shown(name), outcome))
                else:
                    kept.append(name)
                    batch.append(outcome)
                if len(batch) == WRITE:
                    write()
                done += 1
                if done % BATCH == 0:
                    progress(done, max(done, total(done)))
        progress(done, done)
        if batch:
            write()
        if len(kept) < NEEDED:
            raise too_few(about.name, len(kept), skipped)
        found, labels, left_out = label(kept)
        attributes.extend(found)
        skipped.extend(left_out)
        writer.relabel(labels)
    return opened(about.key, about.name) or _lost(about.key)


def opened(key: str, name: str) -> Dataset | None:
    """The data set cached under `key`, called `name` (the same pictures may lie in two places), or None."""
    found = open_cached(key)
    return None if found is None else replace(found, name=name)


def too_few(name: str, count: int, skipped: Sequence[Skipped]) -> SpecError:
    """The error for a source with `count` usable pictures."""
    why = f"; skipped: {len(skipped)}, the first {skipped[0].name} ({skipped[0].reason})" if skipped else ""
    return SpecError(f"'{shown(name)}' has {count} usable pictures and at least {NEEDED} are needed{why}")


def shown(name: str) -> str:
    """A file's name as it can be printed and sent anywhere: no control characters, no undecodable bytes."""
    text = "".join(letter if letter.isprintable() else "?" for letter in name)
    return text if len(text) <= 200 else "…" + text[-199:]


def in_order(work: Callable[[In], Out], items: Iterable[In]) -> Iterator[Out]:
    """`work` of each item, in their order, on all cores; items are drawn only a little ahead of the results."""
    workers = cores()
    waiting: deque[Future[Out]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) > 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def batches(items: Iterable[In], size: int) -> Iterator[list[In]]:
    """The items in lists of `size`; the last may be shorter."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _decoded(items: Iterable[Item], framing: Framing) -> Iterator[tuple[str, Array | str]]:
    """Each item's name with its picture, or with the reason why there is none."""
    large = Lock()

    def one(item: Item) -> tuple[str, Array | str]:
        try:
            return item[0], decode(item[1], framing, large)
        except Unreadable as reason:
            return item[0], str(reason)

    for batch in in_order(lambda batch: [one(item) for item in batch], batches(items, BATCH)):
        yield from batch


def _lost(key: str) -> Dataset:
    raise SpecError(f"the data set {key} is not in the cache although it was just written; is the disk full?")
