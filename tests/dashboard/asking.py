"""Asking the live view's application without a socket: one request, as a server would hand it over."""

import asyncio
import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.types import Message

from hackday.dashboard.app import watch_app
from hackday.dashboard.guard import Access
from hackday.dashboard.watcher import Watcher
from hackday.domains import LABS

RECORD = {
    "format": 1, "domain": "images", "label": "faces", "preset": "faces", "seed": 0, "minutes": None,
    "spec": {"size": 64}, "versions": {}, "started": "2026-11-25T04:33:52Z",
    "command": "hackday train images", "machine": "a machine",
}  # fmt: skip
MEASURED = {"value": 0.5, "floor": 1}
RESULTS: dict[str, Any] = {
    "seconds": 2, "images_seen": 1200, "images_per_second": 600, "kid": MEASURED, "memorisation_ratio": 1.5,
    "by_features": {"density": MEASURED, "coverage_share": MEASURED}, "alarms": [],
    "coverage": {"covered": 58, "total": 60, "floor": 60.0},
}  # fmt: skip
"""The least that the images lab reads as figures, and a coverage."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


def watcher_of(runs: Path) -> Watcher:
    """A watcher that looks anew at every question."""
    return Watcher(runs, LABS, shared_seconds=0)


def app_of(runs: Path, access: Access | None = None) -> Starlette:
    """The live view of `runs`."""
    return watch_app(watcher_of(runs), access or Access())


def ask(
    app: Starlette,
    path: str,
    *,
    method: str = "GET",
    headers: Iterable[tuple[str, str]] = (),
    host: str = "127.0.0.1:8000",
) -> Answer:
    """One request for `path`, percent signs and all; servers hand it over decoded."""
    plain, _, query = path.partition("?")
    sent: list[Message] = []
    scope = {
        "type": "http", "http_version": "1.1", "method": method, "scheme": "http", "path": unquote(plain),
        "raw_path": plain.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in [("host", host), *headers]],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000),
    }  # fmt: skip

    waiting: list[bool] = []

    async def receive() -> Message:
        if waiting:  # whoever asked stays for the answer
            await asyncio.Event().wait()
        waiting.append(True)
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    async def answer() -> None:
        await app(scope, receive, send)

    with ThreadPoolExecutor(1) as other:  # a thread that drives a browser has an event loop of its own
        other.submit(lambda: asyncio.run(answer())).result()
    body = b"".join(message.get("body", b"") for message in sent if message["type"] == "http.response.body")
    return Answer(sent[0]["status"], {name.decode(): value.decode() for name, value in sent[0]["headers"]}, body)


def make_run(runs: Path, folder: str = "images/0001-faces", *, state: str | None = "done", lines: int = 0) -> Path:
    """A run on disk, by the description of the format and not by our code."""
    path = runs / folder
    path.mkdir(parents=True)
    record = {**RECORD, "domain": folder.partition("/")[0]}
    (path / "run.json").write_text(json.dumps(record))
    if state is not None:
        status = {"state": state, "step": 5, "steps": 10, "seconds": 1.5, "seconds_left": 2.0, "message": "well",
                  "at": "2026-11-25T04:34:00Z"}  # fmt: skip
        (path / "status.json").write_text(json.dumps(status))
    if lines:
        append(path, [{"step": step, "seconds": step / 10, "coverage": step / 100} for step in range(1, lines + 1)])
    return path


def append(path: Path, lines: Iterable[dict[str, Any]]) -> None:
    """Lines at the end of a run's metrics."""
    with (path / "metrics.jsonl").open("a") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)
