"""How long a refresh of the live view takes, and what goes over the wire, with many runs and many lines of metrics.

    .venv/bin/python benchmarks/watch_refresh.py [--runs 200] [--lines 100000]

Builds a runs directory of `--runs` runs with `--lines` lines of metrics in all, and one run more that has as many
alone, which is the one looked at. Then asks the live view's application as a page does, without a socket: first until
everything is read, then in rest, then while three runs append a line each before every question.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from report import gates, heading, table
from starlette.types import ASGIApp, Message

from hackday.dashboard.app import watch_app
from hackday.dashboard.guard import Access
from hackday.dashboard.watcher import Watcher
from hackday.domains import LABS

QUESTIONS = 50
LOOKED_AT = "images/9999-long"
MOST_SECONDS, MOST_BYTES = 0.1, 10_000
"""Of a refresh, when all is read: a tenth of the second that lies between two."""


def main() -> None:
    """Build, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--lines", type=int, default=100_000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        runs = Path(folder) / "runs"
        paths = [make_run(runs, number, chosen.lines // chosen.runs) for number in range(chosen.runs)]
        long = make_run(runs, 9999, chosen.lines, LOOKED_AT)
        size = sum(file.stat().st_size for file in runs.rglob("metrics.jsonl"))
        heading(f"{chosen.runs + 1} runs, {2 * chosen.lines:,} lines of metrics, {size / 1e6:.0f} MB")
        page = Page(watch_app(Watcher(runs, LABS, shared_seconds=0), Access()))
        began = time.perf_counter()
        answers = {"while reading": page.until_everything_is_read()}
        read = time.perf_counter() - began
        answers["in rest"] = [page.ask() for _ in range(QUESTIONS)]
        growing = [*paths[:2], long]
        answers["three runs grow"] = [page.ask(before=lambda: grow(growing)) for _ in range(QUESTIONS)]
        answers["a new page"] = [Page(page.app).ask() for _ in range(5)]
    columns = ("", "answers", "median ms", "longest ms", "median kB", "largest kB")
    table(columns, [row(what, asked) for what, asked in answers.items()])
    print(f"everything read after {read:.1f} s\n")
    usual = statistics.median(seconds for seconds, _ in answers["three runs grow"])
    largest = max(size for _, size in answers["three runs grow"])
    gates([(f"a refresh takes at most {MOST_SECONDS * 1e3:.0f} ms", usual <= MOST_SECONDS),
           (f"a refresh sends at most {MOST_BYTES / 1e3:.0f} kB", largest <= MOST_BYTES)])  # fmt: skip


Question = tuple[float, int]
"""Seconds until the answer was there, and its bytes."""


class Page:
    """What a page remembers between its questions."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.version = ""
        self.cursor = ""
        self.behind = 1

    def ask(self, before: Callable[[], None] = lambda: None) -> Question:
        """One question, as the page asks once a second."""
        before()
        began = time.perf_counter()
        body = get(self.app, f"since={quote(self.version)}&curves={quote(f'{LOOKED_AT}@{self.cursor}')}")
        seconds = time.perf_counter() - began
        answer = json.loads(body)
        self.version, self.behind = answer["version"], answer["behind"]
        self.cursor = answer["curves"][LOOKED_AT]["cursor"]
        return seconds, len(body)

    def until_everything_is_read(self) -> list[Question]:
        """Ask again and again, as the page does while there is more to read."""
        questions = []
        while self.behind:
            questions.append(self.ask())
        return questions


def get(app: ASGIApp, query: str) -> bytes:
    """The body of the answer to /api/changes."""
    sent: list[Message] = []
    scope: dict[str, Any] = {
        "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": "/api/changes",
        "raw_path": b"/api/changes", "query_string": query.encode(), "root_path": "",
        "headers": [(b"host", b"localhost")], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000),
    }  # fmt: skip

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    async def answer() -> None:
        await app(scope, receive, send)

    asyncio.run(answer())
    return b"".join(message.get("body", b"") for message in sent)


def line_of(step: int) -> str:
    """A line as the images lab writes them."""
    wave = (step * 7919 % 1000) / 1000
    figures = {"step": step, "seconds": step / 20, "images": step * 64, "discriminator_loss": 0.5 + wave / 3,
               "generator_loss": 2 + wave, "penalty": wave / 10, "pairs_told_apart": 0.7 + wave / 4,
               "distinct": 1 - wave / 9, "coverage": min(1, step / 90_000), "alarms": 0}  # fmt: skip
    return json.dumps(figures) + "\n"


def make_run(runs: Path, number: int, lines: int, folder: str | None = None) -> Path:
    """A run of one of the three labs."""
    folder = folder or f"{list(LABS)[number % 3]}/{number + 1:04d}-made"
    path = runs / folder
    path.mkdir(parents=True)
    record = {"format": 1, "domain": folder.partition("/")[0], "preset": "made", "seed": 0, "spec": {}, "versions": {},
              "started": f"2026-01-01T{number % 24:02d}:00:00Z"}  # fmt: skip
    status = {
        "state": "done",
        "step": lines,
        "steps": lines,
        "seconds": 9.0,
        "message": "",
        "at": "2026-01-01T00:00:00Z",
    }
    (path / "run.json").write_text(json.dumps(record))
    (path / "status.json").write_text(json.dumps(status))
    (path / "metrics.jsonl").write_text("".join(map(line_of, range(1, lines + 1))))
    return path


def grow(paths: list[Path]) -> None:
    """A line more in each."""
    for path in paths:
        with (path / "metrics.jsonl").open("a") as file:
            file.write(line_of(1_000_000 + file.tell()))


def row(what: str, questions: list[Question]) -> tuple[str, ...]:
    """A line of the table."""
    times, sizes = [seconds * 1e3 for seconds, _ in questions], [size / 1e3 for _, size in questions]
    figures = (statistics.median(times), max(times), statistics.median(sizes), max(sizes))
    return (what, str(len(questions)), *(f"{figure:.1f}" for figure in figures))


if __name__ == "__main__":
    main()
