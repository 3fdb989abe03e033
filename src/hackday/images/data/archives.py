"""Reading a stranger's `.tgz` as it comes: nothing is extracted to disk, and no archive can fill the memory.

A small archive can claim to hold anything: files outside its folder, links, devices, a petabyte of zeros, names of a
gigabyte. So the stream is metered below the tar reader: whatever the reader does, it gets only so many bytes for each
member and so many in all.
"""

import gzip
import tarfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from hackday.images.data.collecting import shown
from hackday.images.data.dataset import Skipped
from hackday.runs.plain import open_plain
from hackday.specs import SpecError, require

MEMBER_BYTES = 4_000_000
TOTAL_BYTES = 64_000_000_000
MEMBERS = 500_000
HEADER_BYTES = 200_000  # a member's header with its extensions, and what the reader takes in ahead


class _Meter:
    """The unpacked stream, of which no more than `allowed` bytes can be read before `renew`."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._stream, self._name = stream, name
        self._total = 0
        self.allowed = 0

    def renew(self) -> None:
        self.allowed = MEMBER_BYTES + HEADER_BYTES

    def read(self, size: int) -> bytes:
        """The next `size` bytes, fewer at the end."""
        self.allowed -= size
        self._total += size
        require(
            self.allowed >= 0 and self._total <= TOTAL_BYTES,
            f"'{self._name}' unpacks to far more than pictures need; it is not an archive of pictures as downloaded",
        )
        return self._stream.read(size)


def members(path: Path, skipped: list[Skipped], at: Callable[[float], None]) -> Iterator[tuple[str, bytes]]:
    """The regular files of a `.tgz`, names and bytes, as they come. `at` is told which share of it is read.

    Members that are links or devices or whose path leaves the archive are added to `skipped`. SpecError if the archive
    is damaged, is no `.tgz`, or holds more than MEMBERS files or a file of more than MEMBER_BYTES.
    """
    name = shown(path.name)
    try:
        with open_plain(path) as file, gzip.GzipFile(fileobj=file) as unpacked:
            length = max(1, path.stat().st_size)
            meter = _Meter(unpacked, name)  # type: ignore[arg-type]
            meter.renew()
            with tarfile.open(fileobj=meter, mode="r|") as tar:  # type: ignore[call-overload]
                for number, member in enumerate(_walk(tar, meter)):
                    require(number < MEMBERS, f"'{name}' holds more than {MEMBERS} files")
                    reason = _why_not(member)
                    if reason:
                        skipped.append(Skipped(shown(member.name), reason))
                    elif member.isreg():
                        yield member.name.removeprefix("./"), _content(tar, member, name)
                    at(min(1.0, file.tell() / length))
                meter.renew()
                # The reader takes a damaged header for the end; after the true end there are zeros alone.
                rest = tar.fileobj.read(1_000_000) if tar.fileobj else b""
                require(not rest.strip(b"\0"), f"'{name}' is damaged; download it again")
    except gzip.BadGzipFile:
        raise SpecError(f"'{name}' is not a whole .tgz archive (gzip); download it again") from None
    except (tarfile.TarError, EOFError, zlib.error, ValueError, OverflowError) as error:
        if isinstance(error, SpecError):
            raise
        raise SpecError(f"'{name}' is damaged or was not downloaded to its end; download it again") from None
    except OSError as error:
        raise SpecError(f"'{name}' cannot be read: {error.strerror or error}") from None


def _walk(tar: tarfile.TarFile, meter: _Meter) -> Iterator[tarfile.TarInfo]:
    while (member := tar.next()) is not None:
        tar.members.clear()  # type: ignore[attr-defined]  # the reader keeps them all otherwise
        meter.renew()
        yield member


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo, name: str) -> bytes:
    require(
        0 <= member.size <= MEMBER_BYTES,
        f"'{name}' says that {shown(member.name)} has {member.size} bytes; a picture has at most {MEMBER_BYTES}",
    )
    file = tar.extractfile(member)
    content = file.read(MEMBER_BYTES) if file else b""
    if len(content) != member.size:
        raise EOFError
    return content


def _why_not(member: tarfile.TarInfo) -> str | None:
    """Why this member is not read; None for regular files and for folders, which need no word."""
    parts = member.name.replace("\\", "/").split("/")
    if parts[0] == "" or ".." in parts or ":" in parts[0]:
        return "its path leaves the archive"
    if member.issym() or member.islnk():
        return "a link"
    if member.issparse() or not (member.isreg() or member.isdir()):
        return "not a regular file"
    return None
