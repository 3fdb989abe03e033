"""Cartoon faces with known features: drawn by DiceBear's styles whose artwork is CC0, made once and cached.

Each face's features are drawn from the seed, independently of each other (but for beards, of which dark skin hides the
line and gets few), given to the style by name, and kept as labels. What has no label (the cut of the hair, eyes, mouth)
is left to the style's own random choice.
"""

from collections.abc import Callable
from contextlib import closing

import numpy as np

from hackday.caching import content_key
from hackday.images.data.cache import open_cached, writing
from hackday.images.data.dataset import Array, Attribute, Dataset
from hackday.images.data.drawers import Job, draw_all
from hackday.images.data.faces import STYLES
from hackday.processes import cores
from hackday.training import stream

VERSION = 3  # of the tables in faces.py and below: a change makes the faces anew
BATCH = 100
BEARDS_ON = {"brown": 0.5, "dark": 0.25}  # the share of beards that stays

SUMMARIES = {
    "avatars:lorelei": "cartoon faces in the style Lorelei by Lisa Wischofsky, coloured",
    "avatars:pixel-art": "cartoon faces in the style Pixel Art by DiceBear",
}
LICENCE = "CC0 1.0 (artwork); made with DiceBear, whose code is under the MIT licence"


def draw_labels(style: str, seed: int, count: int) -> Array:
    """Which value of each feature `count` faces have, int16 (count, features)."""
    features = STYLES[style]
    labels = np.stack(
        [
            stream(seed, "avatars", style, name).choice(len(feature.options), count, p=feature.shares)
            for name, feature in features.items()
        ],
        axis=1,
    )
    names = list(features)
    if "beard" in features:
        keep = np.array([BEARDS_ON.get(value, 1.0) for value in features["skin"].options])
        shaved = stream(seed, "avatars", style, "shaved").random(count) >= keep[labels[:, names.index("skin")]]
        labels[shaved, names.index("beard")] = 0
    return labels.astype(np.int16)


def avatars(
    name: str,
    *,
    seed: int = 0,
    count: int = 10_000,
    size: int = 64,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Dataset:
    """The data set `name`, from the cache or made now on all cores; `progress` is told (done, of how many)."""
    key = f"{name.replace(':', '-')}-{content_key(VERSION, name, seed, count, size)}"
    cached = open_cached(key)
    if cached is not None:
        return cached
    style = name.partition(":")[2]
    attributes = [Attribute(feature, tuple(about.options)) for feature, about in STYLES[style].items()]
    labels = draw_labels(style, seed, count)
    jobs = [Job(style, seed, start, size, labels[start : start + BATCH].tolist()) for start in range(0, count, BATCH)]
    with (
        writing(key, name, SUMMARIES[name], LICENCE, attributes) as writer,
        closing(draw_all(jobs, helpers=min(cores(), len(jobs)))) as drawn,
    ):
        for job, pictures in zip(jobs, drawn, strict=True):
            writer.add(pictures, labels[job.start : job.start + BATCH])
            progress(writer.count, count)
    made = open_cached(key)
    assert made is not None
    return made
