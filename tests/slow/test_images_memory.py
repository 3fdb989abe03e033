"""A hundred thousand pictures are opened and learned from without ever lying in memory. `make test-slow`."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.slow.peak import told_and_peak

COUNT = 100_000
MEMORY = 1_500_000_000  # bytes; the decoded pictures are 1,228,800,000
OPEN = """
import json, resource, sys
from hackday.images.data.sources import open_data
dataset = open_data(sys.argv[1])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
sample = [int(dataset.pictures[i].sum()) for i in range(0, len(dataset), 997)]
print(json.dumps([len(dataset), dataset.pictures.shape[1:], dataset.labels.shape, peak, sample]))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """COUNT small PNG files in ten sub-folders, with a table of labels."""
    root = tmp_path_factory.mktemp("many") / "set"
    for i in range(10):
        (root / str(i)).mkdir(parents=True)

    def write(number: int) -> None:
        Image.fromarray(picture(number)).save(root / f"{number // 10_000}" / f"{number:06d}.png", compress_level=1)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for _ in pool.map(write, range(COUNT), chunksize=100):
            pass
    rows = "".join(f"{number:06d}.png,{number % 7},{number % 50}\n" for number in range(COUNT))
    (root / "labels.csv").write_text("file,seven,fifty\n" + rows)
    return root


def picture(number: int) -> np.ndarray:
    """The picture of this number, (64, 64, 3): a ramp that wraps around, moved by the number."""
    ramp: np.ndarray = np.add.outer(np.arange(64, dtype=np.uint8), np.arange(3 * 64, dtype=np.uint8) + number % 256)
    return ramp.reshape(64, 64, 3)


def test_opening_100_000_pictures_takes_little_memory(folder: Path, tmp_path: Path) -> None:
    for _ in ("decoded", "from the cache"):
        outcome = subprocess.run(
            [sys.executable, "-c", OPEN, str(folder)],
            env={**os.environ, "HACKDAY_CACHE": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert outcome.stderr == ""
        count, shape, labels, peak, sample = json.loads(outcome.stdout)
        assert (count, shape, labels) == (COUNT, [64, 64, 3], [COUNT, 3])
        assert sample == [int(picture(number).sum()) for number in range(0, COUNT, 997)]
        assert peak < MEMORY


TRAIN = """
import sys
from hackday import api, domains
spec, name = api.plan("images", data=sys.argv[1], settings=["judge_steps=150"])
estimate = domains.lab("images").estimate(spec, 1)
results = api.go(api.create("images", spec, preset=name, seed=0, minutes=1, runs="runs")).results
told = [results["images_seen"], results["no_page"], results["seconds"], estimate.memory_bytes]
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of one process alone is told by Linux")
@pytest.mark.timeout(3600)
def test_training_on_100_000_pictures_takes_little_memory(folder: Path, tmp_path: Path) -> None:
    """From preparing to the page, torch included, and as was estimated."""
    seen, no_page, seconds, estimated, peak = told_and_peak(
        TRAIN, str(folder), cwd=tmp_path, HACKDAY_CACHE=str(tmp_path / "cache")
    )
    print(f"{seen:,} pictures seen in {seconds:.0f} s, {peak / 1e6:.0f} MB, estimated {estimated / 1e6:.0f} MB")  # noqa: T201
    assert no_page is None
    assert peak < MEMORY
    assert peak / 2 <= estimated <= 2 * peak
