"""Where pictures come from, by name or path: the built-in data sets, the Cartoon Set, any folder.

Often only the names are asked for, so this file is quick to import: what makes or reads pictures is imported in need.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from hackday.images.data.avatars import SUMMARIES as AVATARS
from hackday.images.data.ellipses import COUNTS, SIZES
from hackday.images.data.ellipses import SUMMARIES as ELLIPSES
from hackday.specs import SpecError, nearest, require

if TYPE_CHECKING:
    from hackday.images.data.dataset import Dataset
    from hackday.images.data.decoding import Framing

DATASETS = {**AVATARS, **ELLIPSES}
"""The built-in data sets: a sentence for each name."""
CARTOONSET = "cartoonset:"
SIZE = 64  # pixels, of all but the ellipses
AVATAR_COUNT = 10_000
MAX_MADE_BYTES = 1_000_000_000  # of ellipses, which are drawn into memory


def open_data(
    data: str,
    *,
    size: int | None = None,
    count: int | None = None,
    seed: int = 0,
    fit: str = "crop",
    background: str = "#ffffff",
    labels_file: str | None = None,
    channels: int | None = None,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> "Dataset":
    """The pictures that `data` names: `ellipses-…`, `avatars:…`, `cartoonset:PATH`, or the path of a folder or `.tgz`.

    `size`: pixels along a side. `count`: how many to make, or to take at most. `seed` is of made data; `fit`,
    `background` and `channels` (3 unless 1 is said) are of real pictures, `labels_file` of folders. `progress` is told
    how many pictures are done, of how many. SpecError for whatever cannot be used.
    """
    from hackday.images.data.decoding import Framing

    made_size = SIZES.get(data, SIZE)
    framing = Framing(made_size if size is None else size, fit, background, 3 if channels is None else channels)
    require(count is None or count > 0, f"count={count} is no number of pictures")
    if data in DATASETS:
        _no_label_file(data, labels_file)
        require(channels is None, f"{data} has colours of its own; channels is for pictures from files")
        return _make(data, framing, count, seed, progress)
    path, cartoons = _find(data)
    if cartoons:
        from hackday.images.data.cartoonset import read_cartoonset

        _no_label_file("the Cartoon Set", labels_file)
        return read_cartoonset(path, framing, count=count, progress=progress)
    from hackday.images.data.folder import read_folder

    return read_folder(path, framing, count=count, labels_file=labels_file, progress=progress)


def check_data(data: str, labels_file: str | None = None) -> None:
    """SpecError unless `data` names pictures that are there, and `labels_file` their labels, as far as a glance tells:
    nothing is decoded."""
    if data in DATASETS:
        _no_label_file(data, labels_file)
        return
    path, cartoons = _find(data)
    if cartoons:
        _no_label_file("the Cartoon Set", labels_file)
    elif labels_file is not None:
        from hackday.images.data.folder import find_labels

        find_labels(path, labels_file)
    if path.is_dir():
        from hackday.images.data.collecting import too_few
        from hackday.images.data.folder import list_folder
        from hackday.images.spec import NEEDED

        listing = list_folder(path)
        files = [name for name in listing.files if not name.lower().endswith((".csv", ".txt", ".md", ".json"))]
        if len(files) < NEEDED:
            raise too_few(str(path), len(files), listing.skipped)
    elif cartoons:
        from hackday.runs.plain import open_plain

        try:
            with open_plain(path) as file:
                start = file.read(2)
        except OSError as error:
            raise SpecError(f"'{data[:200]}' cannot be read: {error.strerror}") from None
        require(start == b"\x1f\x8b", f"'{data[:200]}' is not a .tgz archive (gzip); download it again")


def _no_label_file(whose: str, labels_file: str | None) -> None:
    require(labels_file is None, f"{whose} has labels of its own; a label file is for a folder of pictures")


def _make(
    name: str, framing: "Framing", count: int | None, seed: int, progress: Callable[[int, int], None]
) -> "Dataset":
    if name in AVATARS:
        from hackday.images.data.avatars import avatars

        return avatars(name, seed=seed, count=count or AVATAR_COUNT, size=framing.size, progress=progress)
    from hackday.images.data.ellipses import ellipses

    count = count or COUNTS[name]
    most = MAX_MADE_BYTES // (3 * framing.size**2)
    require(count <= most, f"count={count} is too many; at {framing.size} pixels {most} pictures are possible")
    return ellipses(name, seed=seed, count=count, size=framing.size)


def _find(data: str) -> tuple[Path, bool]:
    """The path that `data` is or has behind `cartoonset:`, and whether the Cartoon Set lies there."""
    from hackday.images.data.cartoonset import is_cartoonset

    text = data.removeprefix(CARTOONSET)
    named = data.startswith(CARTOONSET)
    if data == "cartoonset" or (named and not text):
        raise SpecError(
            "the Cartoon Set is not built in: download cartoonset10k.tgz or cartoonset100k.tgz from Google's page "
            "and give its path: cartoonset:PATH"
        )
    try:
        path = Path(text).expanduser()
        there = path.exists()
    except (OSError, ValueError, RuntimeError):  # a text that can be no path
        there = False
    if not text or not there:
        known = [*DATASETS, f"{CARTOONSET}PATH"]
        what = "no Cartoon Set" if named else "no data set, no folder and no archive"
        raise SpecError(f"there is {what} '{text[:200]}'{nearest(data, known)}, or the path of a folder of pictures")
    cartoons = is_cartoonset(path)
    require(
        cartoons or path.is_dir(),
        f"'{text[:200]}' is neither a folder of pictures nor the Cartoon Set's .tgz",
    )
    require(
        cartoons or not named,
        f"'{text[:200]}' is not the Cartoon Set: it has no cs….png with its cs….csv beside it",
    )
    return path, cartoons
