"""All runs of a runs directory, and what is new since a page last asked.

A refresh looks at every run but reads only what changed; of metrics at most so much that the answer comes at once,
the rest at the next refresh. Many pages share one refresh. The state is memory alone: after a restart a page is told
everything again.
"""

import datetime
import os
import secrets
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hackday.dashboard.following import signature
from hackday.dashboard.watched import LabFigures, WatchedRun
from hackday.runs import RunError
from hackday.runs.directory import DIRECTORY_NAME

READ_BYTES_A_REFRESH = 1_500_000
SHARED_SECONDS = 0.2
"""A refresh younger than this answers the next page too."""
MOST_COMPLAINTS = 50


class Watcher:
    """The runs of `runs`, of the labs `labs` by name. Its methods may be called from several threads."""

    def __init__(self, runs: Path, labs: Mapping[str, LabFigures], *, shared_seconds: float = SHARED_SECONDS) -> None:
        self.runs = runs
        self._shared_seconds = shared_seconds
        self._labs = labs
        self._identity = secrets.token_hex(6)
        self._version = 0
        self._watched: dict[str, WatchedRun] = {}
        self._summaries: dict[str, dict[str, Any]] = {}
        self._changed_at: dict[str, int] = {}
        self._gone_at: dict[str, int] = {}
        self._complaints: dict[str, str] = {}
        self._complained_about: dict[str, tuple[int, ...] | None] = {}
        self._refreshed_at = float("-inf")
        self._lock = threading.Lock()

    def changes(self, since: str, wanted: Mapping[str, str]) -> dict[str, Any]:
        """What is new since `since` (the `version` of an earlier answer; anything else asks for everything).

        `wanted`: folders whose curves are asked for, each with the cursor of what the page already has.
        """
        with self._lock:
            self._refresh(wanted)
            after = self._version_of(since)
            curves = {
                folder: self._watched[folder].metrics.news(cursor) if folder in self._watched else None
                for folder, cursor in wanted.items()
            }
            return {
                "version": f"{self._identity}:{self._version}",
                "now": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                "place": os.fsencode(self.runs).decode("utf-8", "replace"),
                "exists": self.runs.is_dir(),
                "full": after is None,
                "runs": [one for folder, one in self._summaries.items() if self._changed_at[folder] > (after or 0)],
                "gone": [folder for folder, at in self._gone_at.items() if after is not None and at > after],
                "complaints": list(self._complaints.values())[:MOST_COMPLAINTS],
                "behind": sum(run.metrics.behind for run in self._watched.values()),
                "curves": curves,
            }

    def run(self, domain: str, folder: str) -> WatchedRun | None:
        """The run in that folder, if there is one. Only folders that were found are known, so no path is made here."""
        key = f"{domain}/{folder}"
        with self._lock:
            if key not in self._watched:
                self._scan()
            run = self._watched.get(key)
            if run is not None:
                run.look()
            return run

    def details(self, run: WatchedRun) -> dict[str, Any]:
        """All that is asked for once a person looks at `run`."""
        return run.details(self._labs[run.folder.partition("/")[0]])

    def _version_of(self, since: str) -> int | None:
        identity, _, version = since.partition(":")
        known = identity == self._identity and version.isascii() and version.isdigit() and len(version) < 15
        return int(version) if known and int(version) <= self._version else None

    def _refresh(self, wanted: Mapping[str, str]) -> None:
        if time.monotonic() - self._refreshed_at < self._shared_seconds:
            return
        self._scan()
        for run in self._watched.values():
            run.look()
        self._read(wanted)
        for folder, run in self._watched.items():
            summary = run.summary()
            if summary != self._summaries.get(folder):
                self._version += 1
                self._summaries[folder] = summary
                self._changed_at[folder] = self._version
        self._refreshed_at = time.monotonic()

    def _scan(self) -> None:
        """Find the folders of runs; those that are new or came again are opened, those that are gone forgotten."""
        found = self._folders()
        for folder in [folder for folder in self._watched if folder not in found]:
            self._forget(folder)
        for folder in [folder for folder in self._complained_about if folder not in found]:
            del self._complained_about[folder]
            self._complaints.pop(folder, None)
        for folder, path in found.items():
            seen = signature(path / "run.json")
            watched = self._watched.get(folder)
            if watched is not None and watched.record_signature == seen:
                continue
            if folder in self._complained_about and self._complained_about[folder] == seen:
                continue
            if watched is not None:
                self._forget(folder)
            self._open(folder, path, seen)

    def _open(self, folder: str, path: Path, seen: tuple[int, ...] | None) -> None:
        try:
            self._watched[folder] = WatchedRun(path, folder)
        except RunError as error:
            self._complained_about[folder] = seen
            # A folder whose run.json is not there yet is a run that begins at this moment, or no run at all.
            if seen is not None or (path / "run.json").is_symlink():
                self._complaints[folder] = str(error).encode("utf-8", "replace").decode()
        else:
            self._gone_at.pop(folder, None)
            self._complained_about.pop(folder, None)
            self._complaints.pop(folder, None)

    def _forget(self, folder: str) -> None:
        self._version += 1
        self._gone_at[folder] = self._version
        for known in (self._watched, self._summaries, self._changed_at):
            known.pop(folder, None)

    def _folders(self) -> dict[str, Path]:
        """The folders with the name of a run, by their place. A link may lead anywhere, so none is followed."""
        found: dict[str, Path] = {}
        links = []
        for domain in self._labs:
            parent = self.runs / domain
            if parent.is_symlink():
                links.append(domain)
                continue
            try:
                with os.scandir(parent) as entries:
                    named = sorted((one for one in entries if DIRECTORY_NAME.fullmatch(one.name)), key=lambda e: e.name)
            except OSError:
                continue
            for entry in named:
                if entry.is_symlink():
                    links.append(f"{domain}/{entry.name}")
                elif entry.is_dir(follow_symlinks=False):
                    found[f"{domain}/{entry.name}"] = parent / entry.name
        self._complain_of_links(links)
        return found

    def _complain_of_links(self, links: list[str]) -> None:
        for place in [place for place in self._complaints if place.startswith("link ")]:
            del self._complaints[place]
        for place in links:
            self._complaints[f"link {place}"] = (
                f"{place} is a link to another place, and the live view follows none; "
                "watch the folder that it leads to with --runs"
            )

    def _read(self, wanted: Mapping[str, str]) -> None:
        """Read metrics on: first what a page shows, then what is training, then the newest."""

        def order(run: WatchedRun) -> tuple[bool, bool]:
            return run.folder not in wanted, not run.alive

        newest_first = sorted(self._watched.values(), key=lambda run: run.directory.record["started"], reverse=True)
        left = READ_BYTES_A_REFRESH
        for run in sorted(newest_first, key=order):
            left -= run.metrics.read(left)
