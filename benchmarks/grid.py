"""The post's grid through the real training code: what several benchmarks time."""

import tempfile
import time
from pathlib import Path

from hackday import api
from hackday.addition.grid import Network
from hackday.addition.spec import AdditionSpec
from hackday.addition.train import train
from hackday.training import Session


def train_in_session(spec: AdditionSpec, runs: Path | None = None) -> tuple[float, list[Network]]:
    """Seconds that `train` takes inside a Session on a real run directory (checkpoints and metrics included)."""
    with tempfile.TemporaryDirectory(prefix="hackday-benchmark-") as folder:
        run = api.create("addition", spec, preset="post", seed=0, runs=runs or folder).directory
        with Session(run, steps=spec.epochs) as session:
            began = time.perf_counter()
            networks = train(session, spec)
            return time.perf_counter() - began, networks
