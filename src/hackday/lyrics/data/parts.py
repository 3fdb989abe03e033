"""Which songs are learned from and which only judge: 90 % training, 5 % validation, 5 % test.

A group of near duplicates is never divided, and its own least hash decides: adding songs moves no other song (a
new version of one may move all its versions together), and the order of the file says nothing.
"""

import numpy as np

from hackday.lyrics.data.corpus import TEST, TRAINING, VALIDATION, Array

SHARE = 0.05
MIX = np.uint64(0x9E3779B97F4A7C15)
"""Odd: the least hash of a large group is small, and multiplied by this (mod 2⁶⁴) it may be anything again."""


def split(hashes: Array, groups: Array) -> Array:
    """The part of each song, uint8 (songs,). `hashes`: uint64, of the songs; `groups`: see `near_groups`.

    The least hash of a group stands for it. Where there are three songs each part gets one at least, the group nearest
    to the border if need be; less than three groups are divided after all: there is no other way.
    """
    count = len(hashes)
    leads, group, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    if len(leads) < 3:
        group, sizes = np.arange(count), np.ones(count, np.int64)
    least = np.full(len(sizes), np.iinfo(np.uint64).max)
    np.minimum.at(least, group, hashes)
    place = (least * MIX) / 2.0**64  # 0 … 1
    part = np.full(len(sizes), TRAINING, np.uint8)
    part[place < SHARE] = VALIDATION
    part[place >= 1 - SHARE] = TEST
    order = np.argsort(place, kind="stable")
    for name, line in ((VALIDATION, order), (TEST, order[::-1]), (TRAINING, order)):
        held = [one for one in line.tolist() if part[one] != name]
        if not (part == name).any() and len(held) > 1:
            # Never the last group of another part, and a small one, so that as much as possible is left to learn from.
            free = [one for one in held if (part == part[one]).sum() > 1] or held
            part[min(free, key=lambda one: int(sizes[one]))] = name
    chosen: Array = part[group]
    return chosen
