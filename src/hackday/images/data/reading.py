"""Taking pictures out of a data set that may be larger than the memory."""

import mmap

import numpy as np

from hackday.images.data.dataset import Array

AT_ONCE = 32
"""Pictures; with each of them the system may map a megabyte of the file around it."""


def read(pictures: Array, places: Array) -> Array:
    """A copy of `pictures[places]`, read from the disk front to back. The order stays that of `places`.

    Where `pictures` are memory-mapped, nothing but the copy is left in memory.
    """
    order = np.argsort(places)
    found = np.empty((len(places), *pictures.shape[1:]), pictures.dtype)
    for start in range(0, len(order), AT_ONCE):
        some = order[start : start + AT_ONCE]
        found[some] = pictures[places[some]]
        _leave(pictures)
    return found


def _leave(pictures: Array) -> None:
    """Take what was read of a mapped file out of this process's memory; the system may still keep it in its cache.

    What was touched would else count as ours until the system needs the room.
    """
    file: object = pictures.base
    if isinstance(file, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):  # which Windows lacks
        file.madvise(mmap.MADV_DONTNEED)
