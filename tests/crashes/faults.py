"""Faults at exact places: the n-th time that a process changes something in its runs folder, it is killed or refused.

A change is what the operating system is asked for: to open a file for writing, to write, to have the disk hold it, to
rename, delete, shorten, or make a folder. Python tells of most through audit hooks; `os.write` and `os.fsync` are
wrapped. A kill inside a write leaves half of what was to be written, as a real one may. Linux only.
"""

import errno
import os
import re
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

KILL: Final = "kill"
FULL: Final = "full"
READ_ONLY: Final = "read-only"
Kind = Literal["kill", "full", "read-only"]
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
AUDITED = {"os.rename": "rename", "os.remove": "remove", "os.mkdir": "mkdir", "os.rmdir": "rmdir", "os.truncate": "cut"}


@dataclass(frozen=True)
class Fault:
    """`kill` at change `at` (1: the first); or from that change on the disk is `full`, or `read-only`."""

    at: int
    kind: Kind


class Hook:
    """Counts the changes of this process under `root`, names each in the file `journal`, and brings the fault."""

    def __init__(self, root: Path, fault: Fault | None, journal: int) -> None:
        self.root, self.fault, self.journal = f"{root}/", fault, journal
        self.count = 0
        self.write, self.fsync = os.write, os.fsync
        self.busy = False

    def install(self) -> None:
        """For the rest of this process's life: audit hooks cannot be taken back."""
        sys.addaudithook(self._audit)
        os.write = self._write
        fsync: Any = self._fsync  # its parameter has another name than the original's
        os.fsync = fsync

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.busy or not (event == "open" or event in AUDITED):
            return
        path = arguments[0]
        if isinstance(path, os.PathLike):
            path = os.fspath(path)
        if not isinstance(path, str) or not path.startswith(self.root):
            return
        if event == "open":
            if arguments[2] & WRITING:
                self._touch("open" if os.path.lexists(path) else "create", path)
        else:
            self._touch(AUDITED[event], path)

    def _touch(self, what: str, path: str) -> Kind | None:
        """Count one change. Kills or raises here where the fault is due; a half-done write is up to the caller."""
        self.count += 1
        name = re.sub(r"\.\d+\.tmp$", ".tmp", path.removeprefix(self.root))
        self.write(self.journal, f"{what} {name}\n".encode())
        if self.fault is None or self.count < self.fault.at:
            return None
        if what in ("write", "fsync"):
            return self.fault.kind
        if self.fault.kind == KILL:
            os.kill(os.getpid(), signal.SIGKILL)
        if self.fault.kind == READ_ONLY:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), path)
        if what in ("create", "mkdir"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)
        return None

    def _write(self, file: int, content: Any) -> int:
        path = self._path(file)
        kind = self._touch("write", path) if path else None
        if kind is None:
            return self.write(file, content)
        if kind == READ_ONLY:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), path)
        written = self.write(file, bytes(content)[: len(content) // 2])
        if kind == KILL:
            os.kill(os.getpid(), signal.SIGKILL)
        return written

    def _fsync(self, file: Any) -> None:
        path = self._path(file)
        kind = self._touch("fsync", path) if path else None
        if kind is None:
            return self.fsync(file)
        if path.endswith(".tmp"):  # a file that is being written: half of it has come to the disk
            self.busy = True
            os.ftruncate(file, os.fstat(file).st_size // 2)
            self.busy = False
        if kind == KILL:
            os.kill(os.getpid(), signal.SIGKILL)
        number = errno.EROFS if kind == READ_ONLY else errno.ENOSPC
        raise OSError(number, os.strerror(number), path)

    def _path(self, file: int) -> str:
        path = os.readlink(f"/proc/self/fd/{file}")  # noqa: PTH115 (a name, whatever it is)
        return path if path.startswith(self.root) else ""
