"""Showing a training while it goes on, from the files that it writes: what any other program sees too."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from hackday.runs import RunDirectory

INTERVAL_SECONDS = 0.2
PLAIN_INTERVAL_SECONDS = 1.0
"""Without a terminal, a line this often: never silent for two seconds."""


@contextmanager
def watching(run: RunDirectory, *, quiet: bool = False) -> Iterator[None]:
    """While the block trains `run`, show its status on standard error: a bar on a terminal, lines elsewhere."""
    if quiet:
        yield
        return
    over = threading.Event()
    show = _bar if sys.stderr.isatty() else _lines
    thread = threading.Thread(target=show, args=(run, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextmanager
def busy(what: str) -> Iterator[None]:
    """While the block works, say `what` on standard error: a spinner on a terminal, a line now and then elsewhere."""
    if sys.stderr.isatty():
        from rich.console import Console

        with Console(stderr=True).status(f"{what} …"):
            yield
        return
    over = threading.Event()
    thread = threading.Thread(target=_telling, args=(what, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextmanager
def counting(what: str) -> Iterator[Callable[[int, int], None]]:
    """In the block, a callback (done, of) that shows itself on standard error, at most as often as is readable."""
    shown_at = 0.0

    def show(done: int, of: int) -> None:
        nonlocal shown_at
        now = time.monotonic()
        if now - shown_at >= PLAIN_INTERVAL_SECONDS:
            shown_at = now
            print(f"{what}: {done:,} of {of:,}", file=sys.stderr, flush=True)  # noqa: T201

    yield show


def _telling(what: str, over: threading.Event) -> None:
    began = time.monotonic()
    print(f"{what} …", file=sys.stderr, flush=True)  # noqa: T201
    while not over.wait(PLAIN_INTERVAL_SECONDS):
        print(f"{what} … {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)  # noqa: T201


def _bar(run: RunDirectory, over: threading.Event) -> None:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.fields[run]}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("starting", total=None, run=run.name)
        while not over.wait(INTERVAL_SECONDS):
            status = run.status()
            progress.update(
                task,
                completed=status["step"],
                total=status["steps"] or None,
                description=_sentence(status),
                refresh=True,
            )


def _lines(run: RunDirectory, over: threading.Event) -> None:
    while not over.wait(PLAIN_INTERVAL_SECONDS):
        print(f"{run.name}: {_sentence(run.status())}", file=sys.stderr, flush=True)  # noqa: T201


def _sentence(status: dict[str, Any]) -> str:
    left = status.get("seconds_left")
    return f"{status['message'] or status['state']}{f', at most {duration(left)} left' if left else ''}"


def duration(seconds: float) -> str:
    """`8 s`, `3 min 20 s`, `2 h 5 min`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
