"""Publishing whole: the new site is built beside the old one and takes its place when it is complete.

A site of one run is its page. A site of several has a front page that tells what was tried, with networks that work,
and a page each. Pieces of the runs (faces, verses) hang in a gallery. The same runs give the same bytes: no page says
when it was published.
"""

import itertools
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from hackday.errors import HackdayError
from hackday.publishing.card import NAME as CARD_NAME
from hackday.publishing.card import model_card
from hackday.publishing.live import stage
from hackday.publishing.model import Model, page_model, page_title
from hackday.publishing.page import compose, envelope, static
from hackday.publishing.swap import put_right, taking_the_place_of
from hackday.runs import RunDirectory, RunError
from hackday.runs.damage import undamaged
from hackday.runs.files import MOST_RECORD_BYTES, read_json, replace_bytes, replace_json
from hackday.runs.plain import NoSuchFile, open_inside

MARK = "hackday-site.json"
"""The file by which a folder is known to be a site of ours, and so may be replaced."""

GALLERY = "gallery.html"
ONNX = "model.onnx"


class NotASite(HackdayError):
    """The target folder holds something else; nothing was touched."""


@dataclass(frozen=True)
class Page:
    """A run with its page model and where its page stands in the site: `addition-0001-post/`, or the site itself."""

    run: RunDirectory
    model: Model
    folder: str

    @property
    def title(self) -> str:
        """`addition/1 post`."""
        return page_title(self.run)

    @property
    def href(self) -> str:
        """Its page, from the site's first page."""
        return f"{self.folder}index.html"


def publish_file(run: RunDirectory, target: Path) -> Path:
    """Write `run` as one HTML file that needs no server and no network. RunError if it has nothing to show."""
    if target.is_dir():
        raise NotASite(f"{target} is a folder; name a file such as {target / 'page.html'}")
    model = page_model(run)
    page = compose(page_title(run), envelope("run", [], run=model), assets=None)
    target.parent.mkdir(parents=True, exist_ok=True)
    replace_bytes(target, page.encode())
    return target


def publish_site(runs: Sequence[RunDirectory], target: Path, *, onnx: bool = False) -> Path:
    """Write `runs` as a folder for any static host; returns the page to open first.

    `onnx` adds each run's network for other programs. The old site stays until the new one is complete. NotASite if
    `target` holds anything but a site of ours; RunError for a run with nothing to show.
    """
    check_target(target)
    folders = (
        [
            "",
        ]
        if len(runs) == 1
        else [f"{slug}/" for slug in _slugs(runs)]
    )
    pages = [Page(run, page_model(run), folder) for run, folder in zip(runs, folders, strict=True)]
    for page in pages if onnx else []:
        _open_onnx(page.run).close()  # before anything is written
    with taking_the_place_of(target.resolve()) as fresh:  # of the folder that a link leads to, not of the link
        _write_site(fresh, pages, onnx=onnx)
    return target / "index.html"


def published_before(target: Path) -> list[str]:
    """The names of the runs whose site stands at `target` now; empty if there is none, or it does not say."""
    try:
        names = read_json(target / MARK, MOST_RECORD_BYTES)["runs"]
        return [str(name) for name in names]
    except (OSError, ValueError, LookupError, TypeError):
        return []


def check_target(target: Path) -> None:
    """NotASite if `target` is a file, or a folder that holds anything but a site of ours."""
    if target.parent.is_dir():
        put_right(target)
    if target.is_dir() and (not any(target.iterdir()) or (target / MARK).is_file()):
        return
    if target.exists() or target.is_symlink():
        kind = "a folder with other things in it" if target.is_dir() else "a file"
        raise NotASite(f"{target} is {kind}, so it is left alone; name a new folder, or one that hackday published")


def _write_site(folder: Path, pages: Sequence[Page], *, onnx: bool) -> None:
    (folder / "assets").mkdir()
    for name in ("show.js", "show.css"):
        (folder / "assets" / name).write_text(static(name), encoding="utf-8")
    walls = [wall for page in pages if (wall := _wall(page))["pieces"]]
    if len(pages) > 1:
        _write_front(folder, pages, gallery=bool(walls))
    for page in pages:
        _write_run(folder, page, pages, onnx=onnx, gallery=bool(walls))
    if walls:
        data = envelope("gallery", _siblings(pages, "", GALLERY, gallery=True), walls=walls)
        _write_page(folder / GALLERY, "hackday: the gallery", data, "assets")
    replace_json(folder / MARK, {"format": 1, "runs": [page.run.name for page in pages]})


def _write_front(folder: Path, pages: Sequence[Page], *, gallery: bool) -> None:
    scripts: dict[str, str] = {}
    with undamaged("a page model of these runs is", "train the run again"):
        live = stage([(page.title, page.href, page.model) for page in pages], scripts)
        cards = [_card(page) for page in pages]
    siblings = _siblings(pages, "", "index.html", gallery=gallery)
    _write_page(folder / "index.html", "hackday", envelope("front", siblings, cards=cards, live=live), "assets")
    for name, script in scripts.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(script, encoding="utf-8")


def _write_run(folder: Path, page: Page, pages: Sequence[Page], *, onnx: bool, gallery: bool) -> None:
    there = folder / page.folder
    there.mkdir(exist_ok=True)
    way_up = "../" if page.folder else ""
    with undamaged(f"the page model of {page.run.name} is", "train the run again"):
        (there / CARD_NAME).write_text(model_card(page.title, page.model), encoding="utf-8")
    if onnx:
        with _open_onnx(page.run) as network, (there / ONNX).open("wb") as copy:
            shutil.copyfileobj(network, copy)
    names = [CARD_NAME, *([ONNX] if onnx else [])]
    files = [{"name": name, "href": name, "bytes": (there / name).stat().st_size} for name in names]
    data = envelope(
        "run", _siblings(pages, way_up, page.href, gallery=gallery), run=page.model, files=files,
        gallery=f"{way_up}{GALLERY}" if gallery else None,
    )  # fmt: skip
    _write_page(there / "index.html", page.title, data, f"{way_up}assets")


def _open_onnx(run: RunDirectory) -> BinaryIO:
    """The run's network for other programs. RunError if there is none, or a link: what it leads to is not the run's."""
    try:
        return open_inside(run.path, f"{run.export.name}/{ONNX}")
    except NoSuchFile:
        raise RunError(f"{run.name} has no {ONNX}; train the run again, or publish without --onnx") from None


def _siblings(pages: Sequence[Page], way_up: str, current: str, *, gallery: bool) -> list[dict[str, Any]]:
    """The pages of the site as one of them links to them: the front page, the runs, the gallery."""
    shown = [("hackday", "index.html")] if len(pages) > 1 else []
    shown += [(page.title, page.href) for page in pages]
    shown += [("Gallery", GALLERY)] if gallery else []
    if len(shown) == 1:
        return []
    return [{"title": title, "href": f"{way_up}{href}", "current": href == current} for title, href in shown]


def _write_page(path: Path, title: str, data: dict[str, Any], assets: str) -> None:
    path.write_text(compose(title, data, assets=assets), encoding="utf-8")


def _card(page: Page) -> dict[str, Any]:
    """Up to three figures of a run, as its lab names them in its page model's `headline`, and what it is."""
    about, headline = page.model["run"], page.model.get("headline", [])
    return {
        "title": page.title,
        "href": page.href,
        "domain": page.run.domain,
        "preset": str(about.get("preset", "")),
        "summary": str(about.get("summary", "")),
        "figures": headline[:3] if isinstance(headline, list) else [],
    }


def _wall(page: Page) -> dict[str, Any]:
    """A run's pieces in the gallery; `run` is how the visitor's own pieces of this run are known again."""
    pieces, about = page.model.get("pieces", []), page.model["run"]
    return {
        "title": page.title,
        "href": page.href,
        "domain": page.run.domain,
        "run": f"{about.get('name', '')} {about.get('started', '')}",
        "summary": str(about.get("summary", "")),
        "pieces": pieces if isinstance(pieces, list) else [],
    }


def _slugs(runs: Sequence[RunDirectory]) -> list[str]:
    """A folder's name for each run, all different: `addition-0007-post`, then `addition-0007-post-2`."""
    slugs: list[str] = []
    for run in runs:
        wanted = re.sub(r"[^a-z0-9-]+", "-", f"{run.domain}-{run.number:04d}-{run.label}".lower()).strip("-")
        tries = itertools.chain([wanted], (f"{wanted}-{number}" for number in itertools.count(2)))
        slugs.append(next(slug for slug in tries if slug not in slugs))
    return slugs
