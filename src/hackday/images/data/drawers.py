"""Faces drawn by helpers, one a core: `python -m hackday.images.data.drawers` reads jobs and answers with pictures.

A job is a line of JSON on the helper's standard input, its answer the pictures' bytes on its standard output. A helper
ends when its input does, so that none outlives a process that was killed.
"""

import json
import queue
import subprocess
import sys
from collections.abc import Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from hackday.errors import HackdayError
from hackday.images.data.faces import draw_face
from hackday.processes import command

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Job:
    """Faces to draw: `labels` says for each which value of each feature it has, `start` which number the first has."""

    style: str
    seed: int
    start: int
    size: int
    labels: list[list[int]]


class DrawerDied(HackdayError):
    """A helper ended before its work: out of memory, or killed."""

    exit_code = 1


class Drawer:
    """A helper and the way to talk to it."""

    def __init__(self) -> None:
        # A session of its own keeps our Ctrl-C from it: we decide when it ends.
        words = command("hackday.images.data.drawers")
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)

    def __enter__(self) -> "Drawer":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def draw(self, job: Job) -> Array:
        """The faces, uint8 (n, size, size, 3)."""
        ask, answer = self.process.stdin, self.process.stdout
        assert ask is not None
        assert answer is not None
        shape = (len(job.labels), job.size, job.size, 3)
        length = int(np.prod(shape))
        try:
            ask.write(f"{json.dumps(asdict(job))}\n".encode())
            ask.flush()
            drawn = answer.read(length)
        except BrokenPipeError:
            drawn = b""
        if len(drawn) < length:
            raise DrawerDied(f"a process that draws faces has died (code {self.process.wait()}); start again")
        return np.frombuffer(drawn, np.uint8).reshape(shape)


def draw_all(jobs: Iterable[Job], helpers: int) -> Generator[Array, None, None]:
    """The faces of every job, in order; to be closed. Raises DrawerDied."""
    free: queue.SimpleQueue[Drawer] = queue.SimpleQueue()

    def draw(job: Job) -> Array:
        drawer = free.get()
        try:
            return drawer.draw(job)
        finally:
            free.put(drawer)

    with ThreadPoolExecutor(helpers) as threads, ExitStack() as drawers:
        for _ in range(helpers):
            free.put(drawers.enter_context(Drawer()))
        try:
            yield from threads.map(draw, jobs)
        finally:
            threads.shutdown(wait=False, cancel_futures=True)


def main() -> None:
    """A helper's whole life."""
    for line in sys.stdin.buffer:
        job = Job(**json.loads(line))
        for row, labels in enumerate(job.labels):
            picture = draw_face(job.style, f"{job.seed}/{job.start + row}", labels, job.size)
            sys.stdout.buffer.write(picture.tobytes())
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
