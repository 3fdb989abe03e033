"""What this machine's processor offers torch, and how to get it."""

import ctypes
import os
import sys
from contextlib import AbstractContextManager, nullcontext

import torch

M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_MAX = -1, -2, -4


def keep_freed_memory() -> None:
    """Ask the C library to keep what torch frees for the next layer instead of giving it back to the system.

    Glibc maps every large block anew, and the system then clears it page by page: half the time of a convolutional
    network's step. Other C libraries are left alone.
    """
    if sys.platform != "linux":
        return
    try:
        library = ctypes.CDLL("libc.so.6")
    except OSError:
        return
    for parameter, value in ((M_MMAP_MAX, 0), (M_TRIM_THRESHOLD, 2**31 - 1), (M_TOP_PAD, 64 * 2**20)):
        library.mallopt(parameter, value)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def has_bfloat16() -> bool:
    """Does the processor multiply 16-bit floats faster than 32-bit ones?"""
    return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())


def mixed_precision(enabled: bool) -> AbstractContextManager[object]:
    """Where `enabled`, a block in which torch multiplies in bfloat16."""
    return torch.autocast("cpu", dtype=torch.bfloat16) if enabled else nullcontext()
