"""`python -m tests.crashes.reader ARENA LAB REPORT`: reads runs while they are trained, killed and resumed."""

import contextlib
import io
import json
import os
import sys
import time
from pathlib import Path

from hackday.cli import group
from hackday.cli.errors import exit_code
from hackday.dashboard.watcher import Watcher
from hackday.domains import LABS

NEWEST = 2  # trials: the one under way, and the one before it
PAUSE_SECONDS = 0.05


class Reader:
    """Everything that reads runs: `list`, `show`, `publish` and the live view. What it cannot read it keeps."""

    def __init__(self, runs: Path, out: Path) -> None:
        self.runs, self.out = runs, out
        self.watcher = Watcher(runs, LABS)
        self.complaints: list[str] = []
        self.looks = 0

    def look(self, lab: str) -> None:
        """Read all that there is."""
        self.looks += 1
        self._list()
        run = next(iter(self.runs.glob(f"{lab}/[0-9]*")), None)
        if run is not None:
            self._show(lab, run)
            self._watch(lab, run)

    def _list(self) -> None:
        listed = self._command("list", "--json")
        if listed is not None and json.loads(listed)["unreadable"]:
            self.complaints.append(listed)

    def _show(self, lab: str, run: Path) -> None:
        shown = self._command("show", lab, "--json")
        if shown is not None and ("cannot be read" in shown or "damaged" in shown):
            self.complaints.append(shown)
        if (run / "export" / "page.json").exists():
            self._command("publish", lab, "--single-file", str(self.out))
            if "</html>" not in self.out.read_text(encoding="utf-8")[-200:]:
                self.complaints.append("half a page was published")

    def _watch(self, lab: str, run: Path) -> None:
        changes = self.watcher.changes("", {f"{lab}/{run.name}": ""})
        watched = self.watcher.run(lab, run.name)
        if watched is None:
            self.complaints.append(f"the live view does not know {run.name}: {json.dumps(changes)[:500]}")
        else:
            json.dumps([watched.summary(), self.watcher.details(watched)])

    def _command(self, *words: str) -> str | None:
        """Standard output of a command that must succeed."""
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = exit_code(group, [*words, "--runs", str(self.runs)])
        said, complained = (text.buffer.getvalue().decode() for text in (out, err))
        if code == 0:
            return str(said)
        self.complaints.append(f"hackday {' '.join(words)} (exit code {code}): {complained}")
        return None


def main() -> None:
    """Read the newest trials of the arena over and over, until a file `….stop` beside the report asks for it."""
    arena, lab, report = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    readers: dict[Path, Reader] = {}
    complaints: list[str] = []
    looks = 0
    while not report.with_suffix(".stop").exists():
        for runs in sorted(path for path in arena.iterdir() if path.is_dir())[-NEWEST:]:
            reader = readers.setdefault(runs, Reader(runs, report.with_suffix(".html")))
            try:
                reader.look(lab)
            except Exception as error:  # noqa: BLE001 (whatever a reader raises is what this looks for)
                complaints.append(f"{runs.name}: {type(error).__name__}: {error}")
            looks += 1
        time.sleep(PAUSE_SECONDS)
    complaints += [f"{runs.name}: {one}" for runs, reader in readers.items() for one in reader.complaints]
    beside = report.with_suffix(".tmp")
    beside.write_text(json.dumps({"looks": looks, "complaints": complaints}))
    os.replace(beside, report)  # noqa: PTH105


if __name__ == "__main__":
    main()
