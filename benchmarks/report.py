"""What every benchmark prints: machine, date and load first, then tables, then each promise and whether it holds."""

import datetime
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence

from hackday.api import machine


def heading(title: str) -> None:
    """The title, where and when; figures from a busy machine are worth little, so the load is told too."""
    date = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC")
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    print(f"{title}\n{machine()}; Python {platform.python_version()}; {date}; load {load}\n")


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A plain table: the first column to the left, figures to the right."""
    widths = [max(len(row[k]) for row in [columns, *rows]) for k in range(len(columns))]
    for row in [columns, ["-" * width for width in widths], *rows]:
        texts = (
            text.rjust(width) if k else text.ljust(width)
            for k, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  ".join(texts).rstrip())
    print(flush=True)


def median_seconds(work: Callable[[], object], times: int) -> tuple[float, float, float]:
    """Median, least and most of the seconds that `work` takes."""
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds), min(seconds), max(seconds)


def gates(promises: Sequence[tuple[str, bool]]) -> None:
    """Print each promise with yes or no, and leave with exit code 1 if one is broken."""
    for promise, kept in promises:
        print(f"{'kept  ' if kept else 'BROKEN'}  {promise}")
    sys.exit(0 if all(kept for _, kept in promises) else 1)
