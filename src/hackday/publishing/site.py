"""Publishing whole: the new site is built beside the old one and takes its place when it is complete."""

import itertools
import json
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hackday.errors import HackdayError
from hackday.publishing.page import compose, envelope, static
from hackday.runs import RunDirectory, RunError
from hackday.runs.files import read_json, replace_bytes, replace_json

MARK = "hackday-site.json"
"""The file by which a folder is known to be a site of ours, and so may be replaced."""


class NotASite(HackdayError):
    """The target folder holds something else; nothing was touched."""


def publish_file(run: RunDirectory, target: Path) -> Path:
    """Write `run` as one HTML file that needs no server and no network. RunError if it has nothing to show."""
    if target.is_dir():
        raise NotASite(f"{target} is a folder; name a file such as {target / 'page.html'}")
    model = page_model(run)
    page = compose(page_title(run), envelope("run", [], run=model), assets=None)
    target.parent.mkdir(parents=True, exist_ok=True)
    replace_bytes(target, page.encode())
    return target


def publish_site(runs: Sequence[RunDirectory], target: Path) -> Path:
    """Write `runs` as a folder for any static host, a page each; returns the page to open first.

    The old site stays until the new one is complete. NotASite if `target` holds anything but a site of ours.
    """
    check_target(target)
    models = [(run, page_model(run)) for run in runs]
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as beside:
        fresh = Path(beside) / "new"
        _write_site(fresh, models)
        fresh.chmod(0o755)
        old = Path(beside) / "old"
        if target.exists():
            target.rename(old)
        try:
            fresh.rename(target)
        except OSError:
            if old.exists():
                old.rename(target)
            raise
    return target / "index.html"


def published_before(target: Path) -> list[str]:
    """The names of the runs whose site stands at `target` now; empty if there is none, or it does not say."""
    try:
        names = read_json(target / MARK)["runs"]
        return [str(name) for name in names]
    except (OSError, ValueError, LookupError, TypeError):
        return []


def check_target(target: Path) -> None:
    """NotASite if `target` is a file, or a folder that holds anything but a site of ours."""
    if target.is_dir() and (not any(target.iterdir()) or (target / MARK).is_file()):
        return
    if target.exists() or target.is_symlink():
        kind = "a folder with other things in it" if target.is_dir() else "a file"
        raise NotASite(f"{target} is {kind}, so it is left alone; name a new folder, or one that hackday published")


def _write_site(folder: Path, models: Sequence[tuple[RunDirectory, dict[str, Any]]]) -> None:
    (folder / "assets").mkdir(parents=True)
    for name in ("show.js", "show.css"):
        (folder / "assets" / name).write_text(static(name), encoding="utf-8")
    if len(models) == 1:
        run, model = models[0]
        _write_page(folder / "index.html", page_title(run), envelope("run", [], run=model), "assets")
    else:
        slugs = _slugs([run for run, _ in models])
        pages = [(run, model, f"{slug}/index.html") for (run, model), slug in zip(models, slugs, strict=True)]
        cards = [{"title": page_title(run), "href": href, **_card(run, model)} for run, model, href in pages]
        _write_page(folder / "index.html", "hackday", envelope("front", [], cards=cards), "assets")
        for run, model, href in pages:
            siblings = [
                {"title": page_title(other), "href": f"../{there}", "current": other is run}
                for other, _, there in pages
            ]
            page = envelope(
                "run", [{"title": "hackday", "href": "../index.html", "current": False}, *siblings], run=model
            )
            _write_page(folder / href, page_title(run), page, "../assets")
    replace_json(folder / MARK, {"format": 1, "runs": [run.name for run, _ in models]})


def _write_page(path: Path, title: str, data: dict[str, Any], assets: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(compose(title, data, assets=assets), encoding="utf-8")


def page_model(run: RunDirectory) -> dict[str, Any]:
    """The run's page model. RunError if it has none yet, or it is damaged."""
    path = run.export / "page.json"
    try:
        model = read_json(path)
        json.dumps(
            model, allow_nan=False, ensure_ascii=False
        ).encode()  # what cannot be written again cannot be published
    except FileNotFoundError:
        state, why = run.status()["state"], (run.results() or {}).get("no_page")
        hint = str(why) if why else f"finish it: hackday resume {run.called}"
        raise RunError(f"{run.name} has nothing to publish (it is {state}); {hint}") from None
    except (OSError, ValueError, RecursionError) as error:
        raise RunError(f"{path} cannot be read ({error}); train the run again") from None
    if not isinstance(model, dict) or model.get("format") != 1 or not isinstance(model.get("run"), dict):
        raise RunError(f"{path} is not a page model of this version; train the run again")
    return model


def page_title(run: RunDirectory) -> str:
    """`addition/1 post`."""
    return f"{run.name} {run.label}".strip()


def _card(run: RunDirectory, model: dict[str, Any]) -> dict[str, Any]:
    about = model["run"]
    return {
        "domain": run.domain,
        "preset": str(about.get("preset", "")),
        "summary": str(about.get("summary", "")),
        "figures": _headline(model),
    }


def _headline(model: dict[str, Any]) -> list[dict[str, Any]]:
    """Up to three figures for the card: what a lab's page model names as its `headline`."""
    headline = model.get("headline", [])
    return headline[:3] if isinstance(headline, list) else []


def _slugs(runs: Sequence[RunDirectory]) -> list[str]:
    """A folder's name for each run, all different: `addition-0007-post`, then `addition-0007-post-2`."""
    slugs: list[str] = []
    for run in runs:
        wanted = re.sub(r"[^a-z0-9-]+", "-", f"{run.domain}-{run.number:04d}-{run.label}".lower()).strip("-")
        tries = itertools.chain([wanted], (f"{wanted}-{number}" for number in itertools.count(2)))
        slugs.append(next(slug for slug in tries if slug not in slugs))
    return slugs
