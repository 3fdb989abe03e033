"""Google's Cartoon Set as downloaded: `cartoonset10k.tgz`, `cartoonset100k.tgz`, or either unpacked.

Beside each face `cs….png` (500 × 500 pixels, transparent) lies `cs….csv`, a line an attribute: its name, which variant
this face has, and how many variants there are. Which attributes there are is read from there.
"""

import csv
import hashlib
import os
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

import numpy as np

from hackday.caching import content_key
from hackday.images.data.archives import members
from hackday.images.data.collecting import About, Item, Progress, collect, opened, shown, too_few
from hackday.images.data.dataset import UNKNOWN, Array, Attribute, Dataset, Skipped
from hackday.images.data.decoding import Framing
from hackday.images.data.folder import evenly, list_folder
from hackday.images.data.labels import too_many
from hackday.images.spec import NEEDED
from hackday.runs.plain import check_plain, open_plain
from hackday.specs import SpecError, require

VERSION = 2  # of the reading: a change decodes anew
ARCHIVES = (".tgz", ".tar.gz")
MAX_ATTRIBUTES = 64
MAX_VARIANTS = 128  # of one attribute: hair has 111; more than of a table, as none is a number or a name here
MAX_CSV_BYTES = 64_000
SUMMARY = "cartoon faces with their features, drawn by artists and put together at random"
LICENCE = "CC BY 4.0, Google, “Cartoon Set”"


class Features:
    """What the CSVs say, gathered a face at a time: a line of small numbers a face, so 100,000 take little memory."""

    def __init__(self) -> None:
        self._variants: dict[str, int] = {}  # the attributes in the order in which they are met
        self._faces: dict[str, array[int]] = {}

    def add(self, face: str, content: bytes) -> str | None:
        """Keep what the CSV of `face` says; the reason if it is not in the format."""
        try:
            lines = _lines(content)
        except (ValueError, csv.Error):
            return 'not lines of "attribute", variant, number of variants'
        if len(self._variants.keys() | lines.keys()) > MAX_ATTRIBUTES:
            return f"more than {MAX_ATTRIBUTES} attributes"
        for name, (_, variants) in lines.items():
            self._variants[name] = max(variants, self._variants.get(name, 0))
        self._faces[face] = array("h", [lines.get(name, (UNKNOWN, 0))[0] for name in self._variants])
        return None

    def label(self, kept: Sequence[str]) -> tuple[Sequence[Attribute], Array, Sequence[Skipped]]:
        """The labels of the pictures `kept` (their names in the archive), and what is left out of them."""
        table = np.full((len(kept), len(self._variants)), UNKNOWN, np.int16)
        for row, name in zip(table, kept, strict=True):
            said = self._faces.get(_face(name), ())
            row[: len(said)] = said
        used = [i for i, variants in enumerate(self._variants.values()) if variants <= MAX_VARIANTS]
        names = list(self._variants)
        attributes = [Attribute(names[i], tuple(map(str, range(self._variants[names[i]])))) for i in used]
        large = {name: variants for name, variants in self._variants.items() if variants > MAX_VARIANTS}
        left_out = [Skipped(f"attribute {name}", too_many(variants, MAX_VARIANTS)) for name, variants in large.items()]
        return attributes, table[:, used], left_out

    def alone(self, faces: set[str]) -> list[Skipped]:
        """The CSVs that belong to none of `faces`, and the faces that have no CSV."""
        lonely = [Skipped(shown(face + ".csv"), "no picture beside it") for face in self._faces.keys() - faces]
        bare = [
            Skipped(shown(face + ".png"), "no labels beside it; they are unknown")
            for face in faces - self._faces.keys()
        ]
        return sorted(lonely + bare, key=lambda one: one.name)


def _lines(content: bytes) -> dict[str, tuple[int, int]]:
    """Of each attribute the variant and their number. ValueError or csv.Error for anything else."""
    require(len(content) <= MAX_CSV_BYTES, "too long")
    found: dict[str, tuple[int, int]] = {}
    for cells in csv.reader(content.decode("utf-8").splitlines(), skipinitialspace=True):
        if cells:
            name, variant, variants = cells
            found[shown(name.strip())] = (int(variant), int(variants))
    if not found or not all(0 <= variant < variants <= 32767 for variant, variants in found.values()):
        raise ValueError
    return found


def _face(name: str) -> str:
    return str(PurePosixPath(name).with_suffix(""))


def is_cartoonset(path: Path) -> bool:
    """Whether this is an archive, or a folder where (or in a sub-folder) a cs….png has its CSV beside it."""
    if path.is_file():
        return path.name.lower().endswith(ARCHIVES)
    try:
        places = [path, *(Path(entry.path) for entry in os.scandir(path) if entry.is_dir(follow_symlinks=False))]
        return any(_has_a_face(place) for place in places[:100])
    except OSError:
        return False


def _has_a_face(folder: Path) -> bool:
    first = next(folder.glob("cs*.png"), None)
    return first is not None and first.with_suffix(".csv").is_file()


def read_cartoonset(
    path: Path, framing: Framing, *, count: int | None = None, progress: Progress = lambda _done, _of: None
) -> Dataset:
    """The faces in the archive or the folder `path`, from the cache or decoded now; all, or `count` of them.

    SpecError if it is neither, if the archive is damaged, or if fewer than NEEDED faces can be read.
    """
    require(count is None or count >= NEEDED, f"count={count} is too few; at least {NEEDED} pictures are needed")
    if path.is_dir():
        return _read_folder(path, framing, count, progress)
    try:
        check_plain(path)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise SpecError(f"the Cartoon Set '{shown(str(path))}' cannot be read: {error.strerror}") from None
    about = _about(digest, path, framing, count)
    cached = opened(about.key, about.name)
    if cached is not None:
        return cached
    features, share = Features(), [0.0]
    skipped: list[Skipped] = []
    faces: set[str] = set()

    def pictures() -> Iterator[Item]:
        for name, content in members(path, skipped, lambda read: share.__setitem__(0, read)):
            ending = PurePosixPath(name).suffix.lower()
            if PurePosixPath(name).name.startswith("."):
                continue
            if ending == ".csv":
                reason = features.add(_face(name), content)
                if reason:
                    skipped.append(Skipped(shown(name), reason))
            elif ending == ".png" and (count is None or len(faces) < count):
                faces.add(_face(name))
                yield name, content
            elif ending != ".png":
                skipped.append(Skipped(shown(name), "neither PNG nor CSV"))
        if count is None:
            skipped.extend(features.alone(faces))

    def total(done: int) -> int:
        """How many faces there will be, from the share of the archive that gave so many."""
        return round(done / max(share[0], 1e-6)) if count is None else count

    return collect(about, pictures(), framing, features.label, skipped, total, progress)


def _read_folder(root: Path, framing: Framing, count: int | None, progress: Progress) -> Dataset:
    listing = list_folder(root)
    skipped, features = list(listing.skipped), Features()
    names = evenly([name for name in listing.files if name.lower().endswith(".png")], count)
    if len(names) < NEEDED:
        raise too_few(str(root), len(names), skipped)
    faces = {_face(name) for name in names}
    content = hashlib.sha256()
    for name in listing.files:
        if _face(name) not in faces or not name.lower().endswith((".png", ".csv")):
            continue
        try:
            with open_plain(root / name) as file:
                read = file.read()
        except OSError:
            continue  # the decoder will say so
        content.update(os.fsencode(name) + b"\0" + hashlib.sha256(read).digest())
        reason = features.add(_face(name), read) if name.lower().endswith(".csv") else None
        if reason:
            skipped.append(Skipped(shown(name), reason))
    about = _about(content.hexdigest(), root, framing, count)
    cached = opened(about.key, about.name)
    if cached is not None:
        return cached
    if count is None:
        skipped += features.alone(faces)
    items = ((name, root / name) for name in names)
    return collect(about, items, framing, features.label, skipped, lambda _done: len(names), progress)


def _about(digest: str, path: Path, framing: Framing, count: int | None) -> About:
    key = f"cartoonset-{content_key(VERSION, digest, framing, count)}"
    return About(key, shown(path.resolve().name), SUMMARY, LICENCE)
