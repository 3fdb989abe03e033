"""What this machine's processor offers torch, and how to get it."""

import ctypes
import gc
import sys
import time
from contextlib import AbstractContextManager, nullcontext
from functools import cache

import torch

M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_MAX = -1, -2, -4
KEEPING = ((M_MMAP_MAX, 0), (M_TRIM_THRESHOLD, 2**31 - 1), (M_TOP_PAD, 64 * 2**20))
USUAL = ((M_MMAP_MAX, 65_536), (M_TRIM_THRESHOLD, 128 * 2**10), (M_TOP_PAD, 128 * 2**10))
"""As glibc begins."""
SIZE, TRIALS = 512, 9  # of the matrices that measure a processor, about 20 ms in all
WORTHWHILE = 1.2
"""So many times as fast must matrices be multiplied in 16 bits, or the casts between the two kinds eat the gain."""


def keep_freed_memory() -> None:
    """Ask the C library to keep what torch frees for the next layer instead of giving it back to the system.

    Glibc maps every large block anew, and the system then clears it page by page: half the time of a convolutional
    network's step. Other C libraries are left alone.
    """
    if library := _glibc():
        for parameter, value in KEEPING:
            library.mallopt(parameter, value)


def give_back_freed_memory() -> None:
    """Give the system what was freed so far, and again what will be: the end of `keep_freed_memory`."""
    gc.collect()
    if library := _glibc():
        for parameter, value in USUAL:
            library.mallopt(parameter, value)
        library.malloc_trim(0)


def _glibc() -> ctypes.CDLL | None:
    """The C library, where it is GNU's."""
    if sys.platform != "linux":
        return None
    try:
        return ctypes.CDLL("libc.so.6")
    except OSError:
        return None


@cache
def gains_from_bfloat16() -> bool:
    """Does this processor multiply 16-bit floats clearly faster than 32-bit ones? Measured once a process.

    The instructions alone say little: a Xeon with AVX512-BF16 and without AMX takes twice as long in 16 bits.
    """
    if not (torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()):
        return False
    return _seconds(torch.float32) > WORTHWHILE * _seconds(torch.bfloat16)


def _seconds(kind: torch.dtype) -> float:
    """The shortest of some multiplications: whatever else the machine does can only lengthen one."""
    matrix, took = torch.full((SIZE, SIZE), 0.5, dtype=kind), []
    for _ in range(TRIALS):
        began = time.perf_counter()
        torch.mm(matrix, matrix)
        took.append(time.perf_counter() - began)
    return min(took)


def mixed_precision(enabled: bool) -> AbstractContextManager[object]:
    """Where `enabled`, a block in which torch multiplies in bfloat16."""
    return torch.autocast("cpu", dtype=torch.bfloat16) if enabled else nullcontext()
