"""Any folder of pictures as a data set: sub-folders are classes, a CSV gives labels, what cannot be used is reported.

A folder is recognised by its content: the bytes of every picture are hashed, so a copy of it elsewhere, or one whose
dates have changed, opens at once from the cache, and one in which a single picture was exchanged does not.
"""

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hackday.caching import content_key
from hackday.images.data.collecting import (
    About,
    Progress,
    batches,
    collect,
    in_order,
    opened,
    shown,
    too_few,
)
from hackday.images.data.dataset import Array, Attribute, Dataset, Skipped
from hackday.images.data.decoding import NO_PICTURE, Framing, looks_like_a_picture
from hackday.images.data.labels import LabelTable, encode, match, read_labels
from hackday.images.spec import NEEDED
from hackday.specs import SpecError, require

VERSION = 1  # of the reading: a change decodes anew
MAX_FILE_BYTES = 512_000_000
ABOUT_FILES = ("readme", "licence", "license")  # belong to a folder of pictures and need no report
LICENCE = "not known: the folder does not say; see that you may use its pictures"


@dataclass(frozen=True)
class Listing:
    """What lies in a folder: `files`, paths below it with `/` between the parts, sorted; and what is not opened."""

    root: Path
    files: tuple[str, ...]
    skipped: tuple[Skipped, ...]


def list_folder(root: Path) -> Listing:
    """All files below `root` that are not hidden; links that leave it or lead to folders, and devices, are skipped."""
    files: list[str] = []
    skipped: list[Skipped] = []
    home = root.resolve()
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as found:
                entries = [entry for entry in found if not entry.name.startswith(".")]
        except OSError as error:
            require(folder != root, f"the folder '{shown(str(root))}' cannot be read: {error.strerror}")
            skipped.append(Skipped(_below(root, folder), f"cannot be read: {error.strerror}"))
            continue
        for entry in entries:
            path = Path(entry.path)
            reason = _why_not(entry, home)
            if reason:
                skipped.append(Skipped(_below(root, path), reason))
            elif entry.is_dir():
                waiting.append(path)
            else:
                files.append(path.relative_to(root).as_posix())
    return Listing(root, tuple(sorted(files)), tuple(sorted(skipped, key=lambda one: one.name)))


def _why_not(entry: os.DirEntry[str], home: Path) -> str | None:
    """Why this entry of a folder is not to be opened; None if it may be."""
    try:
        if entry.is_symlink():
            target = Path(entry.path).resolve(strict=True)
            if not target.is_relative_to(home):
                return "a link that leaves the folder"
            return None if target.is_file() else "a link, and not to a file"
        return None if entry.is_dir() or entry.is_file() else "not a file"
    except (OSError, RuntimeError):  # a link to nothing, or to itself
        return "a link to nothing"


def _below(root: Path, path: Path) -> str:
    return shown(path.relative_to(root).as_posix())


def read_folder(
    root: Path,
    framing: Framing,
    *,
    count: int | None = None,
    labels_file: str | None = None,
    progress: Progress = lambda _done, _of: None,
) -> Dataset:
    """The pictures below `root` in the order of their paths, from the cache or decoded now.

    `count`: take only so many, evenly chosen. `labels_file`: a CSV, in the folder or elsewhere; without it `labels.csv`
    in the folder is taken, or the only CSV there. SpecError if fewer than NEEDED pictures can be used or if the labels
    cannot be read.
    """
    listing = list_folder(root)
    skipped = list(listing.skipped)
    csv_path = _labels_path(listing, labels_file, skipped)
    candidates = [name for name in listing.files if not _is_about(name)]
    digests, reasons = _digests(root, candidates)
    skipped += [Skipped(shown(name), reason) for name, reason in reasons.items()]
    names = [name for name in candidates if name in digests]
    if len(names) < NEEDED:
        raise too_few(str(root), len(names), skipped)
    table = read_labels(csv_path) if csv_path else None
    said = match(table, names) if table else ({}, [])
    if table and csv_path:
        said = said[0], sorted(set(said[1]) - set(candidates))  # of files that are no pictures there is a word already
        skipped += _complaints(csv_path, table, said, len(names), given=labels_file is not None)
    names = evenly(names, count)
    content = hashlib.sha256()
    for name in names:
        content.update(os.fsencode(name) + b"\0" + digests[name])
    key = f"folder-{content_key(VERSION, framing, content.hexdigest(), table, skipped)}"
    name = root.resolve().name or str(root)
    cached = opened(key, shown(name))
    if cached is not None:
        return cached

    def label(kept: Sequence[str]) -> tuple[Sequence[Attribute], Array, Sequence[Skipped]]:
        return encode(_columns(kept, table, said[0]))

    about = About(key, shown(name), "a folder of pictures", LICENCE)
    items = ((one, root / one) for one in names)
    return collect(about, items, framing, label, skipped, lambda _done: len(names), progress)


def evenly(names: list[str], count: int | None) -> list[str]:
    """`count` of the names, spread over all of them; all, if there are no more. SpecError for less than NEEDED."""
    require(count is None or count >= NEEDED, f"count={count} is too few; at least {NEEDED} pictures are needed")
    if count is None or count >= len(names):
        return names
    return [names[i * len(names) // count] for i in range(count)]


def _columns(kept: Sequence[str], table: LabelTable | None, said: dict[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """The texts of each attribute for the pictures `kept`: the sub-folders' as `class`, then the table's."""
    columns: dict[str, list[str]] = {}
    classes = [shown(name.partition("/")[0]) if "/" in name else "" for name in kept]
    if len(set(classes) - {""}) > 1:
        columns["class"] = classes
    if table:
        nothing = ("",) * len(table.columns)
        for i, column in enumerate(table.columns):
            columns[column] = [said.get(name, nothing)[i] for name in kept]  # a column `class` of the table wins
    return columns


def _labels_path(listing: Listing, given: str | None, skipped: list[Skipped]) -> Path | None:
    """The CSV of labels: the given one, else `labels.csv`, else the only one in the folder itself."""
    if given is not None:
        return find_labels(listing.root, given)
    tables = [name for name in listing.files if name.lower().endswith(".csv") and "/" not in name]
    chosen = next((name for name in tables if name.lower() == "labels.csv"), None)
    if chosen is None and len(tables) == 1:
        chosen = tables[0]
    if chosen is None and tables:
        skipped.append(Skipped(shown(tables[0]), f"one of {len(tables)} CSV files; name one labels.csv, or give it"))
    return listing.root / chosen if chosen else None


def find_labels(root: Path, given: str) -> Path:
    """The CSV of labels that was asked for: below the folder of pictures, or from here. SpecError if there is none."""
    try:
        places = [root / given, Path(given).expanduser()]
        found = next((path for path in places if path.is_file()), None)
    except (OSError, ValueError, RuntimeError):  # a text that can be no path
        found = None
    if found is None:
        raise SpecError(
            f"there is no label file '{shown(given[:200])}', neither in the folder of pictures nor from here"
        )
    return found


def _complaints(
    path: Path, table: LabelTable, said: tuple[dict[str, tuple[str, ...]], list[str]], pictures: int, *, given: bool
) -> list[Skipped]:
    """What in a table of labels is of no use. SpecError if it was asked for and names none of the pictures."""
    found, strangers = said
    name = shown(path.name)
    if not found and given:
        example = shown(strangers[0]) if strangers else "nothing"
        raise SpecError(f"the label file '{name}' names none of the {pictures} pictures; its first row is {example}")
    complaints = []
    if strangers:
        rows = _counted_rows(len(strangers))
        complaints.append(Skipped(name, f"table with {rows} for no picture, the first for {shown(strangers[0])}"))
    if table.repeated:
        rows = _counted_rows(table.repeated)
        complaints.append(Skipped(name, f"table with {rows} for pictures that have one already; the first counts"))
    return complaints


def _counted_rows(count: int) -> str:
    return f"{count:,} row{'s' if count != 1 else ''}"


def _is_about(name: str) -> bool:
    """Whether a file says something about the folder: a table or a readme."""
    last = name.rpartition("/")[2].lower()
    return last.endswith(".csv") or (last.startswith(ABOUT_FILES) and not last.endswith((".png", ".jpg")))


def _digests(root: Path, names: Iterable[str]) -> tuple[dict[str, bytes], dict[str, str]]:
    """The hash of each file that says it is a picture, and for all others the reason why not."""
    digests: dict[str, bytes] = {}
    reasons: dict[str, str] = {}
    for batch in in_order(lambda some: [(name, _digest(root / name)) for name in some], batches(names, 64)):
        for name, outcome in batch:
            if isinstance(outcome, str):
                reasons[name] = outcome
            else:
                digests[name] = outcome
    return digests, reasons


def _digest(path: Path) -> bytes | str:
    """SHA-256 of a picture file, or why it is none."""
    try:
        with path.open("rb") as file:
            start = file.read(16)
            if not start:
                return "empty"
            if not looks_like_a_picture(start):
                return NO_PICTURE
            if os.fstat(file.fileno()).st_size > MAX_FILE_BYTES:
                return f"larger than {MAX_FILE_BYTES // 1_000_000} MB"
            file.seek(0)
            return hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        return f"cannot be read: {error.strerror}"
